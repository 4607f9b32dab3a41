"""Invitations: one link, one account, and nothing that a guest could make of it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.auth.conftest import ADMIN, PASSWORD, READER, House

GRANTS = {"role": "reader", "libraries": ["lib1"], "age_limit": 12, "note": "for Ines"}


def invite(admin: TestClient, **more: Any) -> dict[str, Any]:
    answer = admin.post("/api/users/invites", json={**GRANTS, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def accept(house: House, token: str, name: str = "Ines", address: str = "192.0.2.9", **more: Any) -> httpx.Response:
    asked = {"username": name, "password": PASSWORD, "invite": token, **more}
    return house.browser(address).post("/api/auth/register", json=asked)


def test_an_invitation_makes_the_account_that_it_says(house: House, admin: TestClient) -> None:
    made = invite(admin)
    assert made["path"] == f"/invite#{made['token']}"
    assert len(made["token"]) == 43
    seen = house.browser().post("/api/auth/invite", json={"token": made["token"]}).json()
    assert (seen["role"], seen["invited_by"]) == ("reader", ADMIN)
    user = accept(house, made["token"]).json()["user"]
    assert (user["role"], user["libraries"], user["age_limit"], user["status"]) == ("reader", ["lib1"], 12, "active")
    assert house.login("ines").get("/api/auth/me").json()["id"] == user["id"]
    (listed,) = admin.get("/api/users/invites").json()["items"]
    assert (listed["used_by"], listed["note"], listed["invited_by"]) == ("Ines", "for Ines", ADMIN)
    assert "token" not in listed


def test_the_token_is_nowhere_in_the_database(house: House, admin: TestClient) -> None:
    token = invite(admin)["token"]
    assert token not in json.dumps([list(map(str, row)) for row in house.sql("SELECT * FROM invites")])


def test_it_is_used_once(house: House, admin: TestClient) -> None:
    token = invite(admin)["token"]
    assert accept(house, token).status_code == 201
    again = accept(house, token, "Mallory")
    assert (again.status_code, again.json()["code"]) == (404, "invite_not_found")
    assert house.browser().post("/api/auth/invite", json={"token": token}).status_code == 404
    assert admin.get("/api/users").json()["total"] == 2


def test_many_at_the_same_moment_make_one_account(house: House, admin: TestClient) -> None:
    token = invite(admin)["token"]
    with ThreadPoolExecutor(6) as pool:
        tries = pool.map(lambda n: accept(house, token, f"guest {n}", f"198.51.100.{n}").status_code, range(6))
        assert sorted(tries) == [201, 404, 404, 404, 404, 404]
    assert admin.get("/api/users").json()["total"] == 2


def test_a_name_that_is_taken_leaves_the_invitation_open(house: House, admin: TestClient) -> None:
    token = invite(admin)["token"]
    assert accept(house, token, ADMIN.upper()).json()["code"] == "username_taken"
    assert accept(house, token).status_code == 201


@pytest.mark.parametrize("more", [{"role": "admin"}, {"libraries": None}, {"age_limit": None}, {"status": "active"}])
def test_a_guest_says_nothing_of_what_they_may_do(house: House, admin: TestClient, more: dict[str, Any]) -> None:
    token = invite(admin)["token"]
    assert accept(house, token, **more).status_code == 422
    assert accept(house, token).json()["user"]["role"] == "reader"


def test_past_its_time_taken_back_or_never_given(house: House, admin: TestClient) -> None:
    old, taken = invite(admin), invite(admin)
    house.sql("UPDATE invites SET expires_at = created_at WHERE id = :id", id=old["id"])
    assert admin.delete(f"/api/users/invites/{taken['id']}").status_code == 204
    assert admin.delete(f"/api/users/invites/{taken['id']}").status_code == 404
    for token in (old["token"], taken["token"], "", "x" * 43, "\0", old["token"].swapcase()):
        assert accept(house, token).status_code == 404


def test_it_ends_with_the_administrator_who_gave_it(house: House, admin: TestClient) -> None:
    second = admin.post("/api/users", json={"username": "Grace", "password": PASSWORD, "role": "admin"}).json()
    grace = house.login("Grace")
    demoted, gone = invite(grace)["token"], invite(grace)["token"]
    assert admin.patch(f"/api/users/{second['id']}", json={"role": "reader"}).status_code == 200
    assert accept(house, demoted).status_code == 404
    assert admin.delete(f"/api/users/{second['id']}").status_code == 204
    assert accept(house, gone).status_code == 404


def test_guessing_is_slowed_down(house: House, admin: TestClient) -> None:
    answers = [accept(house, f"guess {n}", address="203.0.113.5").status_code for n in range(30)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert accept(house, invite(admin)["token"]).status_code == 201  # nobody else waits for that


def test_registration_without_one_stays_off(house: House, admin: TestClient) -> None:
    body = {"username": "Ines", "password": PASSWORD}
    assert house.browser().post("/api/auth/register", json=body).json()["code"] == "registration_off"
    assert house.browser().post("/api/auth/register", json={**body, "invite": None}).status_code == 403


@pytest.mark.parametrize(
    "more", [{"days": 0}, {"days": 91}, {"role": "owner"}, {"libraries": ["../x"]}, {"token": "x"}]
)
def test_an_invitation_that_is_none(house: House, admin: TestClient, more: dict[str, Any]) -> None:
    assert admin.post("/api/users/invites", json={**GRANTS, **more}).status_code == 422


def test_invitations_are_for_administrators_with_a_login(house: House, admin: TestClient, reader: TestClient) -> None:
    key = admin.post("/api/auth/keys", json={"name": "script"}).json()["key"]
    bearer = house.identity({"kind": "key", "value": key}, "auth").json()["token"]
    program = house.browser(Authorization=f"Bearer {bearer}")
    assert program.post("/api/users/invites", json=GRANTS).json()["code"] == "session_only"
    for client, status in ((house.browser(), 401), (reader, 403)):
        assert client.post("/api/users/invites", json=GRANTS).status_code == status
        assert client.get("/api/users/invites").status_code == status
        assert client.delete("/api/users/invites/x").status_code == status


def test_what_auth_keeps_of_me(house: House, admin: TestClient, reader: TestClient) -> None:
    key = reader.post("/api/auth/keys", json={"name": "tablet"}).json()["key"]
    said = reader.get("/api/auth/export").json()
    assert said["account"]["username"] == READER
    assert [one["name"] for one in said["keys"]] == ["tablet"]
    assert len(said["sessions"]) == 1
    text = json.dumps(said)
    hashes = [row[0] for row in house.sql("SELECT key_hash FROM api_keys UNION SELECT token_hash FROM sessions")]
    secrets = [key, PASSWORD, reader.cookies["session_token"], *hashes]
    assert not any(secret in text for secret in secrets)
    assert ADMIN not in text
    assert house.browser().get("/api/auth/export").status_code == 401
