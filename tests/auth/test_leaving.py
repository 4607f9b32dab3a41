"""Somebody takes their own account away."""

from __future__ import annotations

import asyncio

from fastapi.testclient import TestClient

from tests.auth.conftest import ADMIN, PASSWORD, READER, House

LEAVE = "/api/auth/me/remove"


def test_with_the_password_everything_ends_at_once(house: House, admin: TestClient, reader: TestClient) -> None:
    mine = str(reader.get("/api/auth/me").json()["id"])
    key = reader.post("/api/auth/keys", json={"name": "k"}).json()["key"]
    phone = house.login(READER)
    answer = reader.post(LEAVE, json={"password": PASSWORD})
    assert answer.status_code == 204
    assert "session_token" not in reader.cookies
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert reader.get("/api/auth/check").json()["authenticated"] is False
    assert phone.get("/api/auth/me").status_code == 401
    assert house.identity({"kind": "key", "value": key}).status_code == 401
    login = {"username": READER, "password": PASSWORD}
    assert house.browser().post("/api/auth/login", json=login).status_code == 401
    assert [one["username"] for one in admin.get("/api/users").json()["items"]] == [ADMIN]
    assert asyncio.run(house.parts.farewell.tell()) is True
    assert house.library.forgotten == [mine], "what library keeps goes as when an administrator removes somebody"


def test_not_without_the_password_and_not_by_guessing(house: House, admin: TestClient, reader: TestClient) -> None:
    for _ in range(100):
        answer = reader.post(LEAVE, json={"password": "a guess"})
        if answer.status_code != 403:
            break
        assert answer.json()["code"] == "password_wrong"
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert reader.get("/api/auth/me").status_code == 200
    assert reader.post(LEAVE, json={}).status_code == 422


def test_not_with_a_key(house: House, reader: TestClient) -> None:
    key = reader.post("/api/auth/keys", json={"name": "k"}).json()["key"]
    bearer = house.identity({"kind": "key", "value": key}, "auth").json()["token"]
    answer = house.browser(Authorization=f"Bearer {bearer}").post(LEAVE, json={"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "session_only")
    assert reader.get("/api/auth/me").status_code == 200


def test_the_last_administrator_stays(house: House, admin: TestClient, reader: TestClient) -> None:
    answer = admin.post(LEAVE, json={"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert admin.get("/api/auth/me").status_code == 200
    theirs = reader.get("/api/auth/me").json()["id"]
    assert admin.patch(f"/api/users/{theirs}", json={"role": "admin"}).status_code == 200
    assert admin.post(LEAVE, json={"password": PASSWORD}).status_code == 204
    again = house.login(READER)
    assert again.get("/api/users").json()["total"] == 1
    assert again.post(LEAVE, json={"password": PASSWORD}).status_code == 409
