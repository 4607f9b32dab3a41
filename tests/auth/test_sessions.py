"""Sessions and passwords: what is listed, and what ends when."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from services.auth.store import sessions as store
from tests.auth.conftest import ADMIN, PASSWORD, READER, House


def alive(browser: TestClient) -> bool:
    return bool(browser.get("/api/auth/check").json()["authenticated"])


def id_of(admin: TestClient, name: str = READER) -> str:
    return next(str(one["id"]) for one in admin.get("/api/users").json()["items"] if one["username"] == name)


def test_the_list_says_where_and_which_is_this_one(house: House, reader: TestClient) -> None:
    told = {
        **house.through_gateway("2001:db8::5"),
        "User-Agent": "Fox\x1b[31m <b>1</b>\u202e".encode().decode("latin-1"),
    }
    browser = house.browser()
    raw = {name: value.encode("latin-1") for name, value in told.items()}
    browser.post("/api/auth/login", json={"username": READER, "password": PASSWORD}, headers=raw)  # type: ignore[arg-type]
    items = reader.get("/api/auth/sessions").json()["items"]
    assert [one["current"] for one in items] == [False, True]
    assert items[0]["address"] == "2001:db8::5"
    assert items[0]["user_agent"].startswith("Fox[31m <b>1</b>")
    assert "\x1b" not in items[0]["user_agent"]
    assert set(items[0]) == {"id", "created_at", "last_used_at", "expires_at", "address", "user_agent", "current"}


def test_one_ends_and_all_others_end(house: House, reader: TestClient) -> None:
    second, third = house.login(READER), house.login(READER)
    current = next(one["id"] for one in second.get("/api/auth/sessions").json()["items"] if one["current"])
    assert reader.delete(f"/api/auth/sessions/{current}").status_code == 204
    assert not alive(second)
    assert reader.delete(f"/api/auth/sessions/{current}").json()["code"] == "session_not_found"
    assert reader.delete("/api/auth/sessions").status_code == 204
    assert alive(reader)
    assert not alive(third)


def test_nobody_ends_somebody_elses(house: House, admin: TestClient, reader: TestClient) -> None:
    theirs = admin.get("/api/auth/sessions").json()["items"][0]["id"]
    assert reader.delete(f"/api/auth/sessions/{theirs}").status_code == 404
    assert reader.delete("/api/auth/sessions/%00%27").status_code == 404
    assert alive(admin)


def test_a_changed_password_rotates_this_session_and_ends_the_others(house: House, reader: TestClient) -> None:
    other, old = house.login(READER), reader.cookies["session_token"]
    asked = {"current_password": PASSWORD, "new_password": "another password"}
    answer = reader.post("/api/auth/password", json=asked)
    assert answer.status_code == 204
    assert reader.cookies["session_token"] != old
    assert alive(reader)
    assert not alive(other)
    assert not alive(house.browser(Cookie=f"session_token={old}"))
    login = {"username": READER, "password": PASSWORD}
    assert house.browser().post("/api/auth/login", json=login).status_code == 401
    assert house.browser().post("/api/auth/login", json={**login, "password": "another password"}).status_code == 200


@pytest.mark.parametrize("password", ["short", "x" * 1025, "", None, 12345678, "\ud800" * 8])
def test_passwords_have_8_to_1024_characters(reader: TestClient, password: object) -> None:
    import json

    body = json.dumps({"current_password": PASSWORD, "new_password": password})
    answer = reader.post("/api/auth/password", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "new_password"
    assert not password or str(password).encode("utf-8", "replace") not in answer.content


def test_a_long_password_counts_to_its_end(house: House, admin: TestClient) -> None:
    long = "é" * 1023
    made = admin.post("/api/users", json={"username": "Long", "password": long + "x"})
    assert made.status_code == 201
    assert house.browser().post("/api/auth/login", json={"username": "Long", "password": long + "y"}).status_code == 401
    decomposed = "e\u0301" * 400 + "x"
    assert admin.post(f"/api/users/{made.json()['id']}/password", json={"new_password": "é" * 400 + "x"}).is_success
    login = {"username": "Long", "password": decomposed}
    assert house.browser().post("/api/auth/login", json=login).status_code == 200


@pytest.mark.parametrize(
    "change", [{"role": "admin"}, {"status": "disabled"}], ids=["another role", "a closed account"]
)
def test_what_an_admin_changes_ends_their_sessions(
    house: House, admin: TestClient, reader: TestClient, change: dict[str, str]
) -> None:
    assert admin.patch(f"/api/users/{id_of(admin)}", json=change).status_code == 200
    assert not alive(reader)


def test_grants_do_not_end_sessions(admin: TestClient, reader: TestClient) -> None:
    assert admin.patch(f"/api/users/{id_of(admin)}", json={"libraries": ["a"], "age_limit": 12}).status_code == 200
    assert reader.get("/api/auth/me").json()["libraries"] == ["a"]


def test_a_reset_password_ends_their_sessions(house: House, admin: TestClient, reader: TestClient) -> None:
    path = f"/api/users/{id_of(admin)}/password"
    assert admin.post(path, json={"new_password": "reset password"}).status_code == 204
    assert not alive(reader)
    login = {"username": READER, "password": "reset password"}
    assert house.browser().post("/api/auth/login", json=login).status_code == 200


def test_last_use_is_noted_once_a_minute(house: House, reader: TestClient) -> None:
    credential = {"kind": "session", "value": reader.cookies["session_token"], "address": "203.0.113.8"}
    assert house.identity(credential).status_code == 200
    assert reader.get("/api/auth/sessions").json()["items"][0]["address"] == "192.0.2.1"
    house.sql("UPDATE sessions SET last_used_at = last_used_at - 61")
    before = house.sql("SELECT max(last_used_at) FROM sessions")[0][0]
    for _ in range(2):
        assert house.identity(credential).status_code == 200
    assert house.sql("SELECT max(last_used_at) FROM sessions")[0][0] > before
    assert reader.get("/api/auth/sessions").json()["items"][0]["address"] == "203.0.113.8"


def test_expired_sessions_are_pruned_and_their_number_is_bounded(
    house: House, admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.sql("UPDATE sessions SET expires_at = 1")
    monkeypatch.setattr(store, "AT_MOST", 3)
    browsers = [house.login(ADMIN) for _ in range(5)]
    assert [alive(browser) for browser in browsers] == [False, False, True, True, True]
    assert house.sql("SELECT count(*) FROM sessions")[0][0] == 3
