"""HEAD, wherever there is a GET: the same headers, no body, through a real server."""

import http.client
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from fastapi import APIRouter, FastAPI, Response
from starlette.responses import StreamingResponse

from kit import app as kit_app
from kit.errors import Conflict
from tests.gateway.doubles import Served

router = APIRouter()


@router.get("/items/{number}")
def item(number: int) -> dict[str, int]:
    return {"number": number}


@router.get("/stream")
def stream() -> Response:
    return StreamingResponse((b"x" * 1000 for _ in range(100)), media_type="text/plain")


@router.get("/conflict")
def conflict() -> None:
    raise Conflict("taken", "Somebody was faster.")


@router.head("/own")
def own_head() -> Response:
    return Response(headers={"X-Own": "head"})


@router.get("/own")
def own_get() -> Response:
    return Response(b"body", headers={"X-Own": "get"})


@router.post("/only-post")
def only_post() -> None: ...


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield


@pytest.fixture(scope="module")
def connection() -> Iterator[http.client.HTTPConnection]:
    served = Served(kit_app.create_app("library", routers=[router], lifespan=lifespan, checks={}), lifespan="on")
    one = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=20)
    yield one
    one.close()
    served.stop()


def ask(connection: http.client.HTTPConnection, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """On one connection for all: a body after a HEAD would be taken for the next answer."""
    connection.request(method, path)
    back = connection.getresponse()
    headers = {name.lower(): value for name, value in back.getheaders()}
    return back.status, headers, back.read()


@pytest.mark.parametrize("path", ["/items/7", "/items/x", "/conflict", "/readyz", "/healthz", "/nothing", "/stream"])
def test_head_says_what_get_would(connection: http.client.HTTPConnection, path: str) -> None:
    status, headers, body = ask(connection, "GET", path)
    again, same, none = ask(connection, "HEAD", path)
    assert (again, none) == (status, b"")
    assert body != b""
    assert same["content-type"] == headers["content-type"]
    if path != "/healthz" and "x-request-id" not in body.decode():
        assert abs(int(same.get("content-length", "0")) - int(headers.get("content-length", "0"))) < 3
    assert ask(connection, "GET", "/items/7")[2] == b'{"number":7}'


def test_a_route_of_its_own_goes_before(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "HEAD", "/own")[1]["x-own"] == "head"
    assert ask(connection, "GET", "/own")[1]["x-own"] == "get"


def test_what_is_no_get_is_none_for_head_either(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "HEAD", "/only-post")[0] == 405


def test_it_is_counted_as_head_under_its_route(connection: http.client.HTTPConnection) -> None:
    ask(connection, "HEAD", "/items/9")
    counted = ask(connection, "GET", "/metrics")[2].decode()
    assert 'http_requests_total{method="HEAD",route="/items/{number}",service="library",status="200"}' in counted
