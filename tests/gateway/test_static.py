"""The app's files: named by their content, never more of the disk than was there at start."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.settings import Settings
from gateway.static import Web, sent
from kit.errors import StartupError
from tests.gateway.doubles import House, house

PAGE = (
    '<!doctype html><link rel="stylesheet" href="/css/a.css"><script type="module" src="/js/main.js"></script>'
    '<link rel="icon" href="/img/icon.svg#x"><link rel="manifest" href="/manifest.webmanifest">'
    '<a href="/js/unknown.js"></a><a href="/browse">b</a>'
)


@pytest.fixture(scope="module")
def web_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    files = {
        "index.html": PAGE,
        "css/a.css": "a{}" * 1000,
        "js/main.js": "import './reader/reader.js';",
        "js/reader/reader.js": "export const x = 1;\n" * 100,
        "img/icon.svg": "<svg/>",
        "img/dot.png": "not compressed" * 99,
        "manifest.webmanifest": "{}",
        "sw.js": "const BUILD = '{{build}}';",
        "jsconfig.json": "{}",
        "biome.json": "{}",
    }
    files |= dict.fromkeys([".env", ".git/config", "js/.hidden.js", "notes.md", "js/a.py"], "secret")
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@pytest.fixture(scope="module")
def served(web_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house"), web_dir=web_dir) as one:
        yield one


@pytest.fixture
def files(served: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, trust_env=False) as one:
        yield one


@pytest.mark.parametrize(
    "path",
    ["/", "/browse", "/series/01jd", "/read/01jd", "/search?q=x.y", "/scan", "/account", "/lists/1", "/js", "/js/"],
)
def test_the_page_answers_the_paths_of_the_app(files: httpx.Client, path: str) -> None:
    back = files.get(path)
    assert back.status_code == 200
    assert back.headers["content-type"] == "text/html; charset=utf-8"
    assert back.headers["cache-control"] == "no-cache"
    assert back.text.startswith("<!doctype html>")


def test_what_the_page_asks_for_is_kept_for_a_year(files: httpx.Client) -> None:
    page = files.get("/").text
    prefix = re.search(r'href="(/assets/[0-9a-f]{16})/css/a.css"', page)
    assert prefix
    assert f'src="{prefix[1]}/js/main.js"' in page
    assert f'href="{prefix[1]}/img/icon.svg#x"' in page
    assert 'href="/manifest.webmanifest"' in page
    assert 'href="/js/unknown.js"' in page
    for path in ("/js/main.js", "/js/reader/reader.js", "/css/a.css", "/img/dot.png"):
        back = files.get(prefix[1] + path)
        assert back.status_code == 200
        assert back.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert back.content == files.get(path).content
    assert files.get(prefix[1] + "/js/none.js").status_code == 404
    assert files.get(prefix[1] + "/browse").status_code == 404
    old = files.get("/assets/0000000000000000/js/main.js")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")


def test_the_service_worker_learns_its_build_and_what_belongs_to_it(files: httpx.Client) -> None:
    prefix = re.search(r'href="(/assets/[0-9a-f]{16})/css/a.css"', files.get("/").text)
    assert prefix
    build = prefix[1].removeprefix("/assets/")
    worker = files.get("/sw.js")
    assert worker.text == f"const BUILD = '{build}';"
    assert worker.headers["cache-control"] == "no-cache"
    assert "worker-src 'self'" in worker.headers["content-security-policy"]
    back = files.get(f"{prefix[1]}/list.json")
    assert back.headers["cache-control"] == "public, max-age=31536000, immutable"
    told = back.json()
    assert told["build"] == build
    named = ["/css/a.css", "/img/dot.png", "/img/icon.svg", "/js/main.js", "/js/reader/reader.js"]
    assert list(told["files"]) == [*named, "/manifest.webmanifest"]
    assert all(len(files.get(prefix[1] + path).content) == size for path, size in told["files"].items())
    old = files.get("/assets/0000000000000000/list.json")
    assert (old.json()["build"], old.headers["cache-control"]) == (build, "no-cache")
    assert files.get("/list.json").status_code == 404


def test_another_content_is_another_name(web_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text("1")
    first = Web(tmp_path)
    (tmp_path / "js" / "main.js").write_text("2")
    assert Web(tmp_path).build != first.build
    with pytest.raises(StartupError):
        Web(tmp_path / "js")
    with pytest.raises(StartupError):
        Web(tmp_path / "nothing")


@pytest.mark.parametrize("path", ["/js/main.js", "/", "/css/a.css", "/img/dot.png", "/sw.js", "/favicon.ico"])
def test_etags_and_compression(files: httpx.Client, path: str) -> None:
    plain = files.get(path, headers={"Accept-Encoding": "identity"})
    packed = files.get(path, headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content
    assert (plain.headers["etag"] == packed.headers["etag"]) == ("content-encoding" not in packed.headers)
    for encoding, back in (("identity", plain), ("gzip", packed)):
        asked = {"Accept-Encoding": encoding, "If-None-Match": f'"x", W/{back.headers["etag"]}'}
        again = files.get(path, headers=asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == back.headers["etag"]
        assert files.get(path, headers=asked | {"If-None-Match": '"other"'}).status_code == 200
    head = files.head(path, headers={"Accept-Encoding": "identity"})
    assert (head.content, head.headers["content-length"]) == (b"", str(len(plain.content)))


def test_text_is_compressed_in_memory(files: httpx.Client) -> None:
    with files.stream("GET", "/css/a.css", headers={"Accept-Encoding": "gzip, br"}) as back:
        raw = b"".join(back.iter_raw())
    assert back.headers["vary"] == "Accept-Encoding"
    assert len(raw) < 100
    assert gzip.decompress(raw) == b"a{}" * 1000
    assert "content-encoding" not in files.get("/img/dot.png", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    "path",
    [
        "/.env",
        "/.git/config",
        "/js/.hidden.js",
        "/notes.md",
        "/js/a.py",
        "/jsconfig.json",
        "/biome.json",
        "/nothing.js",
        "/wp-login.php",
    ],
)
def test_nothing_else_is_served(files: httpx.Client, path: str) -> None:
    back = files.get(path)
    assert back.status_code == 404
    assert back.headers["content-type"] == "application/problem+json"
    assert "secret" not in back.text.lower()
    assert back.headers["cache-control"] == "no-store"


def test_a_page_takes_no_changes(files: httpx.Client) -> None:
    back = files.post("/browse", json={})
    assert (back.status_code, back.headers["allow"]) == (405, "GET, HEAD")


def test_robots_and_icon(files: httpx.Client) -> None:
    assert files.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    icon = files.get("/favicon.ico")
    assert (icon.headers["content-type"], icon.text) == ("image/svg+xml", "<svg/>")
    assert files.get("/manifest.webmanifest").headers["content-type"] == "application/manifest+json"


def test_files_that_change_are_read_again_in_development_only(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    page = tmp_path / "web" / "index.html"
    page.write_text("first")
    for reload, after in ((True, "second one"), (False, "first")):
        page.write_text("first")
        with house(tmp_path, web_dir=page.parent, web_reload=reload) as running:
            assert httpx.get(running.url, trust_env=False).text == "first"
            page.write_text("second one")
            assert httpx.get(running.url, trust_env=False).text == after


def test_the_app_that_is_shipped_names_only_files_that_are_there(running: House, client: httpx.Client) -> None:
    page = client.get("/").text
    references = re.findall(r'(?:href|src)="(/[^"#]+)"', page)
    assert len(references) > 5
    for reference in references:
        assert client.get(reference).status_code == 200, reference
    assert 'src="/js' not in page
    assert Settings(data_dir=Path("/nowhere")).web_dir.joinpath("index.html").is_file()


def test_scripts_go_without_their_comments_and_keep_their_lines() -> None:
    script = (
        b"// What it does.\nimport a from './a.js';\n\n/**\n * @param {string} b\n */\nexport function c(b) {\n"
        b"  // why\n  const d = 'http://e/**'; // f\n  /** @type {any} */ (b).g(/** @type {any} */ (d));\n}\n"
    )
    expected = (
        b"\nimport a from './a.js';\n\n\n\n\nexport function c(b) {\n"
        b"\n  const d = 'http://e/**'; // f\n (b).g(/** @type {any} */ (d));\n}\n"
    )
    assert sent("/js/a.js", script) == expected
    assert sent("/css/a.css", b"// a\n") == b"// a\n"


def test_no_text_of_the_app_looks_like_a_comment() -> None:
    """Else it would be lost on the way."""
    folder = Settings(data_dir=Path("/nowhere")).web_dir
    for file in folder.rglob("*.js"):
        code = sent(file.name, file.read_bytes())
        assert code.count(b"`") == file.read_bytes().count(b"`") - _ticks_in_comments(file.read_bytes()), file
        assert not re.search(rb"`[^`]*\n[ \t]*(//|/\*\*)[^`]*`", code), file


def _ticks_in_comments(source: bytes) -> int:
    return sum(line.count(b"`") for line in source.splitlines() if re.match(rb"[ \t]*(//|/\*\*|\*)", line))


def test_a_page_names_ahead_all_its_modules(tmp_path: Path) -> None:
    texts = {
        "index.html": '<head><script type="module" src="/js/start.js"></script>'
        '<link rel="modulepreload" href="/js/main.js"></head>',
        "js/start.js": "import('./main.js')",
        "js/main.js": "import {\n a,\n} from './a.js';\nconst later = () => import('./later.js');",
        "js/a.js": "export { b } from '../js/deep/b.js';\nimport './a.js';\n// import './comment.js'",
        "js/deep/b.js": "import { x } from '/js/unknown.js'; import './missing.js';",
        "js/later.js": "",
        "js/comment.js": "",
        "js/pages/home.js": "import '../a.js';",
        "js/pages/browse.js": "import { c } from '../c.js';",
        "js/pages/admin/logs.js": "",
        "js/c.js": "",
    }
    for name, text in texts.items():
        file = tmp_path / "web" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with house(tmp_path, web_dir=tmp_path / "web") as one, httpx.Client(base_url=one.url, trust_env=False) as http:

        def named(path: str) -> list[str]:
            page = http.get(path).text
            assert page.index("modulepreload") < page.index("<script")
            return re.findall(r'<link rel="modulepreload" href="/assets/[0-9a-f]{16}(/[^"]+)">', page)

        everywhere = ["/js/start.js", "/js/a.js", "/js/deep/b.js", "/js/main.js"]
        assert sorted(named("/")) == sorted([*everywhere, "/js/pages/home.js"])
        assert sorted(named("/browse")) == sorted([*everywhere, "/js/pages/browse.js", "/js/c.js"])
        for path in ("/read/1", "/admin/logs", "/index.html"):
            assert named(path) == everywhere
        etags = {http.get(path).headers["etag"] for path in ("/", "/browse", "/read/1")}
        assert len(etags) == 3
