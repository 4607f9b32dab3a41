"""The first administrator: one code, used once, however many try."""

from __future__ import annotations

import json
import logging
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.auth.app import create_app
from services.auth.setup import SetupCode
from tests.auth.conftest import ADMIN, PASSWORD, House


def asked(code: str, username: str = ADMIN) -> dict[str, str]:
    return {"code": code, "username": username, "password": PASSWORD}


def test_the_code_makes_the_first_administrator_and_dies(house: House) -> None:
    browser, path = house.browser(), house.settings.data_dir / "setup-code"
    assert browser.get("/api/auth/setup").json() == {"required": True, "registration": "off"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    code = path.read_text()
    answer = browser.post("/api/auth/setup", json=asked(code.replace("-", " ").upper()))
    assert answer.status_code == 201
    assert answer.json()["user"]["role"] == "admin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get("/api/auth/me").json()["username"] == ADMIN
    assert not path.exists()
    assert browser.get("/api/auth/setup").json()["required"] is False
    again = house.browser().post("/api/auth/setup", json=asked(code, "Eve"))
    assert (again.status_code, again.json()["code"]) == (409, "setup_done")


def test_a_wrong_code_is_refused_and_guessing_slows_down(house: House) -> None:
    answers = [house.browser().post("/api/auth/setup", json=asked(f"wrong-{n}")) for n in range(12)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429] * 7
    assert answers[0].json()["code"] == "setup_code_wrong"
    assert int(answers[5].headers["Retry-After"]) >= 1
    elsewhere = house.browser("198.51.100.7").post("/api/auth/setup", json=asked(house.code()))
    assert elsewhere.status_code == 201, "somebody else's guesses must not keep the owner out"


@pytest.mark.parametrize("content", ["", "  \n", "abc", "\N{REPLACEMENT CHARACTER}"])
def test_an_emptied_code_file_opens_nothing(house: House, content: str) -> None:
    path = house.settings.data_dir / "setup-code"
    path.write_text(content)
    assert house.browser().post("/api/auth/setup", json=asked(content)).status_code == 403
    SetupCode(path).offer()
    assert len(path.read_text()) == 14


def test_two_at_once_make_one_administrator(house: House) -> None:
    code = house.code()
    browsers = [house.browser(f"192.0.2.{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(b.post, "/api/auth/setup", json=asked(code, f"a{n}")) for n, b in enumerate(browsers)]
        answers = [one.result() for one in tries]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert len(refused) == 7
    # A loser who comes after the winner finds the code gone already.
    assert {answer.json()["code"] for answer in refused} <= {"setup_done", "setup_code_wrong"}
    assert house.sql("SELECT count(*) FROM users")[0][0] == 1


def test_the_unique_constraint_holds_where_two_see_no_admin(house: House) -> None:
    """What two replicas do: both found no administrator before either wrote."""
    house.sql("INSERT INTO auth_settings (name, value) VALUES ('first_admin', '1')")
    answer = house.browser().post("/api/auth/setup", json=asked(house.code()))
    assert (answer.status_code, answer.json()["code"]) == (409, "setup_done")
    assert house.sql("SELECT count(*) FROM users")[0][0] == 0


def test_the_code_stays_over_a_restart_and_goes_with_any_admin(house: House, caplog: pytest.LogCaptureFixture) -> None:
    code = house.code()
    with caplog.at_level(logging.WARNING, "quarterbin.auth"):
        create_app(house.settings).state.parts.db.close()
    assert house.code() == code
    said = [record.data for record in caplog.records if hasattr(record, "data")]
    assert [one["code"] for one in said] == [code]
    bearer = {"Authorization": f"Bearer {house.service('cli')}"}
    made = {"username": "Boss", "password": PASSWORD, "role": "admin"}
    assert house.browser().post("/api/users", json=made, headers=bearer).status_code == 201
    assert not (house.settings.data_dir / "setup-code").exists()
    assert house.browser().post("/api/auth/setup", json=asked(code)).json()["code"] == "setup_done"


def test_a_code_left_behind_is_removed_at_start(house: House) -> None:
    house.set_up()
    path = house.settings.data_dir / "setup-code"
    path.write_text(json.dumps("old"))
    create_app(house.settings).state.parts.db.close()
    assert not path.exists()
