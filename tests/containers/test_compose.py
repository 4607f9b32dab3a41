"""The whole house in containers: locked down, working, and no worse for the loss of a replica."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from docker.models.containers import Container

from kit.topology import BY_NAME, SERVICES
from tests.containers.conftest import ADMIN, CBR, PAGES, picture
from tests.containers.stack import Stack, wait_for

NAMES = [service.name for service in SERVICES]
PROBE = """
import importlib, importlib.util, json, os, pathlib
def writable(folder):
    try:
        (pathlib.Path(folder) / "probe").touch()
        return True
    except OSError:
        return False
importlib.import_module(APP)
status = pathlib.Path("/proc/1/status").read_text()
print(json.dumps({
    "uid": os.getuid(),
    "capabilities": next(int(l.split()[1], 16) for l in status.splitlines() if l.startswith(("CapEff"))),
    "privileges": "NoNewPrivs:\\t1" in status,
    "writable": [f for f in ("/", "/app", "/etc", "/comics", "/usr/local", "/data", "/tmp") if writable(f)],
    "secrets": sorted(str(p) for p in pathlib.Path("/secrets").rglob("*") if p.is_file()),
    "services": sorted(p.name for p in pathlib.Path("/app/services").glob("*/")),
    "libraries": [m for m in ("PIL", "rarfile", "argon2", "sqlalchemy") if importlib.util.find_spec(m)],
}))
"""


def probe(stack: Stack, name: str) -> dict[str, Any]:
    """What a service's container holds and may do, asked from inside with its app imported."""
    found: dict[str, Any] = stack.python(stack.running(name)[0], f"APP = {BY_NAME[name].app!r}\n{PROBE}")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_container_is_healthy_and_locked_down(stack: Stack, name: str) -> None:
    assert [container.health for container in stack.running(name)] == ["healthy"]
    found = probe(stack, name)
    assert found["uid"] == 10001
    assert found["capabilities"] == 0
    assert found["privileges"]
    assert set(found["writable"]) <= {"/data", "/tmp"}
    assert (
        found["libraries"]
        == {
            "auth": ["argon2", "sqlalchemy"],
            "library": ["sqlalchemy"],
            "thumbs": ["PIL", "rarfile", "sqlalchemy"],
            "scanner": ["sqlalchemy"],
            "gateway": [],
        }[name]
    )
    assert found["services"] == ([] if name == "gateway" else [name])


@pytest.mark.parametrize("name", NAMES)
def test_a_container_sees_no_secret_of_another(stack: Stack, name: str) -> None:
    own = [f"/secrets/{name}/secret"]
    if name == "auth":
        own = ["/secrets/auth/clients.json", "/secrets/auth/identity.key", *own]
    assert probe(stack, name)["secrets"] == own


def test_only_the_gateway_can_be_reached_from_outside(stack: Stack) -> None:
    published = {name for name in NAMES for c in stack.running(name) if any(c.ports.values())}
    assert published == {"gateway"}
    with stack.client() as client:
        health = client.get("/healthz")
        assert health.status_code == 200, health.text
        assert set(NAMES) - {"gateway"} <= set(health.json()["depends_on"])
        assert client.get("/api/books").status_code == 401


def test_the_library_is_scanned_and_read(admin: httpx.Client, books: dict[str, Any]) -> None:
    expected = {"Quiet Rivers v01.cbz", "Quiet Rivers v02.cbz", "Night Mail #1.cbz", "Alone.cbz"}
    assert expected <= set(books)
    book = books["Quiet Rivers v02.cbz"]
    assert (book["category"], book["volume"], book["pages"]) == ("Manga", 2, PAGES)
    page = admin.get(f"/api/read/{book['id']}/page/7")
    assert page.headers["content-type"] == "image/jpeg"
    assert page.content == picture(80, 7)
    cover = admin.get(book["cover"])
    assert (cover.status_code, cover.headers["content-type"]) == (200, "image/jpeg")
    assert admin.get(f"/api/read/{book['id']}/page/{PAGES}").status_code == 404


def test_a_rar_is_read_in_its_container(admin: httpx.Client, books: dict[str, Any]) -> None:
    if not CBR.exists():
        pytest.skip(f"CBR NOT TESTED IN CONTAINERS: {CBR} is missing")
    book = books[CBR.name]
    assert book["pages"] > 0
    page = admin.get(f"/api/read/{book['id']}/page/0")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("image/")
    assert admin.get(book["cover"]).headers["content-type"] == "image/jpeg"


def pages_answered(stack: Stack, container: Container) -> float:
    """How many pages this replica of thumbs has sent, by its own metrics."""
    program = "import json, urllib.request as r; print(json.dumps(r.urlopen('http://127.0.0.1:8003/metrics').read().decode()))"
    lines = stack.python(container, program).splitlines()
    return sum(
        float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("http_requests_total") and "/page/" in line
    )


def test_three_replicas_share_the_work_and_one_may_die(
    stack: Stack, admin: httpx.Client, books: dict[str, Any]
) -> None:
    book = books["Night Mail #1.cbz"]
    stack.compose("up", "--detach", "--no-recreate", "--scale", "thumbs=3")
    replicas = wait_for(
        lambda: r if len(r := [c for c in stack.running("thumbs") if c.health == "healthy"]) == 3 else None,
        "three healthy replicas of thumbs",
    )

    def read(number: int) -> tuple[int, bool]:
        answer = admin.get(f"/api/read/{book['id']}/page/{number % PAGES}")
        return answer.status_code, answer.content == picture(150, number % PAGES)

    def all_three_worked() -> bool:
        with ThreadPoolExecutor(6) as readers:
            assert set(readers.map(read, range(60))) == {(200, True)}
        return all(pages_answered(stack, replica) > 0 for replica in replicas)

    wait_for(all_three_worked, "every replica to have sent pages")

    # One is killed after the first hundred of six hundred pages; not one page may be lost.
    with ThreadPoolExecutor(6) as readers:
        results = readers.map(read, range(600))
        first = list(itertools.islice(results, 100))
        replicas[1].kill()
        assert set(first) | set(results) == {(200, True)}
    stack.compose("up", "--detach", "--no-recreate", "--scale", "thumbs=1")


def test_accounts_and_progress_outlive_the_containers(stack: Stack, admin: httpx.Client, books: dict[str, Any]) -> None:
    book = books["Alone.cbz"]
    saved = admin.post("/api/progress", json={"comic_id": book["id"], "current_page": 5})
    assert saved.status_code == 200, saved.text
    stack.compose("stop")
    codes = {name: c.attrs["State"]["ExitCode"] for name in NAMES for c in stack.containers(name)}
    assert set(codes.values()) <= {0, 143}, f"not every service stops when it is asked to: {json.dumps(codes)}"
    stack.compose("rm", "--force")
    stack.compose("up", "--detach")
    wait_for(lambda: [c.health for c in stack.running("gateway")] == ["healthy"], "the gateway to be healthy again")
    with stack.client() as client:
        assert client.post("/api/auth/login", json=ADMIN).status_code == 200
        assert client.get(f"/api/progress/{book['id']}").json()["current_page"] == 5
