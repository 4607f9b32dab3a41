"""How scans end: cancelled in the middle of anything, cut off, begun again, settled later."""

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from services.scanner import scans
from services.scanner.run import NICE, in_thread
from services.scanner.store.jobs import LEFT_OVER
from tests.scanner.files import comic
from tests.scanner.house import House


def test_cancel_while_the_library_takes_its_time(house: House) -> None:
    for number in range(9000):  # more than the queue takes: the reading thread waits
        comic(house.root, f"{number}.cbz", size=number + 1)
    house.library.let_through.clear()
    house.ask("POST", "/api/scan")
    house.until(lambda: house.ask("GET", "/api/scan/status").json()["processed_comics"] == 9000)
    assert house.ask("POST", "/api/scan/cancel").status_code == 202
    assert house.wait()["status"] == "cancelled", "the library has not answered yet"
    house.library.let_through.set()


def test_cancel_while_the_disk_hangs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    comic(house.root, "Comics/a.cbz")
    hangs, let_go = threading.Event(), threading.Event()
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("Comics"):
            hangs.set()
            let_go.wait(60)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    house.ask("POST", "/api/scan")
    assert hangs.wait(30)
    house.ask("POST", "/api/scan/cancel")
    assert house.wait()["status"] == "cancelled"
    let_go.set()
    monkeypatch.undo()
    assert house.ask("POST", "/api/scan").status_code == 202
    assert house.wait()["new"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there a thread has a niceness of its own")
def test_reading_stands_back_from_whatever_else_wants_a_processor() -> None:
    found: list[int] = []

    async def read() -> None:
        await in_thread(lambda: found.append(os.getpriority(os.PRIO_PROCESS, 0)))

    before = os.getpriority(os.PRIO_PROCESS, 0)
    asyncio.run(read())
    assert found == [min(19, before + NICE)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_a_scan_cut_off_begins_again_once(tmp_path: Path, database_url: str) -> None:
    first = House(tmp_path, database_url)
    comic(first.root, "Comics/a.cbz")
    with first.client:
        first.library.let_through.clear()
        first.ask("POST", "/api/rescan", json={"library": "lib"})
    first.library.let_through.set()
    for _ in range(2):  # the second start finds a job that ended well
        jobs = _jobs_once_completed(House(tmp_path, database_url))
        assert [(job["status"], job["scan_type"], job["begun_by"]) for job in jobs] == [
            ("completed", "rescan", "restart"),
            ("failed", "rescan", "hand"),
        ]
        assert (jobs[1]["reason"], jobs[0]["library_id"]) == (LEFT_OVER, "lib")


def _jobs_once_completed(house: House) -> list[dict[str, Any]]:
    with house.client:
        house.until(lambda: house.ask("GET", "/api/scan/status").json()["status"] == "completed")
        return list(house.ask("GET", "/api/scan/jobs").json()["items"])


def test_a_killed_scanner_is_found_out_by_its_lease(tmp_path: Path, database_url: str) -> None:
    house = House(tmp_path, database_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("services.scanner.store.jobs.LEASE", -1.0)
        house.app.state.store.create_scan_job("scan")
    with house.client:
        house.until(lambda: house.ask("GET", "/api/scan/jobs").json()["total"] == 2)
        job = house.wait()
    assert (job["begun_by"], job["status"]) == ("restart", "completed")


def test_what_is_still_written_is_looked_at_again_by_itself(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "NEXT_LOOK", 0.1)
    house = House(tmp_path, sqlite_url, scan_settle_seconds=0.4)
    stop = threading.Event()
    target = house.root / "growing.cbz"

    def grow() -> None:
        while not stop.wait(0.05):
            with target.open("ab") as file:
                file.write(b"x")

    target.write_bytes(b"x")
    writer = threading.Thread(target=grow)
    writer.start()
    with house.client:
        house.ask("POST", "/api/scan")
        job = house.wait()
        assert (job["new"], job["unsettled"], job["status"]) == (0, 1, "completed")
        stop.set()
        writer.join()
        house.until(lambda: house.paths() == {"growing.cbz"})
        assert house.wait()["begun_by"] == "settle"
    assert house.library.batches[0].comics.size_bytes[0] == target.stat().st_size
