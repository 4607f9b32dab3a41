"""The scanner's routes for scans."""

import re
from typing import Any

import pytest

from services.scanner import run
from tests.scanner.files import comic
from tests.scanner.house import House


def test_a_scan_from_its_start_to_its_end(house: House) -> None:
    for number in range(1234):
        comic(house.root, f"Comics/S{number % 7}/S{number % 7} {number}.cbz", size=number + 1)
    assert house.ask("GET", "/api/scan/status").json()["status"] == "idle"
    started = house.ask("POST", "/api/scan")
    assert (started.status_code, started.json()["status"]) == (202, "running")
    job = house.wait()
    assert (job["id"], job["status"], job["new"], job["processed_comics"]) == (
        started.json()["id"],
        "completed",
        1234,
        1234,
    )
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", job["started_at"])  # as docs/api.md has times
    assert sum(len(batch.comics.path) for batch in house.library.batches) == 1234
    assert house.ask("GET", "/api/scan/jobs").json()["total"] == 1


def test_a_second_scan_is_told_which_one_runs(house: House) -> None:
    comic(house.root, "a.cbz")
    house.library.let_through.clear()
    first = house.ask("POST", "/api/scan").json()
    second = house.ask("POST", "/api/rescan")
    assert (second.status_code, second.json()["code"], second.json()["job_id"]) == (409, "scan_running", first["id"])
    house.library.let_through.set()
    assert house.wait()["status"] == "completed"
    assert house.ask("POST", "/api/scan").status_code == 202
    house.wait()


def test_cancel_leaves_what_is_saved_and_says_so(house: House) -> None:
    for number in range(9000):
        comic(house.root, f"{number}.cbz", size=number + 1)
    house.library.let_through.clear()
    house.ask("POST", "/api/scan")
    cancelled = house.ask("POST", "/api/scan/cancel")
    assert cancelled.status_code == 202
    house.library.let_through.set()
    assert house.wait()["status"] == "cancelled"
    none = house.ask("POST", "/api/scan/cancel")
    assert (none.status_code, none.json()["code"]) == (409, "no_scan_running")


def test_a_library_that_hiccups_costs_a_pause(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BEAT", 0.01)
    comic(house.root, "a.cbz")
    house.library.failures = 2
    house.ask("POST", "/api/scan")
    assert house.wait()["status"] == "completed"


def test_a_library_that_stays_away_fails_the_scan_with_a_reason(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BEAT", 0.01)
    for number in range(9000):  # more than the queue takes: the reading thread must not wait for ever
        comic(house.root, f"{number}.cbz", size=number + 1)
    house.library.failures = 99
    house.ask("POST", "/api/scan")
    job = house.wait()
    assert (job["status"], job["reason"]) == ("failed", "Please wait.")


def test_a_root_that_is_gone_makes_the_library_offline(house: House) -> None:
    house.root.rmdir()
    house.ask("POST", "/api/scan")
    job = house.wait()
    assert (job["status"], job["error_count"]) == ("completed", 1)
    assert house.library.availability[0]["online"] is False


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/scan"), ("POST", "/api/rescan"), ("POST", "/api/scan/cancel"), ("GET", "/api/scan/jobs")],
)
def test_only_admins_scan(house: House, method: str, path: str) -> None:
    assert house.ask(method, path, role=None).status_code == 401
    assert house.ask(method, path, role="reader").status_code == 403
    assert house.ask("GET", "/api/scan/status", role=None).status_code == 401


def test_readers_watch_and_see_no_file_names(house: House) -> None:
    (house.root / "out").symlink_to("/")
    house.ask("POST", "/api/scan")
    job = house.wait()
    assert job["errors"][0]["path"] == "out"
    watched = house.ask("GET", "/api/scan/status", role="reader").json()
    assert (watched["errors"], watched["error_count"]) == ([], 1)
    (house.root / "Secret shelf").mkdir()
    assert house.ask("POST", "/api/scan", json={"library": "lib", "category": "Secret shelf"}).status_code == 202
    assert house.wait()["category"] == "Secret shelf"
    watched = house.ask("GET", "/api/scan/status", role="reader").json()
    assert (watched["library_id"], watched["category"], watched["series_id"]) == (None, None, None)


@pytest.mark.parametrize("body", [{"library": "nobody"}, {"library": "' OR 1=1 --"}])
def test_an_unknown_library_is_a_404(house: House, body: dict[str, Any]) -> None:
    assert house.ask("POST", "/api/scan", json=body).status_code == 404


@pytest.mark.parametrize("body", [{"library": 5}, {"role": "admin"}, [1]])
def test_a_wrong_body_is_a_422(house: House, body: Any) -> None:
    assert house.ask("POST", "/api/scan", json=body).status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=-1", "cursor=x", "cursor=99999999999999999999"])
def test_a_wrong_page_is_refused(house: House, query: str) -> None:
    assert house.ask("GET", f"/api/scan/jobs?{query}").status_code in (400, 422)


def test_a_series_or_a_category_alone(house: House) -> None:
    places = ["Comics/Sea/Tide/1.cbz", "Comics/Sea/Tide/deep/2.cbz", "Comics/Sea/loose.cbz", "Manga/x.cbz", "root.cbz"]
    for number, path in enumerate(places):
        comic(house.root, path, size=number + 1)
    house.library.series = {"tide": ["Comics/Sea/Tide", "Comics/Sea/Tide/deep"], "loose": ["Comics/Sea"]}

    def scanned(**body: str) -> set[str]:
        house.library.batches.clear()
        assert house.ask("POST", "/api/scan", json=body).status_code == 202
        job = house.wait()
        assert (job["status"], job["series_id"], job["category"]) == (
            "completed",
            body.get("series"),
            body.get("category"),
        )
        return house.paths()

    assert scanned(series="tide") == set(places[:2])
    assert scanned(series="loose") == {places[2]}
    assert scanned(category="Comics", library="lib") == set(places[:3])
    assert scanned(category="Uncategorized") == {"root.cbz"}
    house.library.known["Gone"] = '["r", "Gone", 1]\n[["a.cbz",1,2.0]]\n[["id-1"],[]]\n'
    assert scanned(category="Gone") == set()
    assert house.library.batches[0].missing == ["id-1"]


@pytest.mark.parametrize("body", [{"category": "nobody"}, {"series": "nobody"}, {"category": "../../x"}])
def test_what_is_unknown_is_a_404_and_no_job(house: House, body: dict[str, str]) -> None:
    comic(house.root, "Comics/a.cbz")
    assert house.ask("POST", "/api/scan", json=body).status_code == 404
    assert house.ask("GET", "/api/scan/jobs").json()["total"] == 0
    for wrong in ({"series": "a", "category": "b"}, {"series": "../../x"}, {"category": ""}):
        assert house.ask("POST", "/api/scan", json=wrong).status_code == 422
