"""Who a request is from: what a client says of itself never reaches a service, what auth says does."""

import base64
import threading
from typing import Any

import httpx
import jwt
import pytest

from tests.gateway.doubles import House

COOKIE = {"Cookie": "session_token=cookie-of-reader; other=1", "Sec-Fetch-Site": "same-origin"}


def test_nothing_a_client_says_about_itself_reaches_a_service(running: House, client: httpx.Client) -> None:
    forged = {
        "X-Gateway-Token": "mine", "X-Client-Address": "1.2.3.4", "X-Client-Scheme": "https",
        "X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https", "Forwarded": "for=1.2.3.4", "X-User": "admin",
        "X-Real-IP": "1.2.3.4", "Connection": "keep-alive, X-Hop", "X-Hop": "1", "TE": "trailers", "Via": "me",
        "Proxy-Authorization": "Basic eDp5", "Accept-Language": "de",
    }  # fmt: skip
    answer = client.get("/api/books?q=a%20b", headers=COOKIE | forged)
    assert answer.status_code == 200
    asked = running.library.seen[-1]
    assert asked["target"] == "/api/books?q=a%20b"
    headers = running.library.headers()
    assert set(headers) <= {
        "host", "accept", "accept-language", "accept-encoding", "user-agent", "authorization", "x-request-id"
    }  # fmt: skip
    assert headers["accept-language"] == "de"
    assert len([one for one in asked["headers"] if one[0] == "authorization"]) == 1
    claims = jwt.decode(headers["authorization"].removeprefix("Bearer "), options={"verify_signature": False})
    assert (claims["sub"], claims["aud"]) == ("user-reader", "library")
    assert headers["x-request-id"] == answer.headers["x-request-id"]


def test_only_auth_gets_the_cookie_and_where_the_client_is(running: House, client: httpx.Client) -> None:
    forged = {"X-Gateway-Token": "mine", "X-Client-Address": "9.9.9.9", "X-Client-Scheme": "https"}
    assert client.get("/api/auth/me", headers=COOKIE | forged).status_code == 200
    headers = running.auth.headers()
    assert headers["cookie"] == "session_token=cookie-of-reader"
    assert headers["x-client-address"] == "127.0.0.1"
    assert headers["x-client-scheme"] == "http"
    claims = jwt.decode(headers["x-gateway-token"], options={"verify_signature": False})
    assert (claims["sub"], claims["aud"]) == ("service:gateway", "auth")
    assert sum(one[0] == "x-gateway-token" for one in running.auth.seen[-1]["headers"]) == 1


def test_nobody_stays_nobody(running: House, client: httpx.Client) -> None:
    assert client.get("/api/books", headers={"Cookie": "theme=ink"}).status_code == 200
    assert "authorization" not in running.library.headers()
    assert "cookie" not in running.library.headers()


def test_what_a_page_of_another_account_sends_goes_nowhere(running: House, client: httpx.Client) -> None:
    mine, theirs = {"X-Account": "user-reader"}, {"X-Account": "user-admin"}
    assert client.post("/api/progress", headers=COOKIE | mine, json={}).status_code == 200
    asked = len(running.library.seen)
    answer = client.post("/api/progress", headers=COOKIE | theirs, json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "another_account")
    assert len(running.library.seen) == asked, "no service heard of it"
    assert client.post("/api/auth/login", headers=COOKIE | theirs, json={}).status_code == 200, "a new login may come"
    assert client.get("/api/books", headers=theirs).status_code == 200, "nobody is signed in: the service decides"
    assert "x-account" not in running.library.headers()


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer qb_key_of_reader"},
        {"Authorization": "bearer qb_key_of_reader"},
        {"X-API-Key": "qb_key_of_reader"},
        {"Authorization": "Basic " + base64.b64encode(b"Ann:qb_key_of_reader").decode()},
        {"Authorization": "Bearer qb_key_of_reader", "Cookie": "session_token=stale"},
        {"Authorization": "Basic " + base64.b64encode(b"proxy:password").decode(), **COOKIE},
    ],
)
def test_every_kind_of_login(running: House, client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.get("/api/books", headers=headers).status_code == 200
    token = running.library.headers()["authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, options={"verify_signature": False})["sub"] == "user-reader"


def test_with_an_api_key_the_cookie_does_not_count(running: House, client: httpx.Client) -> None:
    headers = {"X-API-Key": "qb_key_of_reader", "Cookie": "session_token=cookie-of-admin"}
    assert client.post("/api/auth/logout", headers=headers).status_code == 200
    assert "cookie" not in running.auth.headers()


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session_token=expired"},
        {"Cookie": "session_token=" + "x" * 600},
        {"Cookie": 'session_token=a b"c'},
        {"Authorization": "Bearer eyJhbGciOiJFZERTQSJ9.e30.x"},
        {"Authorization": "Bearer qb_wrong"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b"noseparator").decode()},
        {"X-API-Key": "nonsense"},
    ],
)
def test_a_login_that_is_none_is_a_401(running: House, client: httpx.Client, headers: dict[str, str]) -> None:
    before = len(running.library.seen)
    answer = client.get("/api/books", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in ("login_required", "key_wrong")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert len(running.library.seen) == before


@pytest.mark.parametrize("path", ["/api/auth/check", "/api/auth/setup"])
def test_an_ended_login_does_not_stand_in_the_way_of_a_new_one(running: House, client: httpx.Client, path: str) -> None:
    assert client.get(path, headers={"Cookie": "session_token=expired"}).status_code == 200
    assert "authorization" not in running.auth.headers()
    headers = {"Cookie": "session_token=expired", "Origin": running.url}
    assert client.post("/api/auth/login", json={}, headers=headers).status_code == 200


def test_auth_is_asked_once_however_many_ask(running: House) -> None:
    running.auth.people["cookie-of-many"] = "reader"
    running.auth.asked.clear()
    headers = {"Cookie": "session_token=cookie-of-many"}
    codes: list[int] = []

    def ask() -> None:
        codes.append(httpx.get(running.url + "/api/books", headers=headers, trust_env=False).status_code)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 12
    assert len(running.auth.asked) == 1
    asked = running.auth.asked[0]
    assert asked["audience"] == "library"
    assert asked["credential"]["kind"] == "session"
    assert asked["credential"]["address"] == "127.0.0.1"


@pytest.mark.parametrize(
    "method,path",
    [("POST", "/api/auth/logout"), ("POST", "/api/auth/password"), ("DELETE", "/api/auth/sessions/1"),
     ("PATCH", "/api/users/1")],
)  # fmt: skip
def test_what_changes_a_login_is_felt_at_once(running: House, client: httpx.Client, method: str, path: str) -> None:
    leaver = f"cookie-of-leaver{path}".replace("/", "-")
    running.auth.people[leaver] = "reader"
    headers = {"Cookie": f"session_token={leaver}", "Sec-Fetch-Site": "same-origin"}
    assert client.get("/api/books", headers=headers).status_code == 200
    assert client.request(method, path, headers=headers).status_code == 200
    del running.auth.people[leaver]
    assert client.get("/api/books", headers=headers).status_code == 401


def test_a_stranger_does_not_make_auth_be_asked_anew(running: House, client: httpx.Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("gateway.sessions.KEPT_FOR", 30.0)
    running.auth.people["cookie-of-stayer"] = "reader"
    headers = {"Cookie": "session_token=cookie-of-stayer"}
    assert client.get("/api/books", headers=headers).status_code == 200
    running.auth.asked.clear()
    for path in ("/api/auth/login", "/api/auth/logout", "/api/auth/register"):
        assert client.post(path, json={}).status_code == 200
    assert client.get("/api/books", headers=headers).status_code == 200
    assert running.auth.asked == []


def test_metrics_are_for_admins(running: House, client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=COOKIE).status_code == 403
    answer = client.get("/metrics", headers={"Cookie": "session_token=cookie-of-admin"})
    assert answer.status_code == 200
    assert 'http_requests_total{method="GET",route="library",service="gateway",status="200"}' in answer.text
