"""Logging in and out, the cookie, and what is said to whom."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from kit.errors import Unavailable
from services.auth import passwords as passwords_module
from services.auth.passwords import Passwords
from tests.auth.conftest import ADMIN, PASSWORD, READER, House

NOBODY = {"authenticated": False, "user": None}


def test_a_login_sets_the_cookie_as_designed(house: House, admin: TestClient) -> None:
    answer = house.browser().post("/api/auth/login", json={"username": ADMIN, "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 200
    value, _, attributes = cookie.partition("; ")
    assert len(value.removeprefix("session_token=")) == 43
    assert set(attributes.split("; ")) == {"HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax"}
    body = answer.json()
    assert set(body) == {"user", "expires_at"}
    assert set(body["user"]) == {
        "id", "username", "role", "status", "libraries", "age_limit", "created_at", "last_login_at",
    }  # fmt: skip
    assert body["user"]["last_login_at"].endswith("Z")
    token = value.removeprefix("session_token=")
    everything = str(house.sql("SELECT * FROM sessions")) + str(house.sql("SELECT * FROM users"))
    assert token not in everything
    assert PASSWORD not in everything


def test_secure_only_when_the_gateway_says_https(house: House, admin: TestClient) -> None:
    asked = {"username": ADMIN, "password": PASSWORD}
    forged = house.browser().post("/api/auth/login", json=asked, headers={"X-Client-Scheme": "https"})
    assert "Secure" not in forged.headers["Set-Cookie"]
    told = house.through_gateway("203.0.113.5", "https")
    assert "; Secure" in house.browser().post("/api/auth/login", json=asked, headers=told).headers["Set-Cookie"]


@pytest.mark.parametrize(("username", "password"), [(ADMIN, "wrong password"), ("nobody", PASSWORD), ("", ""), (
    "' OR 1=1 --", "' OR 1=1 --"), ("<script>alert(1)</script>", "x"), ("a\0b", "\0"), ("\u202e", "x")])  # fmt: skip
def test_wrong_name_or_password_is_one_answer(house: House, admin: TestClient, username: str, password: str) -> None:
    answer = house.browser().post("/api/auth/login", json={"username": username, "password": password})
    assert (answer.status_code, answer.json()["code"]) == (401, "login_failed")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Set-Cookie" not in answer.headers


def test_an_unknown_name_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = PasswordHasher.verify

    def spy(self: PasswordHasher, hashed: str, password: bytes) -> bool:
        verified.append(hashed)
        return real(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", spy)
    assert Passwords().verify(None, PASSWORD) is False
    assert [one.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for one in verified] == [True]


def test_names_are_compared_without_case_and_composition(house: House, reader: TestClient) -> None:
    for name in ("RÜDIGER", "ru\u0308diger", " rüdiger "):
        answer = house.browser().post("/api/auth/login", json={"username": name, "password": PASSWORD})
        assert answer.json()["user"]["username"] == READER


def test_check_is_never_a_401(house: House, admin: TestClient) -> None:
    assert house.browser().get("/api/auth/check").json() == NOBODY
    assert house.browser(Cookie="session_token=forged").get("/api/auth/check").json() == NOBODY
    odd: dict[str, Any] = {"Cookie": b"session_token=\xff\xfe"}
    assert house.browser().get("/api/auth/check", headers=odd).json() == NOBODY
    assert house.browser(Authorization="Bearer forged").get("/api/auth/check").json() == NOBODY
    assert admin.get("/api/auth/check").json()["user"]["username"] == ADMIN
    house.sql("UPDATE sessions SET expires_at = 1")
    answer = admin.get("/api/auth/check")
    assert (answer.status_code, answer.json()) == (200, NOBODY)
    assert (admin.get("/api/auth/me").status_code, admin.get("/api/auth/me").json()["code"]) == (401, "login_required")


def test_logout_ends_the_session_and_cleans_the_browser(house: House, admin: TestClient) -> None:
    token = admin.cookies["session_token"]
    answer = admin.post("/api/auth/logout")
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cache"'  # the app's own storage is the app's to clear
    assert 'session_token=""' in answer.headers["Set-Cookie"]
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert house.browser(Cookie=f"session_token={token}").get("/api/auth/check").json() == NOBODY
    assert house.browser().post("/api/auth/logout").status_code == 204


def test_a_login_rotates_the_session(house: House, admin: TestClient) -> None:
    old = admin.cookies["session_token"]
    admin.post("/api/auth/login", json={"username": ADMIN, "password": PASSWORD})
    assert admin.cookies["session_token"] != old
    assert house.browser(Cookie=f"session_token={old}").get("/api/auth/check").json() == NOBODY
    assert len(admin.get("/api/auth/sessions").json()["items"]) == 1


def test_a_foreign_page_cannot_use_the_cookie(house: House, admin: TestClient) -> None:
    sites = [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")]
    for foreign in (*sites, {"Origin": "http://evil.test"}, {"Origin": "null"}, {"Origin": ""}):
        assert admin.post("/api/auth/keys", json={"name": "x"}, headers=foreign).status_code == 401
        assert admin.get("/api/auth/me", headers=foreign).status_code == 200
    own = {"Origin": "http://testserver"}
    assert admin.post("/api/auth/keys", json={"name": "x"}, headers=own).status_code == 201


def test_a_hash_costs_what_owasp_asks_for() -> None:
    hashed = Passwords().hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_outdated_hash_is_made_anew(house: House, admin: TestClient) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD.encode())
    house.sql("UPDATE users SET password_hash = :old", old=old)
    house.login(ADMIN)
    today = f"$m={passwords_module.KIB},t={passwords_module.PASSES},p=1$"
    assert today in house.sql("SELECT password_hash FROM users")[0][0]
    house.login(ADMIN)


def test_a_busy_server_lets_in_with_an_outdated_hash(
    house: House, admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: Passwords, password: str) -> str:
        raise Unavailable("logins_busy", "Too many.", retry_after=2)

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD.encode())
    house.sql("UPDATE users SET password_hash = :old", old=old)
    monkeypatch.setattr(Passwords, "hash", busy)
    house.login(ADMIN)
    assert house.sql("SELECT password_hash FROM users")[0][0] == old


def test_only_so_many_wait_for_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most 4 at once; 12 more wait; the next is told to come back."""
    running, most, full, go = 0, 0, threading.Semaphore(0), threading.Event()
    lock = threading.Lock()

    def slow(self: PasswordHasher, password: bytes) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        full.release()
        assert go.wait(60)
        with lock:
            running -= 1
        return "hash"

    passwords = Passwords()
    monkeypatch.setattr(PasswordHasher, "hash", slow)
    queue = passwords_module.AT_ONCE + passwords_module.WAITING
    threads = [threading.Thread(target=passwords.hash, args=("x",)) for _ in range(queue)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        assert full.acquire(timeout=30)
    while passwords._line._value > 0:  # the rest are on their way into the line
        threading.Event().wait(0.01)
    with pytest.raises(Unavailable) as refused:
        passwords.hash("x")
    assert refused.value.retry_after
    go.set()
    for thread in threads:
        thread.join()
    assert most == 4


def test_no_secret_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    admin = house.set_up()
    key = admin.post("/api/auth/keys", json={"name": "k"}).json()["key"]
    house.browser().post("/api/auth/login", json={"username": ADMIN, "password": "wrong secret"})
    house.identity({"kind": "key", "value": key})
    ours = [record for record in caplog.records if record.name.startswith("quarterbin")]
    text = " ".join(f"{record.getMessage()} {getattr(record, 'data', '')}" for record in ours)
    assert ours
    for secret in (PASSWORD, "wrong secret", key, admin.cookies["session_token"]):
        assert secret not in text
