"""Guessing is slow, by account and by address, and keeps nobody out for good."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from kit.db import Database
from kit.errors import TooMany
from services.auth.app import MIGRATIONS, create_app
from services.auth.origin import ip_address, network
from services.auth.settings import Settings
from services.auth.throttle import Throttle, for_account, for_address
from tests.auth.conftest import ADMIN, PASSWORD, READER, House


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(settings: Settings, clock: Clock) -> Iterator[Throttle]:
    db = Database(settings, "auth")
    db.init_db(MIGRATIONS)
    yield Throttle(db, clock)
    db.close()


def guess(house: House, address: str = "192.0.2.66", username: str = ADMIN, **headers: str) -> int:
    asked = {"username": username, "password": "wrong password"}
    return house.browser(address, **headers).post("/api/auth/login", json=asked).status_code


def test_ten_guesses_a_minute_at_most_and_never_a_lockout(throttle: Throttle, clock: Clock) -> None:
    """An attacker who tries every half second for ten minutes."""
    guard, made, waits = for_account("login", "Ada"), [], []
    for _ in range(1200):
        try:
            throttle.pay(guard)
        except TooMany as refused:
            waits.append(refused.retry_after or 0)
        else:
            made.append(clock.now)
        clock.now += 0.5
    assert (min(waits), max(waits)) == (1, 30), "nobody waits longer than that"
    busiest = max(sum(start <= moment < start + 60 for moment in made) for start in made)
    assert 5 <= busiest <= 10
    assert len(made) <= 10 + 2 * 10


def test_what_was_paid_for_a_right_password_comes_back(throttle: Throttle, clock: Clock) -> None:
    guards = (for_account("login", "Ada"), for_address("login", "192.0.2.1"))
    for _ in range(100):
        throttle.pay(*guards)
        throttle.refund(*guards)


def test_failures_are_forgotten_and_their_rows_go(throttle: Throttle, clock: Clock) -> None:
    for number in range(5):
        throttle.pay(for_account("login", "Ada"))
        throttle.pay(for_account("login", f"other {number}"))
    with pytest.raises(TooMany):
        throttle.pay(for_account("login", "Ada"))
    clock.now += 901
    for _ in range(5):
        throttle.pay(for_account("login", "Ada"))
    with throttle._db.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM login_attempts").scalar_one() == 1


def test_a_household_is_one_address() -> None:
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("2001:db8::1") == network("2001:db8::ffff:2") != network("2001:db8:0:1::1")
    assert ip_address("::ffff:192.0.2.1") == "192.0.2.1"
    assert ip_address("fe80::1%eth0") == "fe80::1"
    assert [ip_address(text) for text in ("", "unknown", "1.2.3.4, 5.6.7.8", "<b>", "1.2.3.4:80")] == [""] * 5


def test_forged_headers_change_nothing(house: House, admin: TestClient) -> None:
    answers = [
        guess(house, **{"X-Forwarded-For": f"203.0.113.{n}", "X-Client-Address": f"203.0.113.{n}",
                        "X-Gateway-Token": "forged", "Forwarded": f"for=203.0.113.{n}"})
        for n in range(15)
    ]  # fmt: skip
    assert answers == [401] * 5 + [429] * 10


def test_a_service_that_is_not_the_gateway_is_not_believed(house: House, admin: TestClient) -> None:
    for number in range(5):
        guess(house, f"198.51.100.{number}")
    other = {"X-Gateway-Token": house.service("cli"), "X-Client-Address": "192.0.2.1"}
    assert guess(house, **other) == 429, "with the owner's address it would have been another guard"


def test_many_addresses_share_the_account(house: House, admin: TestClient) -> None:
    told = house.through_gateway("")
    answers = [guess(house, **{**told, "X-Client-Address": f"203.0.113.{n}"}) for n in range(12)]
    assert answers == [401] * 5 + [429] * 7


def test_the_owner_gets_in_while_strangers_guess(house: House, admin: TestClient) -> None:
    while guess(house) != 429:
        pass
    house.login(ADMIN)  # from where they are known


def test_an_address_that_tries_many_names_is_slowed(house: House, admin: TestClient) -> None:
    answers = [guess(house, username=f"somebody {n}") for n in range(24)]
    assert answers[:20] == [401] * 20
    assert answers[20:] == [429] * 4


def test_a_hundred_at_once_are_a_hundred(house: House, admin: TestClient) -> None:
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: guess(house), range(36)))
    assert answers.count(401) <= 5
    assert set(answers) <= {401, 429, 503}


def test_right_passwords_at_once_keep_nobody_waiting(house: House, admin: TestClient) -> None:
    """Eight people of one household, five times each."""
    people = [f"person {n}" for n in range(8)]
    for name in people:
        assert admin.post("/api/users", json={"username": name, "password": PASSWORD}).status_code == 201
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: [house.login(name) for _ in range(5)], people))


def test_it_holds_over_a_restart_and_answers_when_to_come_back(house: House, admin: TestClient) -> None:
    while guess(house) != 429:
        pass
    again = create_app(house.settings)
    again.state.parts.throttle._clock = house.parts.throttle._clock
    browser = TestClient(again, client=("192.0.2.66", 1))
    answer = browser.post("/api/auth/login", json={"username": ADMIN, "password": PASSWORD})
    again.state.parts.db.close()
    assert (answer.status_code, answer.json()["code"]) == (429, "login_throttled")
    assert 1 <= int(answer.headers["Retry-After"]) <= 30


def test_names_are_not_kept_in_the_attempts(house: House, admin: TestClient) -> None:
    guess(house, username="my password by mistake")
    assert "mistake" not in str(house.sql("SELECT * FROM login_attempts"))


def test_basic_is_throttled_but_the_right_key_always_passes(house: House, reader: TestClient) -> None:
    key = reader.post("/api/auth/keys", json={"name": "app"}).json()["key"]
    basic = {"kind": "basic", "username": READER, "address": "203.0.113.9"}
    wrong = [house.identity({**basic, "value": "qb_wrong"}) for _ in range(8)]
    assert [answer.status_code for answer in wrong] == [401] * 5 + [429] * 3
    assert int(wrong[-1].headers["Retry-After"]) >= 1
    assert house.identity({**basic, "value": key}).status_code == 200


def test_guessing_the_current_password_is_throttled(house: House, reader: TestClient) -> None:
    asked = {"current_password": "wrong", "new_password": "long enough"}
    answers = [reader.post("/api/auth/password", json=asked) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429] * 2
    assert answers[0].json()["code"] == "password_wrong"


def test_registering_is_throttled(house: House, admin: TestClient) -> None:
    admin.put("/api/auth/settings", json={"registration": "open"})
    browser = house.browser("198.51.100.1")
    asked = [{"username": f"n{n}", "password": PASSWORD} for n in range(23)]
    codes = [browser.post("/api/auth/register", json=one).status_code for one in asked]
    assert codes == [201] * 20 + [429] * 3
