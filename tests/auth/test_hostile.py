"""Bodies and values that nobody honest sends: an answer of ours, never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tests.auth.conftest import PASSWORD, House

BODIES: list[bytes] = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"username": {}}', b"{}" * 1000, b"[" * 100_000,
    b'{"username": "a", "password": "b", "password": "c", "extra": 1}', b"1e999", b"NaN",
]  # fmt: skip
ROUTES = ["/api/auth/login", "/api/auth/setup", "/api/auth/register", "/internal/token"]


@pytest.mark.parametrize("path", ROUTES)
def test_bodies_that_are_none(house: House, path: str) -> None:
    browser = house.browser()
    for body in BODIES:
        answer = browser.post(path, content=body, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, (path, body[:40])
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert b"Traceback" not in answer.content


def test_a_body_of_100_mb_is_refused_unread(house: House) -> None:
    sent = 0

    def endless() -> Any:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 1_000_000

    answer = house.browser().post("/api/auth/login", content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["detail"] == "That is more than this server takes at once (256 KiB)."
    declared = house.browser().post("/api/auth/login", content=b"x", headers={"Content-Length": "100000000"})
    assert declared.status_code == 413


def test_any_text_in_any_field(house: House, admin: TestClient) -> None:
    """One service, many inputs: names, passwords, keys' names, user agents, addresses."""

    @budget(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=st.text(st.characters(), min_size=1, max_size=80))
    @example(text="\ud800")
    def run(text: str) -> None:
        body = json.dumps({"name": text}).encode()
        kind = {"Content-Type": "application/json"}
        made = admin.post("/api/auth/keys", content=body, headers=kind)
        assert made.status_code in (201, 422), text
        if made.status_code == 201:
            assert admin.get("/api/auth/keys").json()["items"][0]["name"] == text.strip()
            assert admin.delete(f"/api/auth/keys/{made.json()['id']}").status_code == 204
        login = json.dumps({"username": text, "password": text}).encode()
        assert house.browser().post("/api/auth/login", content=login, headers=kind).status_code in (401, 422, 429)
        body = json.dumps({"username": text, "password": PASSWORD, "libraries": [text]}).encode()
        assert admin.post("/api/users", content=body, headers=kind).status_code in (201, 422, 409)
        credential = {"kind": "basic", "value": text, "username": text, "address": text[:64], "user_agent": text}
        assert house.identity(credential).status_code in (401, 422, 429)
        body = json.dumps({"service": text[:32], "secret": text, "audience": text[:32]}).encode()
        assert house.browser().post("/internal/token", content=body, headers=kind).status_code in (401, 422)

    run()


def test_unknown_addresses_and_methods_are_problems_too(house: House) -> None:
    browser = house.browser()
    for method, path, status in (("GET", "/api/auth/nothing", 404), ("GET", "/api/auth/login", 405)):
        answer = browser.request(method, path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_healthy(house: House) -> None:
    with TestClient(house.app) as browser:
        body = browser.get("/healthz").json()
    assert (body["service"], body["status"]) == ("auth", "ok")
    assert body["depends_on"]["database"]["status"] == "ok"
