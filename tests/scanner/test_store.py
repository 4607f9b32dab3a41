"""Scan jobs on both databases: one at a time, progress, leases that run out."""

import time
from pathlib import Path

import pytest

from kit.db import Database
from kit.errors import Conflict
from kit.settings import Settings
from services.scanner.app import MIGRATIONS
from services.scanner.models import Progress
from services.scanner.store.jobs import KEPT, LEASE, JobStore


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Database:
    made = Database(Settings(database_url=database_url, data_dir=tmp_path), "scanner")
    made.init_db(MIGRATIONS)
    return made


def test_a_job_from_its_start_to_its_end(database: Database) -> None:
    store = JobStore(database, "me")
    assert store.get_latest_scan_job() is None
    job = store.create_scan_job("scan")
    progress = Progress(total_comics=10, processed_comics=4, new=4)
    progress.add_error("a/b", "It is broken.")
    assert store.update_scan_progress(job.id, "walk", progress) == "running"
    running = store.get_running_scan_job()
    assert running
    assert (running.id, running.processed_comics, running.errors[0].path) == (job.id, 4, "a/b")
    store.complete_scan_job(job.id, "completed", progress)
    done = store.get_scan_status(job.id or "")
    assert done
    assert (done.status, done.phase, done.eta) == ("completed", None, None)
    assert done.completed_at
    assert store.get_running_scan_job() is None
    assert store.last_completed_start() == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(("seconds", "stays"), [(-60, True), (60, False)])
def test_very_old_jobs_are_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch, seconds: float, stays: bool
) -> None:
    store = JobStore(database, "me")
    old = store.create_scan_job("scan")
    store.complete_scan_job(old.id, "completed", Progress())
    later = time.time() + KEPT + seconds
    monkeypatch.setattr("services.scanner.store.jobs.time.time", lambda: later)
    new = store.create_scan_job("scan")
    jobs, total = store.list_scan_jobs(10, 0)
    assert {job.id for job in jobs} == ({old.id, new.id} if stays else {new.id})
    assert total == len(jobs)


def test_one_scan_at_a_time_whoever_starts_it(database: Database) -> None:
    first = JobStore(database, "one").create_scan_job("scan")
    with pytest.raises(Conflict) as caught:
        JobStore(database, "two").create_scan_job("rescan")
    assert caught.value.extra == {"job_id": first.id}


def test_a_job_whose_process_died_is_failed_with_its_reason(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = JobStore(database, "dead").create_scan_job("scan")
    store = JobStore(database, "next")
    store.close_left_over()
    assert store.get_running_scan_job()  # its lease may still be renewed
    later = time.time() + LEASE + 1
    monkeypatch.setattr("services.scanner.store.jobs.time.time", lambda: later)
    job = store.create_scan_job("scan")
    left_over = store.get_scan_status(dead.id or "")
    assert left_over
    assert (left_over.status, left_over.completed_at is not None) == ("failed", True)
    assert "stopped" in (left_over.reason or "")
    assert JobStore(database, "dead").update_scan_progress(dead.id, "walk", Progress()) == "lost"
    assert store.update_scan_progress(job.id, "walk", Progress()) == "running"


def test_cancel_is_a_question_that_its_process_hears(database: Database) -> None:
    store = JobStore(database, "me")
    assert store.request_cancel() is None
    job = store.create_scan_job("scan")
    assert JobStore(database, "other").request_cancel()
    assert store.update_scan_progress(job.id, "walk", Progress()) == "cancel"
    store.complete_scan_job(job.id, "cancelled", Progress())
    store.complete_scan_job(job.id, "completed", Progress())  # it has ended already
    ended = store.get_scan_status(job.id or "")
    assert ended
    assert ended.status == "cancelled"


def test_history_is_newest_first_page_by_page(database: Database) -> None:
    store = JobStore(database, "me")
    ids = []
    for _ in range(5):
        job = store.create_scan_job("scan")
        store.complete_scan_job(job.id, "completed", Progress())
        ids.insert(0, job.id)
    items, total = store.list_scan_jobs(2, 2)
    assert ([job.id for job in items], total) == (ids[2:4], 5)
