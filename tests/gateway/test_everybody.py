"""Every route of every service: as nobody, with tokens that are none, as a reader, of another library, an admin.

The lists come from the services' own route tables, so a new route without a line here fails. What the library's routes
tell of single comics, series and lists is asked of in tests/library/test_doors.py.
"""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from kit.identity import LIFETIME
from kit.topology import BY_NAME, SERVICES
from tests.e2e.comics import page
from tests.gateway.test_house import Wires, the_house
from tests.identities import Issuer
from tests.library.test_doors import ADMINS as LIBRARY_ADMINS
from tests.routes import Route, routes_of

# For people who are not logged in yet, or not any more.
ANYONE = {
    "GET /api/auth/check",
    "GET /api/auth/setup",
    "POST /api/auth/setup",
    "POST /api/auth/login",
    "POST /api/auth/logout",
    "POST /api/auth/register",
    "POST /api/auth/token",
    "POST /api/auth/invite",
}
# For whoever is logged in, about themselves or about what all may know.
PEOPLE = {
    "GET /api/auth/me",
    "POST /api/auth/password",
    "POST /api/auth/me/remove",
    "GET /api/auth/sessions",
    "DELETE /api/auth/sessions",
    "DELETE /api/auth/sessions/{session_id}",
    "GET /api/auth/keys",
    "POST /api/auth/keys",
    "DELETE /api/auth/keys/{key_id}",
    "GET /api/auth/export",
    "GET /api/scan/status",
}
ADMINS = {
    "GET /api/users",
    "POST /api/users",
    "PATCH /api/users/{user_id}",
    "DELETE /api/users/{user_id}",
    "POST /api/users/{user_id}/password",
    "GET /api/auth/settings",
    "PUT /api/auth/settings",
    "GET /api/users/invites",
    "POST /api/users/invites",
    "DELETE /api/users/invites/{invite_id}",
    "GET /api/backups",
    "POST /api/backups",
    "GET /api/backups/{name}",
    "DELETE /api/backups/{name}",
    "PUT /api/cover/{comic_id}",
    "DELETE /api/cover/{comic_id}/choice",
    "POST /api/cover/{comic_id}/retry",
    "GET /api/scan/schedules",
    "POST /api/scan/schedules/preview",
    "GET /api/scan/schedules/{library_id}",
    "PUT /api/scan/schedules/{library_id}",
    "POST /api/scan",
    "POST /api/rescan",
    "POST /api/scan/cancel",
    "GET /api/scan/jobs",
    "POST /api/libraries/check",
}
# Of one comic: for those who may read it.
COMICS = {
    "GET /api/cover/{comic_id}",
    "HEAD /api/cover/{comic_id}",
    "GET /api/read/{comic_id}/pages",
    "GET /api/read/{comic_id}/page/{n}",
    "HEAD /api/read/{comic_id}/page/{n}",
    "GET /api/books/{comic_id}/file",
    "HEAD /api/books/{comic_id}/file",
    "GET /api/books/{comic_id}/cbz",
    "HEAD /api/books/{comic_id}/cbz",
    "GET /api/export",
    "HEAD /api/export",
}
# Between services; the first two with a secret or nothing, all others with a service's token.
KEYS, INTERNAL = {"GET /internal/keys", "POST /internal/token"}, re.compile(r"\S+ /internal/")
SYSTEM = {"/api/system", "/api/system/logs", "/metrics"}  # the gateway's own
LOGIN = {"username": "keeper", "password": "a lantern in the tide"}


@dataclass
class House:
    """A house with a comic in each of two libraries; `routes` by service, sessions by the name of whom they are."""

    wires: Wires
    gateway: httpx.AsyncClient
    services: dict[str, httpx.AsyncClient]
    routes: dict[str, list[Route]]
    sessions: dict[str, str]
    comics: dict[str, dict[str, Any]]

    async def ask(self, route: Route, who: str | None, comic: str = "A", **headers: str) -> httpx.Response:
        """The gateway's answer; `who`: nobody, admin, or the reader of library A or B."""
        book = self.comics[comic]
        given = {"comic_id": book["id"], "library_id": book["library_id"], "n": "0"}
        url = re.sub(r"\{(\w+)\}", lambda found: given.get(found[1], "0000000000000"), route.path)
        if route.path == "/api/export":
            url += f"?comic={book['id']}"
        cookie = {"Cookie": f"session_token={self.sessions[who]}"} if who else {}
        body = {} if route.method in ("POST", "PUT", "PATCH") else None
        return await self.gateway.request(route.method, url, json=body, headers={**cookie, **headers})


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    roots, tmp_path = [], tmp_path_factory.mktemp("everybody")
    for name in ("A", "B"):
        roots.append(tmp_path / name)
        roots[-1].mkdir()
        with zipfile.ZipFile(roots[-1] / f"Secret {name}.cbz", "w") as archive:
            archive.writestr("0.jpg", page(0, name))
    wires = Wires()
    async with the_house(tmp_path / "data", f"{roots[0]}:{roots[1]}", wires) as client:
        apps = {service.name: wires.apps[f"127.0.0.1:{service.port}"] for service in SERVICES}
        code = (tmp_path / "data" / "setup-code").read_text().strip()
        await client.post("/api/auth/setup", json={"code": code, **LOGIN})
        await client.post("/api/scan", json={})
        while (await client.get("/api/scan/status")).json()["status"] == "running":
            pass
        libraries = {one["name"]: one["id"] for one in (await client.get("/api/libraries")).json()["items"]}
        books = {one["library_id"]: one for one in (await client.get("/api/books")).json()["items"]}
        sessions = {"admin": client.cookies["session_token"]}
        for name in ("A", "B"):
            known = {"username": f"reader{name}", "password": "another lantern"}
            made = await client.post("/api/users", json={**known, "role": "reader", "libraries": [libraries[name]]})
            assert made.status_code == 201, made.text
            async with httpx.AsyncClient(transport=apps["gateway"], base_url="http://comics.example") as other:
                answer = await other.post("/api/auth/login", json=known, headers={"Origin": "http://comics.example"})
                sessions[name] = answer.cookies["session_token"]
        client.cookies.clear()
        yield House(
            wires,
            client,
            {name: httpx.AsyncClient(transport=app, base_url="http://x") for name, app in apps.items()},
            {name: routes_of(app.app) for name, app in apps.items()},
            sessions,
            {name: books[libraries[name]] for name in ("A", "B")},
        )


@pytest.mark.anyio
async def test_every_route_is_somebodys(house: House) -> None:
    mine = {str(route) for name in ("auth", "thumbs", "scanner") for route in house.routes[name]}
    assert {one for one in mine if not INTERNAL.match(one)} == ANYONE | PEOPLE | ADMINS | COMICS
    assert house.routes["gateway"] == []


@pytest.mark.anyio
async def test_nobody_gets_nothing(house: House) -> None:
    for name, routes in house.routes.items():
        for route in routes:
            answer = await house.ask(route, None, **{"If-None-Match": "*"})
            if INTERNAL.match(str(route)):
                assert answer.status_code == 404, route
            elif str(route) not in ANYONE:
                assert answer.status_code == 401, (name, route)
                assert "etag" not in answer.headers
    for path in SYSTEM:
        assert (await house.gateway.get(path)).status_code == 401


@pytest.mark.anyio
async def test_tokens_that_are_none_open_no_service(house: House) -> None:
    stranger, now = Issuer(), int(time.time())
    bearer = (await token_of(house, "library"))["authorization"].removeprefix("Bearer ")
    head, body, signature = bearer.split(".")
    for name, routes in house.routes.items():
        tokens = {
            "none": "",
            "foreign": stranger.token(name, "admin-1", "admin"),
            "foreign service": stranger.token(name, "service:scanner", "service"),
            "expired": stranger.token(name, "admin-1", "admin", exp=now - 1, iat=now - LIFETIME),
            "unsigned": f"eyJhbGciOiJub25lIn0.{body}.",
            "altered": f"{head}.{body[:-4]}AAAA.{signature}",
            "nonsense": "x.y.z",
        }
        if name != "library":
            tokens["of another service"] = bearer
        for route in routes:
            if str(route) in ANYONE | KEYS:
                continue
            url = re.sub(r"\{\w+\}", "0", route.path)
            for kind, token in tokens.items():
                sent = {} if route.method in ("GET", "HEAD", "DELETE") else {"json": {}}
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                answer = await house.services[name].request(route.method, url, headers=headers, **sent)
                assert answer.status_code == 401, (name, route, kind, answer.text)


async def token_of(house: House, audience: str) -> dict[str, str]:
    """What the gateway itself sends to a service for its administrator."""
    seen: dict[str, str] = {}
    address = f"127.0.0.1:{BY_NAME[audience].port}"
    kept = house.wires.apps[address]

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        seen.update({key.decode(): value.decode() for key, value in scope["headers"]})
        await kept.app(scope, receive, send)

    house.wires.apps[address] = httpx.ASGITransport(app=listening)
    answer = await house.ask(Route("GET", "/api/books"), "admin")
    house.wires.apps[address] = kept
    assert answer.status_code == 200
    return seen


@pytest.mark.anyio
async def test_readers_do_nothing_that_is_the_administrators(house: House) -> None:
    every = [route for routes in house.routes.values() for route in routes]
    asked = [route for route in every if str(route) in ADMINS | LIBRARY_ADMINS]
    assert len(asked) == len(ADMINS | LIBRARY_ADMINS)
    for route in asked:
        answer = await house.ask(route, "A")
        assert (answer.status_code, answer.json()["code"]) == (403, "admin_only"), route
    for path in SYSTEM:
        assert (await house.ask(Route("GET", path), "A")).status_code == 403


@pytest.mark.anyio
async def test_a_reader_of_another_library_sees_nothing_of_a_comic_not_even_that_it_is_unchanged(house: House) -> None:
    for route in [one for one in house.routes["thumbs"] if str(one) in COMICS]:
        full = await house.ask(route, "A")
        assert full.status_code == 200, (route, full.text)
        assert full.headers["cache-control"].startswith(("private", "no-store"))
        known = {"If-None-Match": full.headers.get("etag", "*")}
        again = await house.ask(route, "A", **known)
        assert again.status_code == (304 if "etag" in full.headers else 200), route
        for headers in ({}, known, {"Range": "bytes=0-9"}):
            answer = await house.ask(route, "B", **headers)
            assert answer.status_code == 404, (route, answer.text)
            assert "etag" not in answer.headers
            assert "Secret" not in answer.text + str(answer.headers)


@pytest.mark.anyio
async def test_an_administrator_is_refused_nothing(house: House) -> None:  # the last: much is gone afterwards
    last = ("POST /api/auth/logout", "DELETE /api/auth/sessions")
    for name, routes in house.routes.items():
        for route in [one for one in routes if not INTERNAL.match(str(one)) and str(one) not in last]:
            answer = await house.ask(route, "admin")
            assert answer.status_code not in (401, 403), (name, route, answer.text)
            assert answer.status_code < 500, (name, route, answer.text)
