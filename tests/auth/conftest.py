"""A whole auth service for a test, on the test's database, and people who use it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.auth import passwords
from services.auth.app import create_app
from services.auth.parts import Parts
from services.auth.settings import Settings
from tests.secrets_made import put_secrets

PASSWORD = "correct horse 電池"
ADMIN, READER = "Ada", "Rüdiger"


@dataclass
class Library(httpx.AsyncBaseTransport):
    """The library service's end of the wire: whom it was told to forget, and whether it answers at all."""

    forgotten: list[str] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    down: bool = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("nobody is there", request=request)
        assert request.method == "DELETE"
        self.bearers.append(request.headers["Authorization"].removeprefix("Bearer "))
        self.forgotten.append(request.url.path.removeprefix("/internal/users/"))
        return httpx.Response(204)


@dataclass
class House:
    app: FastAPI
    settings: Settings
    library: Library

    @property
    def parts(self) -> Parts:
        parts: Parts = self.app.state.parts
        return parts

    def browser(self, address: str = "192.0.2.1", **headers: str) -> TestClient:
        """A browser of its own, on our own page, with nothing but an address."""
        return TestClient(self.app, client=(address, 40000), headers={"Origin": "http://testserver", **headers})

    def code(self) -> str:
        return (self.settings.data_dir / "setup-code").read_text()

    def set_up(self) -> TestClient:
        """The browser of the first administrator, ADMIN."""
        browser = self.browser()
        asked = {"code": self.code(), "username": ADMIN, "password": PASSWORD}
        assert browser.post("/api/auth/setup", json=asked).status_code == 201
        return browser

    def login(self, username: str, address: str = "192.0.2.1", **headers: str) -> TestClient:
        """A browser in which somebody has logged in."""
        browser = self.browser(address, **headers)
        answer = browser.post("/api/auth/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return browser

    def service(self, name: str, audience: str = "auth") -> str:
        """A service's own token."""
        asked = {"service": name, "secret": self.settings.secret_of(name), "audience": audience}
        answer = self.browser().post("/internal/token", json=asked)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    def through_gateway(self, address: str, scheme: str = "http") -> dict[str, str]:
        """The headers that the gateway puts on what it forwards."""
        return {
            "X-Gateway-Token": self.service("gateway"),
            "X-Client-Address": address,
            "X-Client-Scheme": scheme,
        }

    def identity(self, credential: dict[str, Any], audience: str = "library") -> httpx.Response:
        """What the gateway is told about a credential."""
        headers = {"Authorization": f"Bearer {self.service('gateway')}", "Content-Type": "application/json"}
        asked = json.dumps(
            {"credential": credential, "audience": audience}
        )  # escaped: half a character can be sent too
        return self.browser().post("/internal/identity", content=asked, headers=headers)

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """Looks into, or changes, the database itself."""
        with self.parts.db.write() as connection:
            result = connection.execute(sa.text(statement), values)
            return list(result) if result.returns_rows else []


@pytest.fixture
def sqlite_url(prepared: Callable[[str, str], str]) -> str:
    return prepared("auth", "sqlite")


@pytest.fixture
def postgres_url(prepared: Callable[[str, str], str]) -> str:
    return prepared("auth", "postgresql")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    put_secrets(tmp_path / "secrets")
    return Settings(data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hash costs is of no interest here, and nearly all that these tests would do."""
    monkeypatch.setattr(passwords, "KIB", 64)
    monkeypatch.setattr(passwords, "PASSES", 1)


@pytest.fixture
def house(settings: Settings, cheap_hashes: None) -> Iterator[House]:
    library = Library()
    app = create_app(settings, transport=library)
    now = time.time()
    app.state.parts.throttle._clock = lambda: now  # who guesses in one second waits, however long the test takes
    yield House(app, settings, library)
    app.state.parts.db.close()


@pytest.fixture
def admin(house: House) -> TestClient:
    return house.set_up()


@pytest.fixture
def reader(house: House, admin: TestClient) -> TestClient:
    """READER's browser; there is an administrator too."""
    assert admin.post("/api/users", json={"username": READER, "password": PASSWORD}).status_code == 201
    return house.login(READER)
