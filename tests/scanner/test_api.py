"""The scanner's routes, with a library behind the transport that takes what it is given."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.testclient import TestClient

from kit.errors import Unavailable
from kit.secrets import make_secrets
from kit.wire.catalog import ScanBatch
from services.scanner import run
from services.scanner.app import create_app
from services.scanner.settings import Settings
from tests.identities import HouseTransport, Issuer
from tests.scanner.files import comic


class Library:
    """Stands where the library is, at the HTTP transport."""

    def __init__(self, root: Path) -> None:
        self.batches: list[ScanBatch] = []
        self.availability: list[dict[str, Any]] = []
        self.let_through = threading.Event()
        self.let_through.set()
        self.failures = 0
        self.app = FastAPI()
        info = {"id": "lib", "name": "Comics", "roots": [{"id": "r", "path": str(root)}], "online": True}

        @self.app.get("/internal/libraries")
        def libraries() -> dict[str, Any]:
            return {"items": [info]}

        @self.app.get("/internal/libraries/lib/snapshot")
        def snapshot() -> Response:
            return PlainTextResponse("")

        @self.app.post("/internal/scan/batch")
        def batch(body: ScanBatch) -> Response:
            if self.failures:
                self.failures -= 1
                return Unavailable("busy", "Please wait.").response()
            self.let_through.wait(30)
            self.batches.append(body)
            return JSONResponse({"new": len(body.comics)})

        @self.app.post("/internal/libraries/lib/availability")
        async def availability(request: Request) -> None:
            self.availability.append(await request.json())


class House:
    """The scanner with its library, and who may ask it."""

    def __init__(self, tmp_path: Path, database_url: str) -> None:
        self.root = tmp_path / "comics"
        self.root.mkdir()
        self.library, self.issuer = Library(self.root), Issuer()
        make_secrets(tmp_path / "secrets")
        settings = Settings(data_dir=tmp_path, database_url=database_url, scan_on_start=False)
        transport = HouseTransport(self.issuer, {"127.0.0.1:8002": self.library.app})
        self.app = create_app(settings, transport=transport)
        self.client = TestClient(self.app)

    def ask(self, method: str, path: str, role: str | None = "admin", **more: Any) -> Any:
        headers = self.issuer.headers("scanner", role=role) if role else {}
        return self.client.request(method, path, headers=headers, **more)

    def wait(self) -> dict[str, Any]:
        """The job, once no scan runs."""
        self.client.portal.call(self.app.state.scans.wait)  # type: ignore[union-attr]
        return dict(self.ask("GET", "/api/scan/status").json())


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    house = House(tmp_path, database_url)
    with house.client:
        yield house
        house.library.let_through.set()


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
    assert sum(len(batch.comics) for batch in house.library.batches) == 1234
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


@pytest.mark.parametrize("body", [{"library": "nobody"}, {"library": "' OR 1=1 --"}])
def test_an_unknown_library_is_a_404(house: House, body: dict[str, Any]) -> None:
    assert house.ask("POST", "/api/scan", json=body).status_code == 404


@pytest.mark.parametrize("body", [{"library": 5}, {"role": "admin"}, [1]])
def test_a_wrong_body_is_a_422(house: House, body: Any) -> None:
    assert house.ask("POST", "/api/scan", json=body).status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=-1", "cursor=x", "cursor=99999999999999999999"])
def test_a_wrong_page_is_refused(house: House, query: str) -> None:
    assert house.ask("GET", f"/api/scan/jobs?{query}").status_code in (400, 422)
