"""The web app's files, all in memory: named by their content where the page asks for them, revalidated elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.types import Send

from gateway.ahead import pages, shown_at
from gateway.compression import is_text, pack
from gateway.headers import accepts_gzip
from gateway.inbound import Inbound, check_reads
from kit.errors import NotFound, StartupError
from kit.http.answer import Headers

TYPES = {
    ".html": b"text/html; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".webmanifest": b"application/manifest+json",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
    ".jpg": b"image/jpeg",
    ".webp": b"image/webp",
    ".ico": b"image/x-icon",
    ".woff2": b"font/woff2",
    ".txt": b"text/plain; charset=utf-8",
}
ROBOTS = b"User-agent: *\nDisallow: /\n"
ICON = "/img/icon.svg"
PREFIX = "/assets/"
LIST, WORKER, PAGE = "/list.json", "/sw.js", "/index.html"
BUILD_MARK = b"{{build}}"  # put into the service worker, so that its bytes differ and browsers notice a new build
NOT_LISTED = (".html", ".txt", ".ico")
FOREVER, REVALIDATED = b"public, max-age=31536000, immutable", b"no-cache"
TOOLS = ("jsconfig.json", "jsconfig.worker.json", "biome.json")  # beside the app's files, not of it
# Comments that begin a line: the sources need them, browsers do not. Those within a line stay.
_COMMENT = re.compile(rb"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(rb'(href|src)="(/(?:js|css|img|fonts)/[^"?#]+)')


@dataclass(frozen=True, slots=True)
class Asset:
    """A file. `gzip` is None where compressing gains nothing."""

    body: bytes
    content_type: bytes
    etag: bytes
    gzip: bytes | None


class Web:
    """The files of `folder`. Only names that were found there at start are ever answered: no path reaches the disk."""

    def __init__(self, folder: Path, *, reload: bool = False) -> None:
        """Raises StartupError where the app is not there. `reload` reads the files anew when one changes."""
        self._folder, self._reload = folder, reload
        self._read()

    async def __call__(self, inbound: Inbound, send: Send) -> None:
        """Answers a file, or the page for the app's own paths. Raises NotFound for anything else."""
        check_reads(inbound)
        if self._reload and self._stamps != self._stamps_now():
            self._read()
        asset, caching = self._find(inbound.path)
        await send_asset(asset, caching, inbound, send)

    def _find(self, path: str) -> tuple[Asset, bytes]:
        caching = REVALIDATED
        if path.startswith(PREFIX):
            build, _, rest = path[len(PREFIX) :].partition("/")
            path = "/" + rest
            # A page of another build (during an update) still gets what there is, but must not keep it.
            caching = FOREVER if build == self.build else REVALIDATED
            if path == LIST:
                return self._list, caching
            if path not in self.assets:
                raise NotFound("not_found", "There is no such file.")
        if asset := self.assets.get(path):
            return asset, caching
        if "." in path:
            raise NotFound("not_found", "There is no such file.")
        return self._pages.get(shown_at(path), self._pages[""]), REVALIDATED

    def _read(self) -> None:
        self._stamps = self._stamps_now()
        bodies = {path: sent(path, (self._folder / path[1:]).read_bytes()) for path in self._stamps}
        if PAGE not in bodies:
            raise StartupError(f"The web app is not in {self._folder}: there is no index.html.")
        everything = hashlib.sha256()
        for path in sorted(bodies):
            everything.update(path.encode() + b"\0" + hashlib.sha256(bodies[path]).digest())
        self.build = everything.hexdigest()[:16]
        listed = {
            path: len(bodies[path]) for path in sorted(bodies) if path != WORKER and not path.endswith(NOT_LISTED)
        }
        self._list = asset_of(LIST, json.dumps({"build": self.build, "files": listed}).encode())
        made = pages(bodies[PAGE], bodies)
        self._pages = {name: asset_of(PAGE, self._named_by_content(page, bodies)) for name, page in made.items()}
        del bodies[PAGE]
        if WORKER in bodies:
            bodies[WORKER] = bodies[WORKER].replace(BUILD_MARK, self.build.encode())
        bodies.setdefault("/robots.txt", ROBOTS)
        self.assets = {PAGE: self._pages[""], **{path: asset_of(path, body) for path, body in bodies.items()}}
        if ICON in self.assets:
            self.assets.setdefault("/favicon.ico", self.assets[ICON])

    def _named_by_content(self, page: bytes, known: dict[str, bytes]) -> bytes:
        """The page with its references under the build's prefix, where modules and style sheets find each other too."""

        def named(found: re.Match[bytes]) -> bytes:
            if found[2].decode() not in known:
                return found[0]
            return b'%s="%s%s%s' % (found[1], PREFIX.encode(), self.build.encode(), found[2])

        return _REFERENCE.sub(named, page)

    def _stamps_now(self) -> dict[str, tuple[int, int]]:
        """Path to size and mtime of every file that may be served: of a known kind, no part of its name hidden."""
        found: dict[str, tuple[int, int]] = {}
        for folder, folders, names in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in names:
                file = Path(folder, name)
                if not name.startswith(".") and file.suffix in TYPES and name not in TOOLS and file.is_file():
                    stat = file.stat()
                    found["/" + file.relative_to(self._folder).as_posix()] = (stat.st_size, stat.st_mtime_ns)
        return found


def sent(path: str, body: bytes) -> bytes:
    """What browsers get of the file at `path`: a script without its comments, every line where it was."""
    return _COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), body) if path.endswith(".js") else body


def asset_of(path: str, body: bytes) -> Asset:
    """The file at `path` with that content."""
    content_type = TYPES[Path(path).suffix]
    packed = pack(body) if is_text(content_type) else None
    smaller = packed if packed and len(packed) < len(body) else None
    return Asset(body, content_type, hashlib.sha256(body).hexdigest()[:32].encode(), smaller)


async def send_asset(asset: Asset, caching: bytes, inbound: Inbound, send: Send) -> None:
    """Answers `asset`: 304 where the client has it, compressed where that is wanted."""
    packed = asset.gzip if accepts_gzip(inbound.text(b"accept-encoding")) else None
    etag = b'"%s%s"' % (asset.etag, b"-gzip" if packed else b"")
    headers: Headers = [(b"etag", etag), (b"cache-control", caching)]
    if asset.gzip:
        headers.append((b"vary", b"Accept-Encoding"))
    held = {part.strip().removeprefix("W/") for part in inbound.text(b"if-none-match").split(",")}
    if "*" in held or etag.decode() in held:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body"})
        return
    body = packed or asset.body
    headers += [(b"content-type", asset.content_type), (b"content-length", str(len(body)).encode())]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if inbound.method == "HEAD" else body})
