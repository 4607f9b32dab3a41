"""The gateway on a real port before doubles of the services, each an ASGI app on a real port of its own."""

from __future__ import annotations

import json
import random
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from gateway.app import create_app
from gateway.settings import Settings
from kit.protocol import BoundedProtocol
from kit.topology import BY_NAME
from tests.identities import Issuer

Handler = Callable[[Any, Any, Any], Awaitable[None]]
PEOPLE = {"cookie-of-reader": "reader", "cookie-of-admin": "admin", "qb_key_of_reader": "reader"}


class Served:
    """An ASGI app on a port of its own, in a thread, as kit.run serves it. `port` 0: any that is free."""

    def __init__(
        self,
        app: Any,
        *,
        lifespan: str = "off",
        port: int = 0,
        host: str = "127.0.0.1",
        protocol: type[BoundedProtocol] = BoundedProtocol,
    ) -> None:
        self._socket = socket.create_server((host, port))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        config = uvicorn.Config(
            app,
            http=protocol,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan=lifespan,  # type: ignore[arg-type]
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


class Double:
    """Answers with what it was asked, unless `routes` has a handler for the path; notes every request in `seen`."""

    def __init__(self, name: str) -> None:
        self.name, self.seen = name, list[dict[str, Any]]()
        self.routes: dict[str, Handler] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if handler := self.routes.get(scope["path"]):
            return await handler(scope, receive, send)
        body = await read(receive)
        asked = {
            "service": self.name,
            "method": scope["method"],
            "target": (scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")).decode(),
            "headers": [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]],
            "body": body.decode("latin-1"),
        }
        self.seen.append(asked)
        await answer(send, json.dumps(asked).encode())
        return None

    def headers(self) -> dict[str, str]:
        """The headers of the last request."""
        return dict(self.seen[-1]["headers"])


class AuthDouble(Double):
    """Tokens and identities as auth gives them; the routes for users echo."""

    def __init__(self) -> None:
        super().__init__("auth")
        self.issuer, self.asked = Issuer(), list[dict[str, Any]]()
        self.people = dict(PEOPLE)
        self.routes |= {"/internal/token": self._token, "/internal/identity": self._identity}

    async def _token(self, scope: Any, receive: Any, send: Any) -> None:
        asked = json.loads(await read(receive))
        token = self.issuer.token(asked["audience"], f"service:{asked['service']}", "service")
        await answer(send, json.dumps({"token": token, "expires_in": 60}).encode())

    async def _identity(self, scope: Any, receive: Any, send: Any) -> None:
        asked = json.loads(await read(receive))
        self.asked.append(asked)
        role = self.people.get(asked["credential"]["value"])
        if role is None:
            problem = {"status": 401, "code": "login_required", "detail": "Your login has ended."}
            await answer(send, json.dumps(problem).encode(), 401, "application/problem+json")
            return
        token = self.issuer.token(asked["audience"], f"user-{role}", role)
        user = {"id": f"user-{role}", "role": role}
        await answer(send, json.dumps({"token": token, "expires_in": 60, "user": user}).encode())


async def read(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def answer(send: Any, body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
    """A whole answer; `headers` by name with `_` for `-`."""
    more = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    start = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


class House:
    """A gateway and its doubles; `url` is the gateway's. `carrier`: "hot" (as it is served), "wire" (without the hot
    path) or "httpx"."""

    def __init__(self, folder: Path, carrier: str = "hot", **settings: Any) -> None:
        self.auth = AuthDouble()
        self.doubles: dict[str, Double] = {"auth": self.auth}
        self.doubles |= {name: Double(name) for name in ("library", "thumbs", "scanner")}
        self.library, self.thumbs = self.doubles["library"], self.doubles["thumbs"]
        self.served = {name: Served(double) for name, double in self.doubles.items()}
        secret = folder / "secrets" / "gateway" / "secret"
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text("a secret")
        urls = {BY_NAME[name].url_setting.lower(): served.url for name, served in self.served.items()}
        self.settings = Settings(**{"data_dir": folder, **urls, **settings})
        self.app = create_app(self.settings, transport=httpx.AsyncHTTPTransport() if carrier == "httpx" else None)
        protocol = self.app.state.protocol if carrier == "hot" else BoundedProtocol
        self.gateway = Served(self.app, lifespan="on", protocol=protocol)
        self.url, self.port = self.gateway.url, self.gateway.port

    def stop(self) -> None:
        for served in (self.gateway, *self.served.values()):
            served.stop()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextmanager
def house(folder: Path, carrier: str = "hot", **settings: Any) -> Iterator[House]:
    running = House(folder, carrier, **settings)
    try:
        yield running
    finally:
        running.stop()


def raw(running: House, request: bytes) -> bytes:
    """Everything that comes back for these bytes, until the gateway closes."""
    with running.connect() as connection:
        connection.sendall(request)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def receive(
    connection: socket.socket, count: int = 1, *, bodies: bool = True, before: bytes = b""
) -> list[tuple[bytes, bytes]]:
    """So many answers, as head and body, and not a byte more; `before` was read already."""
    found, data = [], before
    while len(found) < count:
        head, end, rest = data.partition(b"\r\n\r\n")
        length = int((re.findall(rb"content-length: (\d+)", head) or [b"0"])[0]) if bodies else 0
        if end and len(rest) >= length:
            found.append((head, rest[:length]))
            data = rest[length:]
            continue
        part = connection.recv(1 << 20)
        assert part, data
        data += part
    assert data == b""
    return found


def port_free_on_both() -> int:
    """Below the ports that the system gives to outgoing connections, and those of the servers of tests.e2e.server: one
    of them might take it meanwhile."""
    for port in random.sample(range(12_000, 18_000), 100):
        try:
            for host in ("127.0.0.1", "127.0.0.2"):
                socket.create_server((host, port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no port is free on both addresses")
