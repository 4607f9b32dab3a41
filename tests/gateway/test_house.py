"""All five services behind the gateway, in one process: only HTTP's transport is no real one."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from kit.secrets import make_secrets
from kit.topology import SERVICES
from tests.e2e.comics import page


class Wires(httpx.AsyncBaseTransport):
    """Carries each request to the app that listens at that host and port."""

    def __init__(self) -> None:
        self.apps: dict[str, httpx.ASGITransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        app = self.apps.get(f"{request.url.host}:{request.url.port}")
        if app is None:
            raise httpx.ConnectError("nobody is there", request=request)
        return await app.handle_async_request(request)


@asynccontextmanager
async def the_house(
    folder: Path, comics: Path | str, wires: Wires | None = None, database_url: str = ""
) -> AsyncIterator[httpx.AsyncClient]:
    """A client before the gateway; `wires` then lead to all services."""
    make_secrets(folder / "secrets")
    wires = wires or Wires()
    async with AsyncExitStack() as lives:
        for service in SERVICES:
            settings = importlib.import_module(service.app.removesuffix("app") + "settings").Settings
            given: dict[str, Any] = {"data_dir": folder, "comics_dir": str(comics), "scan_on_start": False}
            given["database_url"] = database_url
            app = importlib.import_module(service.app).create_app(settings(**given), transport=wires)
            wires.apps[f"127.0.0.1:{service.port}"] = httpx.ASGITransport(app=app, client=("203.0.113.5", 5))
            await lives.enter_async_context(app.router.lifespan_context(app))
        transport = wires.apps["127.0.0.1:8000"]
        url = "http://comics.example"
        yield await lives.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=url, headers={"Origin": url}, timeout=60)
        )


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def comics(tmp_path: Path) -> Path:
    import zipfile

    folder = tmp_path / "comics" / "Comics" / "Adventure" / "Lantern Riders"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "Lantern Riders #01.cbz", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.jpg", page(number, f"page {number}"))
    return tmp_path / "comics"


@pytest.mark.anyio
async def test_from_the_first_admin_to_a_page(tmp_path: Path, comics: Path) -> None:
    data = tmp_path / "data"
    async with the_house(data, comics) as client:
        assert (await client.get("/api/auth/check")).json() == {"authenticated": False, "user": None}
        assert (await client.get("/api/books")).status_code == 401
        person = {"username": "keeper", "password": "a lantern in the tide"}
        code = (data / "setup-code").read_text().strip()
        made = await client.post("/api/auth/setup", json={"code": code, **person})
        assert made.status_code == 201
        cookie = made.headers["set-cookie"]
        assert all(word in cookie for word in ("session_token=", "HttpOnly", "SameSite=lax", "Max-Age=2592000"))
        assert "Secure" not in cookie
        assert (await client.get("/api/auth/check")).json()["authenticated"] is True
        sessions = (await client.get("/api/auth/sessions")).json()["items"]
        assert [(one["address"], one["current"]) for one in sessions] == [("203.0.113.5", True)]

        assert (await client.post("/api/scan", json={})).status_code == 202
        while (await client.get("/api/scan/status")).json()["status"] == "running":
            await asyncio.sleep(0.05)
        books = (await client.get("/api/books")).json()
        assert books["total"] == 1
        book = books["items"][0]

        cover = await client.get(book["cover"])
        assert (cover.status_code, cover.headers["content-type"]) == (200, "image/jpeg")
        assert cover.content.startswith(b"\xff\xd8")
        assert "immutable" in cover.headers["cache-control"]
        assert cover.headers["content-security-policy"] == "sandbox; default-src 'none'"
        again = await client.get(book["cover"], headers={"If-None-Match": cover.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = await client.head(book["cover"])
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(cover.content)))

        for number in range(3):
            drawn = await client.get(f"/api/read/{book['id']}/page/{number}")
            assert drawn.content == page(number, f"page {number}")
        part = await client.get(f"/api/read/{book['id']}/page/0", headers={"Range": "bytes=0-99"})
        assert (part.status_code, part.content) == (206, page(0, "page 0")[:100])
        assert (await client.get(f"/api/read/{book['id']}/page/9")).json()["code"] == "page_not_found"

        progress = {"comic_id": book["id"], "current_page": 1}
        assert (await client.post("/api/progress", json=progress)).status_code == 200
        foreign = await client.post("/api/progress", json=progress, headers={"Origin": "http://evil.example"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "csrf")

        key = (await client.post("/api/auth/keys", json={"name": "app"})).json()["key"]
        assert (await client.get("/metrics")).status_code == 200
        health = (await client.get("/healthz")).json()
        assert set(health["depends_on"]) == {"auth", "library", "thumbs", "scanner"}
        assert health["status"] == "ok", health

        session = client.cookies["session_token"]
        out = await client.post("/api/auth/logout")
        assert out.status_code == 204
        assert "clear-site-data" in out.headers
        client.cookies.clear()
        stale = await client.get("/api/books", headers={"Cookie": f"session_token={session}"})
        assert (stale.status_code, stale.json()["code"]) == (401, "login_required")
        assert (await client.get(book["cover"])).status_code == 401
        with_key = await client.get("/api/progress/" + book["id"], headers={"Authorization": f"Bearer {key}"})
        assert with_key.json()["current_page"] == 1
        assert (await client.get("/api/books", auth=("Keeper", key))).status_code == 200
        assert (await client.get("/api/books", auth=("other", key))).status_code == 401
        wrong = await client.post("/api/auth/login", json={**person, "password": "not the lantern"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "login_failed")
        assert (await client.post("/api/auth/login", json=person)).status_code == 200
        assert (await client.get("/api/books")).status_code == 200
