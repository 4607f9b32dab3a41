"""A removed user: gone at once, and library is told in the end, whatever happens meanwhile."""

from __future__ import annotations

import asyncio

import jwt
import pytest
from fastapi.testclient import TestClient

from services.auth import farewell
from services.auth.app import create_app
from tests.auth.conftest import PASSWORD, READER, House


def remove_reader(admin: TestClient) -> str:
    user_id = next(str(one["id"]) for one in admin.get("/api/users").json()["items"] if one["username"] == READER)
    assert admin.delete(f"/api/users/{user_id}").status_code == 204
    return user_id


def rows(house: House) -> int:
    return int(house.sql("SELECT count(*) FROM users WHERE removed_at IS NOT NULL")[0][0])


def test_gone_at_once_and_the_name_is_free(house: House, admin: TestClient, reader: TestClient) -> None:
    key = reader.post("/api/auth/keys", json={"name": "k"}).json()["key"]
    house.library.down = True
    old = remove_reader(admin)
    assert reader.get("/api/auth/check").json()["authenticated"] is False
    assert house.identity({"kind": "key", "value": key}).status_code == 401
    assert admin.get("/api/users").json()["total"] == 1
    assert admin.delete(f"/api/users/{old}").status_code == 404
    login = {"username": READER, "password": PASSWORD}
    assert house.browser().post("/api/auth/login", json=login).status_code == 401
    made = admin.post("/api/users", json={"username": READER, "password": PASSWORD})
    assert made.status_code == 201
    assert made.json()["id"] != old, "nobody inherits what they read"
    left = str(house.sql("SELECT * FROM users WHERE id = :id", id=old))
    assert READER not in left
    assert "argon2" not in left


def test_library_is_told_with_auths_own_identity(house: House, admin: TestClient, reader: TestClient) -> None:
    old = remove_reader(admin)
    assert asyncio.run(house.parts.farewell.tell()) is True
    assert house.library.forgotten == [old]
    claims = jwt.decode(house.library.bearers[0], options={"verify_signature": False})
    assert (claims["sub"], claims["aud"], claims["role"]) == ("service:auth", "library", "service")
    assert rows(house) == 0
    assert asyncio.run(house.parts.farewell.tell()) is True
    assert house.library.forgotten == [old], "once is enough"


def test_nothing_is_lost_while_library_is_down(house: House, admin: TestClient, reader: TestClient) -> None:
    house.library.down = True
    old = remove_reader(admin)
    assert asyncio.run(house.parts.farewell.tell()) is False
    assert rows(house) == 1
    house.library.down = False
    again = create_app(house.settings, transport=house.library)
    with TestClient(again):  # a restart: the service tells library by itself
        for _ in range(1000):
            if not rows(house):
                break
            asyncio.run(asyncio.sleep(0.01))
    assert house.library.forgotten == [old]


def test_a_running_service_tells_by_itself_and_tries_again(
    house: House, admin: TestClient, reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(farewell, "LONGEST", 0.01)
    monkeypatch.setattr(farewell, "TRIES", 10_000)
    house.library.down = True
    with TestClient(house.app):
        old = remove_reader(admin)
        house.library.down = False
        for _ in range(1000):
            if not rows(house):
                break
            asyncio.run(asyncio.sleep(0.01))
        assert rows(house) == 0
    assert house.library.forgotten == [old]


def test_tries_come_to_an_end(
    house: House, admin: TestClient, reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(farewell, "LONGEST", 0.0)
    house.library.down, tried = True, []
    remove_reader(admin)
    real = house.parts.farewell.tell

    async def run() -> None:
        async def counted() -> bool:
            tried.append(await real())
            if len(tried) == farewell.TRIES:
                asyncio.get_running_loop().call_later(0.2, task.cancel)
            return tried[-1]

        monkeypatch.setattr(house.parts.farewell, "tell", counted)
        task = asyncio.create_task(house.parts.farewell.run())
        await asyncio.wait([task])

    asyncio.run(run())
    assert tried == [False] * farewell.TRIES
    assert rows(house) == 1
