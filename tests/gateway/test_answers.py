"""Answers on their way back: nothing of them changes that is not meant to."""

import asyncio
import gzip
import json
import os
import random
import socket
import threading
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateway.doubles import House, answer, house, read

IMAGE = random.Random(7).randbytes(25_000)
TEXT = json.dumps({"items": [{"id": number, "title": f"Title {number}"} for number in range(4000)]}).encode()


@pytest.fixture(scope="module", params=["hot", "wire", "httpx"])
def carrier(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def fixed(body: bytes, kind: str, status: int = 200, **headers: str) -> Any:
    """A handler that answers so."""

    async def handler(scope: Any, receive: Any, send: Any) -> None:
        await read(receive)
        await answer(send, b"" if scope["method"] == "HEAD" else body, status, kind, **headers)

    return handler


async def cover(scope: Any, receive: Any, send: Any) -> None:
    """As thumbs answers: conditions and ranges."""
    asked = {name.decode(): value.decode() for name, value in scope["headers"]}
    own = {"etag": '"v1"', "cache_control": "private, max-age=31536000, immutable", "accept_ranges": "bytes",
           "content_security_policy": "sandbox; default-src 'none'"}  # fmt: skip
    if asked.get("if-none-match") == '"v1"':
        more = [(name.replace("_", "-").encode(), value.encode()) for name, value in own.items()]
        await send({"type": "http.response.start", "status": 304, "headers": [*more, (b"content-length", b"25000")]})
        await send({"type": "http.response.body"})
    elif asked.get("range") == "bytes=100-199":
        await answer(send, IMAGE[100:200], 206, "image/jpeg", content_range="bytes 100-199/25000", **own)
    elif scope["method"] == "HEAD":
        start = [(b"content-type", b"image/jpeg"), (b"content-length", b"25000"), (b"etag", b'"v1"')]
        await send({"type": "http.response.start", "status": 200, "headers": start})
        await send({"type": "http.response.body"})
    else:
        await answer(send, IMAGE, 200, "image/jpeg", **own)


@pytest.fixture(autouse=True)
def routes(running: House) -> None:
    async def in_chunks(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        for at in range(0, len(TEXT), 7001):
            await send({"type": "http.response.body", "body": TEXT[at : at + 7001], "more_body": True})
        await send({"type": "http.response.body"})

    running.thumbs.routes["/api/cover/1"] = cover
    running.library.routes |= {
        "/api/series": fixed(TEXT, "application/json", etag='"strong"', vary="Accept"),
        "/api/tree": in_chunks,
        "/api/home": fixed(b'{"small": true}', "application/json"),
        "/api/search": fixed(gzip.compress(TEXT), "application/json", content_encoding="gzip"),
        "/api/books/1": fixed(TEXT, "application/json", cache_control="private, max-age=60, no-transform"),
        "/api/books/2": fixed(b"", "text/plain", 204),
    }


def test_an_image_passes_untouched(client: httpx.Client) -> None:
    back = client.get("/api/cover/1?v=1", headers={"Accept-Encoding": "gzip"})
    assert back.content == IMAGE
    assert back.headers["etag"] == '"v1"'
    assert back.headers["content-length"] == "25000"
    assert back.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert back.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert back.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in back.headers


def test_conditions_ranges_and_head_pass(client: httpx.Client) -> None:
    back = client.get("/api/cover/1", headers={"If-None-Match": '"v1"'})
    assert (back.status_code, back.content, back.headers["etag"]) == (304, b"", '"v1"')
    assert client.get("/api/cover/1").content == IMAGE  # on the same connection: the 304 had no body
    back = client.get("/api/cover/1", headers={"Range": "bytes=100-199"})
    assert (back.status_code, back.content) == (206, IMAGE[100:200])
    assert back.headers["content-range"] == "bytes 100-199/25000"
    back = client.head("/api/cover/1")
    assert (back.status_code, back.content, back.headers["content-length"]) == (200, b"", "25000")
    assert client.get("/api/cover/1").content == IMAGE


@pytest.mark.parametrize("path", ["/api/series", "/api/tree"])
def test_text_is_compressed_and_comes_out_the_same(client: httpx.Client, path: str) -> None:
    with client.stream("GET", path, headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"}) as back:
        packed = b"".join(back.iter_raw())
        assert back.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in back.headers["vary"]
        assert back.headers.get("etag", 'W/"strong"') == 'W/"strong"'
        assert back.headers["cache-control"] == "no-store"
        assert len(packed) < len(TEXT) / 3
    assert zlib.decompress(packed, 31) == TEXT


@pytest.mark.parametrize("accepts", ["identity", "gzip;q=0", "br", "gzip; q=0.0"])
def test_who_does_not_want_gzip_gets_none(client: httpx.Client, accepts: str) -> None:
    back = client.get("/api/series", headers={"Accept-Encoding": accepts})
    assert back.content == TEXT
    assert "content-encoding" not in back.headers
    assert back.headers["etag"] == '"strong"'
    assert back.headers["vary"] == "Accept, Accept-Encoding"
    assert back.headers["content-length"] == str(len(TEXT))


def test_what_is_not_compressed(running: House, client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/api/home").headers  # small
    assert "content-encoding" not in client.get("/api/books/1").headers  # no-transform
    assert client.get("/api/books/1").headers["cache-control"] == "private, max-age=60, no-transform"
    back = client.get("/api/search")
    assert (back.json(), back.headers["content-encoding"]) == (json.loads(TEXT), "gzip")  # once, not twice
    assert client.get("/api/books/2").status_code == 204
    running.auth.routes["/api/auth/me"] = fixed(TEXT, "application/json")
    assert "content-encoding" not in client.get("/api/auth/me").headers  # secrets beside what a stranger may choose


def test_what_belongs_to_a_login_passes(running: House, client: httpx.Client) -> None:
    async def login(scope: Any, receive: Any, send: Any) -> None:
        await read(receive)
        headers = [
            (b"set-cookie", b"session_token=new; HttpOnly; Path=/; SameSite=lax"), (b"set-cookie", b"second=1"),
            (b"clear-site-data", b'"cache", "storage"'), (b"content-length", b"0"), (b"server", b"secret/1.0"),
            (b"connection", b"x-inner"), (b"x-inner", b"1"), (b"keep-alive", b"timeout=5"),
            (b"access-control-allow-origin", b"*"), (b"x-content-type-options", b"other"),
        ]  # fmt: skip
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body"})

    running.auth.routes["/api/auth/login"] = login
    back = client.post("/api/auth/login", json={}, headers={"Origin": running.url})
    assert back.headers.get_list("set-cookie") == ["session_token=new; HttpOnly; Path=/; SameSite=lax", "second=1"]
    assert back.headers["clear-site-data"] == '"cache", "storage"'
    assert back.headers.get_list("x-content-type-options") == ["nosniff"]
    for name in ("server", "x-inner", "keep-alive", "access-control-allow-origin"):
        assert name not in back.headers
    del running.auth.routes["/api/auth/login"]


def test_problems_of_services_pass_whole(running: House, client: httpx.Client) -> None:
    document = b'{"status": 409, "code": "scan_running", "detail": "A scan is running.", "job_id": 7}'
    handler = fixed(document, "application/problem+json", 409, retry_after="3", www_authenticate="Bearer")
    running.doubles["scanner"].routes["/api/scan"] = handler
    back = client.post("/api/scan", json={}, headers={"X-API-Key": "qb_key_of_reader"})
    assert (back.status_code, back.content, back.headers["retry-after"]) == (409, document, "3")
    assert back.headers["content-type"] == "application/problem+json"
    assert back.headers["www-authenticate"] == "Bearer"


def test_a_client_that_takes_nothing_any_more_is_let_go(tmp_path: Path) -> None:
    left = threading.Event()

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"image/jpeg")]})
        gone = asyncio.ensure_future(receive())
        while not gone.done():
            await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})
            await asyncio.wait({gone}, timeout=0)
        left.set()

    with house(tmp_path, stall_timeout=0.3) as running:
        running.thumbs.routes["/api/cover/big"] = endless
        with running.connect() as connection:
            connection.sendall(b"GET /api/cover/big HTTP/1.1\r\nHost: x\r\n\r\n")
            assert left.wait(60)


def test_a_slow_client_slows_the_service_and_fills_nothing(running: House) -> None:
    """Nobody reads: the service is held back once the kernel's buffers are full, and ours hold next to nothing."""
    buffers = 2 * (buffer_limit("tcp_rmem") + buffer_limit("tcp_wmem"))  # service to gateway, gateway to client
    ours = 8 * 1024 * 1024
    total, sent, stalled, left = 4 * (buffers + ours), 0, threading.Event(), threading.Event()

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        nonlocal sent
        await receive()
        start = [(b"content-type", b"image/jpeg"), (b"content-length", str(total).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": start})
        chunk, gone = os.urandom(65536), asyncio.ensure_future(receive())
        while sent < total:
            sending = asyncio.ensure_future(send({"type": "http.response.body", "body": chunk, "more_body": True}))
            await asyncio.wait({sending}, timeout=1)
            if not sending.done():
                stalled.set()
                await asyncio.wait({gone})
                left.set()
                await sending
                return
            sent += len(chunk)

    running.thumbs.routes["/api/cover/big"] = endless
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    connection.connect(("127.0.0.1", running.port))
    with connection:
        connection.sendall(b"GET /api/cover/big HTTP/1.1\r\nHost: x\r\n\r\n")
        assert stalled.wait(60)
        assert sent < buffers + ours
    assert left.wait(20)  # and when the client leaves, the service hears of it


def buffer_limit(name: str) -> int:
    """How many bytes the kernel lets one side of a connection hold, at most."""
    return int(Path(f"/proc/sys/net/ipv4/{name}").read_text().split()[-1])
