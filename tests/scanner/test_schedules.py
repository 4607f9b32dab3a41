"""Schedules: cron, intervals, the switch for watching, and what they start."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.scanner.cron import Cron
from services.scanner.models import Schedule
from services.scanner.timetable import next_due
from tests.scanner.files import comic
from tests.scanner.house import House

START = datetime(2026, 11, 23, 16, 30, 12)  # a Monday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* * * * *", "2026-11-23 16:31"),
        ("*/15 * * * *", "2026-11-23 16:45"),
        ("5/20 * * * *", "2026-11-23 16:45"),
        ("0 3 * * *", "2026-11-24 03:00"),
        ("30 16 * * *", "2026-11-24 16:30"),
        ("0 4 * * sun", "2026-11-29 04:00"),
        ("0 4 * * 7", "2026-11-29 04:00"),
        ("0 4 * * 1-5", "2026-11-24 04:00"),
        ("0 0 1 * *", "2026-12-01 00:00"),
        ("0 0 1 jan *", "2027-01-01 00:00"),
        ("0 0 13 * fri", "2026-11-27 00:00"),
        ("0 0 */10 * fri", "2026-12-11 00:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("59 23 31 12 *", "2026-12-31 23:59"),
        ("1,2,3 9-17/4 * * *", "2026-11-23 17:01"),
        ("@daily", "2026-11-24 00:00"),
    ],
)
def test_cron(text: str, expected: str) -> None:
    assert Cron(text).next_after(START) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "*/0 * * * *",
        ),
        *("a * * * *", "5-1 * * * *", "-1 * * * *", "1- * * * *", "1//2 * * * *", "\u0661 * * * *", "0 0 31 2 *"),
        *("@often", "0 0 30 feb *", "1,,2 * * * *", "99999999999999999999 * * * *"),
    ],
)
def test_what_is_no_cron_expression(text: str) -> None:
    with pytest.raises(ValueError):
        Cron(text)


def test_the_next_is_always_later_even_when_the_clock_is_set_back() -> None:
    now = datetime(2026, 10, 25, 2, 30).timestamp()
    for cron in ("30 2 * * *", "*/5 * * * *"):
        due = next_due(Schedule(cron=cron), now)
        assert due is not None
        assert due > now
    assert next_due(Schedule(interval_minutes=5), now) == now + 300
    assert next_due(Schedule(watch=True), now) is None


def test_schedules_are_set_and_read(house: House) -> None:
    nothing = house.ask("GET", "/api/scan/schedules").json()
    assert nothing == {
        "items": [
            {
                "library_id": "lib",
                "name": "Comics",
                "cron": None,
                "interval_minutes": None,
                "watch": False,
                "due_at": None,
                "watching": None,
                "watch_problem": None,
            }
        ],
        "total": 1,
    }
    put = house.ask("PUT", "/api/scan/schedules/lib", json={"cron": "0 3 * * *"})
    assert put.status_code == 200
    assert put.json()["due_at"]
    assert house.ask("GET", "/api/scan/schedules/lib").json() == put.json()
    put = house.ask("PUT", "/api/scan/schedules/lib", json={"interval_minutes": 60}).json()
    assert (put["cron"], put["interval_minutes"]) == (None, 60)
    assert house.ask("PUT", "/api/scan/schedules/lib", json={}).json()["due_at"] is None
    assert house.ask("PUT", "/api/scan/schedules/nobody", json={}).status_code == 404
    assert house.ask("GET", "/api/scan/schedules/nobody").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        *({"cron": "never"}, {"cron": "0 0 31 2 *"}, {"interval_minutes": 0}, {"watch": "perhaps"}, {"what": 1}),
        *({"cron": "@daily", "interval_minutes": 5}, {"cron": "x" * 101}),
    ],
)
def test_a_wrong_schedule_is_a_422(house: House, body: dict[str, Any]) -> None:
    assert house.ask("PUT", "/api/scan/schedules/lib", json=body).status_code == 422


def test_only_admins_see_and_set_schedules(house: House) -> None:
    for method, path in (("GET", "schedules"), ("GET", "schedules/lib"), ("PUT", "schedules/lib")):
        assert house.ask(method, f"/api/scan/{path}", role=None, json={}).status_code == 401
        assert house.ask(method, f"/api/scan/{path}", role="reader", json={}).status_code == 403


def test_what_is_due_is_scanned_and_due_again_later(house: House) -> None:
    comic(house.root, "Comics/a.cbz")
    timetable = house.app.state.timetable
    timetable._store.put("lib", Schedule(interval_minutes=7), 5.0)
    timetable._store.put("gone", Schedule(interval_minutes=7), 5.0)
    house.call(timetable._changed.set)
    house.until(lambda: house.paths() == {"Comics/a.cbz"})
    assert (house.wait()["begun_by"], house.wait()["library_id"]) == ("schedule", "lib")
    house.until(lambda: all(due > 5.0 for _, due in timetable._store.all().values()))


def test_what_changes_on_the_disk_is_scanned_and_nothing_else(house: House, tmp_path: Path) -> None:
    for path in ("Comics/Sea/1.cbz", "Manga/x.cbz"):
        comic(house.root, path)

    def schedule() -> dict[str, Any]:
        return dict(house.ask("GET", "/api/scan/schedules/lib").json())

    house.ask("PUT", "/api/scan/schedules/lib", json={"watch": True})
    house.until(lambda: len(house.paths()) == 2)  # once, of all: nobody knows what happened before
    assert schedule()["watching"]
    house.wait()
    house.library.batches.clear()
    comic(house.root, "Comics/Sea/2.cbz")
    house.until(lambda: "Comics/Sea/2.cbz" in house.paths())
    assert house.paths() == {"Comics/Sea/1.cbz", "Comics/Sea/2.cbz"}, "this library knows nothing: its folder alone"
    assert house.wait()["begun_by"] == "watch"
    comic(tmp_path, "aside/New/3.cbz")
    (tmp_path / "aside/New").rename(house.root / "New")
    house.until(lambda: "New/3.cbz" in house.paths())
    house.ask("PUT", "/api/scan/schedules/lib", json={"watch": False})
    house.until(lambda: not house.app.state.watchers._tasks)
    assert schedule()["watching"] is None
