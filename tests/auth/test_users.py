"""Accounts, registration, and who may do what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.auth.conftest import ADMIN, PASSWORD, READER, House

ADMINS_ONLY: list[tuple[str, str, Any]] = [
    ("GET", "/api/users", None),
    ("POST", "/api/users", {"username": "Eve", "password": PASSWORD}),
    ("PATCH", "/api/users/x", {"role": "admin"}),
    ("POST", "/api/users/x/password", {"new_password": "another password"}),
    ("DELETE", "/api/users/x", None),
    ("GET", "/api/users/invites", None),
    ("POST", "/api/users/invites", {"role": "admin"}),
    ("DELETE", "/api/users/invites/x", None),
    ("GET", "/api/backups", None),
    ("POST", "/api/backups", None),
    ("GET", "/api/backups/x", None),
    ("DELETE", "/api/backups/x", None),
    ("GET", "/api/auth/settings", None),
    ("PUT", "/api/auth/settings", {"registration": "open"}),
]
WANT_LOGIN: list[tuple[str, str, Any]] = [
    ("GET", "/api/auth/me", None),
    ("GET", "/api/auth/export", None),
    ("POST", "/api/auth/password", {"current_password": "x", "new_password": "another password"}),
    ("POST", "/api/auth/me/remove", {"password": PASSWORD}),
    ("GET", "/api/auth/sessions", None),
    ("DELETE", "/api/auth/sessions", None),
    ("DELETE", "/api/auth/sessions/x", None),
    ("GET", "/api/auth/keys", None),
    ("POST", "/api/auth/keys", {"name": "x"}),
    ("DELETE", "/api/auth/keys/x", None),
    ("POST", "/api/auth/token", {"audience": "library"}),
]
PUBLIC = {f"/api/auth/{name}" for name in ("check", "setup", "login", "logout", "register", "invite")}


def add(admin: TestClient, username: str, **more: Any) -> str:
    answer = admin.post("/api/users", json={"username": username, "password": PASSWORD, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_every_route_refuses_who_may_not(house: House, reader: TestClient) -> None:
    nobody, forged = house.browser(), house.browser(Authorization="Bearer a.b.c")
    tool = house.browser(Authorization=f"Bearer {house.service('gateway')}")
    for method, path, body in ADMINS_ONLY + WANT_LOGIN:
        for browser in (nobody, forged, tool):
            answer = browser.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (401, "login_required"), (method, path)
    for method, path, body in ADMINS_ONLY:
        answer = reader.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "admin_only"), (method, path)
    cli = house.browser(Authorization=f"Bearer {house.service('cli')}")
    for method, path, body in WANT_LOGIN:
        assert cli.request(method, path, json=body).json()["code"] == "people_only", (method, path)


def test_no_route_is_forgotten_above(house: House) -> None:
    named = {(method, path.replace("/x", "/{}")) for method, path, _ in ADMINS_ONLY + WANT_LOGIN}
    paths = house.app.openapi()["paths"]
    have = {
        (method.upper(), "/".join("{}" if part.startswith("{") else part for part in path.split("/")))
        for path, methods in paths.items()
        for method in methods
        if path not in PUBLIC and not path.startswith("/internal/")
    }
    assert have == named


def test_an_account_with_grants(house: House, admin: TestClient) -> None:
    user_id = add(admin, "Kid", libraries=["lib2", "lib1"], age_limit=12)
    browser = house.login("kid")
    me = browser.get("/api/auth/me").json()
    assert (me["id"], me["role"], me["status"]) == (user_id, "reader", "active")
    assert (me["libraries"], me["age_limit"]) == (["lib2", "lib1"], 12)
    changed = admin.patch(f"/api/users/{user_id}", json={"libraries": None, "age_limit": None}).json()
    assert (changed["libraries"], changed["age_limit"], changed["role"]) == (None, None, "reader")
    assert admin.patch(f"/api/users/{user_id}", json={"libraries": []}).json()["libraries"] == []
    assert admin.patch(f"/api/users/{user_id}", json={}).json()["libraries"] == []


def test_names_are_shown_as_given_and_unique_without_case(admin: TestClient) -> None:
    for first, same in (("Straße", "STRASSE"), ("\uff22ob", "bOB"), ("Zo\u0308e", "zöe"), ("a\u200db", "AB")):
        add(admin, first)
        answer = admin.post("/api/users", json={"username": same, "password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")
    assert "Straße" in [one["username"] for one in admin.get("/api/users").json()["items"]]


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 65, "a\0b", "a\nb", "a\x1bb", "a\u202eb", "\u200d", "x\u2028y", 7, None, ["a"]]
)
def test_names_that_are_none(admin: TestClient, name: Any) -> None:
    answer = admin.post("/api/users", json={"username": name, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"] == "username"


@pytest.mark.parametrize(
    "name",
    ["'; DROP TABLE users; --", "<script>alert(1)</script>", "💥👩‍👩‍👧", "../../etc", "x" * 64, "%s{0}", "ﷺ" * 64],
)
def test_odd_names_that_are_names(house: House, admin: TestClient, name: str) -> None:
    add(admin, name)
    browser = house.login(name)
    assert browser.get("/api/auth/me").json()["username"] == name
    claims = browser.post("/api/auth/token", json={"audience": "library"})
    assert claims.status_code == 200


@pytest.mark.parametrize("change", [
    {"role": "root"}, {"role": None}, {"status": "pending"}, {"status": None}, {"libraries": ["<b>"]},
    {"libraries": "all"}, {"libraries": ["x"] * 1001}, {"age_limit": -1}, {"age_limit": 10**9}, {"age_limit": "x"},
    {"username": "New"}, {"password_hash": "x"}, {"id": "x"}, [], "x", None,
])  # fmt: skip
def test_changes_that_make_no_sense(admin: TestClient, reader: TestClient, change: Any) -> None:
    before = admin.get("/api/users").json()
    user_id = next(one["id"] for one in before["items"] if one["username"] == READER)
    assert admin.patch(f"/api/users/{user_id}", json=change).status_code == 422
    assert admin.get("/api/users").json() == before


@pytest.mark.parametrize("user_id", ["nobody", "0" * 64, "%00", "%27%20OR%201=1", "<b>", "é"])
def test_users_who_are_not_there(admin: TestClient, user_id: str) -> None:
    for method, path, body in (
        ("PATCH", "", {"role": "admin"}),
        ("POST", "/password", {"new_password": PASSWORD}),
        ("DELETE", "", None),
    ):
        answer = admin.request(method, f"/api/users/{user_id}{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")


def test_the_list_goes_on_by_cursor_and_by_offset(house: House, admin: TestClient) -> None:
    names = sorted(["Ünal", "bea", "Cem", "dora", ADMIN], key=str.casefold)
    for name in names:
        if name != ADMIN:
            add(admin, name)
    first = admin.get("/api/users?limit=2").json()
    seen, cursor = [one["username"] for one in first["items"]], first["next_cursor"]
    assert first["total"] == 5
    while cursor:
        page = admin.get("/api/users", params={"limit": 2, "cursor": cursor}).json()
        seen, cursor = seen + [one["username"] for one in page["items"]], page["next_cursor"]
    assert sorted(seen) == sorted(names)
    assert len(seen) == 5
    window = [one["username"] for one in admin.get("/api/users?limit=2&offset=3").json()["items"]]
    assert window == seen[3:]
    for wrong in ("limit=0", "limit=201", "limit=x", "offset=-1"):
        assert admin.get(f"/api/users?{wrong}").status_code == 422, wrong
    for wrong in ("%C3%A9", "!", "_w=="):
        answer = admin.get(f"/api/users?cursor={wrong}")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), wrong
    assert admin.get("/api/users?cursor=AA==").status_code == 200


def test_registration_is_off_then_by_approval_then_open(house: House, admin: TestClient) -> None:
    asked, browser = {"username": "Neu", "password": PASSWORD}, house.browser("198.51.100.1")
    refused = browser.post("/api/auth/register", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "registration_off")
    assert admin.put("/api/auth/settings", json={"registration": "approval"}).json() == {"registration": "approval"}
    assert browser.get("/api/auth/setup").json()["registration"] == "approval"
    made = browser.post("/api/auth/register", json=asked)
    assert (made.status_code, made.json()["user"]["status"], made.json()["user"]["role"]) == (201, "pending", "reader")
    assert "Set-Cookie" not in made.headers
    login = browser.post("/api/auth/login", json=asked)
    assert (login.status_code, login.json()["code"]) == (403, "account_pending")
    wrong = browser.post("/api/auth/login", json={**asked, "password": "wrong password"})
    assert wrong.json()["code"] == "login_failed", "only who knows the password learns that it waits"
    assert admin.patch(f"/api/users/{made.json()['user']['id']}", json={"status": "active"}).status_code == 200
    assert browser.post("/api/auth/login", json=asked).status_code == 200
    admin.put("/api/auth/settings", json={"registration": "open"})
    assert browser.post("/api/auth/register", json={**asked, "username": "NEU"}).json()["code"] == "username_taken"
    assert browser.post("/api/auth/register", json={**asked, "username": "Zwei"}).json()["user"]["status"] == "active"
    assert admin.put("/api/auth/settings", json={"registration": "everyone"}).status_code == 422


@pytest.mark.parametrize("more", [{"role": "admin"}, {"status": "active"}, {"libraries": None}, {"is_admin": True}])
def test_nobody_names_their_own_role(house: House, admin: TestClient, more: dict[str, Any]) -> None:
    admin.put("/api/auth/settings", json={"registration": "open"})
    asked = {"username": "Eve", "password": PASSWORD, **more}
    assert house.browser().post("/api/auth/register", json=asked).status_code == 422
    assert house.browser().post("/api/auth/login", json=asked).status_code == 422


def test_a_closed_account_is_nobody(house: House, admin: TestClient, reader: TestClient) -> None:
    key = reader.post("/api/auth/keys", json={"name": "k"}).json()["key"]
    user_id = reader.get("/api/auth/me").json()["id"]
    admin.patch(f"/api/users/{user_id}", json={"status": "disabled"})
    assert house.identity({"kind": "key", "value": key}).status_code == 401
    login = house.browser().post("/api/auth/login", json={"username": READER, "password": PASSWORD})
    assert (login.status_code, login.json()["code"]) == (403, "account_disabled")


def test_the_last_administrator_stays(admin: TestClient) -> None:
    own = admin.get("/api/auth/me").json()["id"]
    add(admin, "Spare", role="admin")
    spare = next(one["id"] for one in admin.get("/api/users").json()["items"] if one["username"] == "Spare")
    admin.patch(f"/api/users/{spare}", json={"status": "disabled"})
    for method, body in (("DELETE", None), ("PATCH", {"role": "reader"}), ("PATCH", {"status": "disabled"})):
        answer = admin.request(method, f"/api/users/{own}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert admin.patch(f"/api/users/{own}", json={"role": "admin", "age_limit": 99}).status_code == 200
    admin.patch(f"/api/users/{spare}", json={"status": "active"})
    assert admin.delete(f"/api/users/{own}").status_code == 204
    assert admin.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize("way", ["remove", "demote"])
def test_two_administrators_cannot_unmake_each_other(house: House, admin: TestClient, way: str) -> None:
    ids = [admin.get("/api/auth/me").json()["id"], *(add(admin, f"Admin {n}", role="admin") for n in range(5))]

    def unmake(user_id: str) -> int:
        tool = house.browser(Authorization=f"Bearer {cli}")
        if way == "remove":
            return tool.delete(f"/api/users/{user_id}").status_code
        return tool.patch(f"/api/users/{user_id}", json={"role": "reader"}).status_code

    cli = house.service("cli")
    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(unmake, ids))
    assert answers == [204 if way == "remove" else 200] * 5 + [409]
    left = house.sql("SELECT count(*) FROM users WHERE role = 'admin' AND status = 'active' AND removed_at IS NULL")
    assert left[0][0] == 1
