"""API keys, and the tokens for a service's own port."""

from __future__ import annotations

import jwt
import pytest
from fastapi.testclient import TestClient

from tests.auth.conftest import ADMIN, PASSWORD, READER, House


def with_key(house: House, key: str) -> dict[str, str]:
    """What the gateway makes of an API key on its way to auth."""
    answer = house.identity({"kind": "key", "value": key}, "auth")
    assert answer.status_code == 200
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture
def key(reader: TestClient) -> str:
    return str(reader.post("/api/auth/keys", json={"name": "Tablet <b>'; DROP"}).json()["key"])


def test_a_key_is_shown_once_and_kept_as_a_digest(house: House, reader: TestClient, key: str) -> None:
    assert key.startswith("qb_")
    assert len(key) == 46
    listed = reader.get("/api/auth/keys").json()["items"]
    assert [set(one) for one in listed] == [{"id", "name", "created_at", "last_used_at"}]
    assert listed[0]["name"] == "Tablet <b>'; DROP"
    assert listed[0]["last_used_at"] is None
    assert key not in str(house.sql("SELECT * FROM api_keys"))
    assert house.identity({"kind": "key", "value": key}).json()["user"]["username"] == READER
    assert reader.get("/api/auth/keys").json()["items"][0]["last_used_at"] is not None


def test_a_revoked_key_is_nobody_at_once(house: House, reader: TestClient, key: str) -> None:
    bearer = with_key(house, key)
    key_id = reader.get("/api/auth/keys").json()["items"][0]["id"]
    assert reader.delete(f"/api/auth/keys/{key_id}").status_code == 204
    assert reader.delete(f"/api/auth/keys/{key_id}").json()["code"] == "key_not_found"
    refused = house.identity({"kind": "key", "value": key})
    assert (refused.status_code, refused.json()["code"]) == (401, "key_wrong")
    assert house.browser().post("/api/auth/token", json={"audience": "auth"}, headers=bearer).status_code == 401


def test_nobody_revokes_somebody_elses(admin: TestClient, reader: TestClient, key: str) -> None:
    key_id = reader.get("/api/auth/keys").json()["items"][0]["id"]
    assert admin.delete(f"/api/auth/keys/{key_id}").status_code == 404
    assert admin.get("/api/auth/keys").json() == {"items": []}


def test_a_key_cannot_make_itself_more(house: House, admin: TestClient) -> None:
    """Not even an administrator's."""
    bearer = with_key(house, admin.post("/api/auth/keys", json={"name": "k"}).json()["key"])
    browser, own = house.browser(), admin.get("/api/auth/me").json()["id"]
    tries = [
        ("POST", "/api/auth/keys", {"name": "another"}),
        ("DELETE", "/api/auth/keys/x", None),
        ("POST", "/api/auth/password", {"current_password": PASSWORD, "new_password": "another password"}),
        ("DELETE", "/api/auth/sessions", None),
        ("DELETE", "/api/auth/sessions/x", None),
        ("PUT", "/api/auth/settings", {"registration": "open"}),
        ("POST", "/api/users", {"username": "Eve", "password": PASSWORD, "role": "admin"}),
        ("PATCH", f"/api/users/{own}", {"libraries": None}),
        ("POST", f"/api/users/{own}/password", {"new_password": "another password"}),
        ("DELETE", f"/api/users/{own}", None),
    ]
    for method, path, body in tries:
        answer = browser.request(method, path, json=body, headers=bearer)
        assert (answer.status_code, answer.json()["code"]) == (403, "session_only"), path
    assert browser.get("/api/users", headers=bearer).status_code == 200
    assert browser.get("/api/auth/me", headers=bearer).json()["username"] == ADMIN
    assert browser.post("/api/auth/logout", headers=bearer).status_code == 204
    assert browser.get("/api/auth/me", headers=bearer).status_code == 200


def test_basic_wants_the_keys_own_user(house: House, reader: TestClient, key: str) -> None:
    for username, status in ((READER.upper(), 200), (ADMIN, 401), ("", 401), (None, 401), ("nobody\0", 401)):
        answer = house.identity({"kind": "basic", "value": key, "username": username})
        assert answer.status_code == status, username
    password = house.identity({"kind": "basic", "value": PASSWORD, "username": READER})
    assert password.status_code == 401, "a password is no API key"


def test_a_token_for_one_service(house: House, reader: TestClient, key: str) -> None:
    answer = reader.post("/api/auth/token", json={"audience": "library"})
    claims = jwt.decode(answer.json()["token"], options={"verify_signature": False})
    assert answer.headers["Cache-Control"] == "no-store"
    assert (claims["aud"], claims["role"], claims["via"]) == ("library", "reader", "session")
    assert claims["exp"] - claims["iat"] == 60
    by_key = house.browser().post("/api/auth/token", json={"audience": "auth"}, headers=with_key(house, key)).json()
    assert jwt.decode(by_key["token"], options={"verify_signature": False})["via"] == "key"
    for audience in ("gateway", "", "nobody", "\0"):
        refused = reader.post("/api/auth/token", json={"audience": audience})
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_audience")


def test_an_identity_ends_with_its_login_and_its_role(house: House, admin: TestClient, reader: TestClient) -> None:
    """Within auth at once, although its token is good for 60 s."""
    bearer = {"Authorization": f"Bearer {reader.post('/api/auth/token', json={'audience': 'auth'}).json()['token']}"}
    assert house.browser().get("/api/auth/me", headers=bearer).json()["username"] == READER
    reader.post("/api/auth/logout")
    assert house.browser().get("/api/auth/me", headers=bearer).status_code == 401


def test_a_user_has_so_many_keys(house: House, admin: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.auth.store.keys.AT_MOST", 2)
    codes = [admin.post("/api/auth/keys", json={"name": "k"}).status_code for _ in range(3)]
    assert codes == [201, 201, 409]
