"""scan, user and doctor as a person types them, against the running server."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest

from tests.e2e.comics import page
from tests.e2e.house import Admin, House, client
from tests.e2e.server import ROOT, wait_until

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def quarterbin(house: House) -> Run:
    """Runs a command on the house's data folder; `stdin` is what is typed."""

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", *arguments, "--data", str(house.server.data)]
        environment = house.server.environment
        return subprocess.run(
            command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False, env=environment
        )

    return run


def test_scan_says_what_it_found(quarterbin: Run, house: House) -> None:
    run = quarterbin("scan")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.strip() == f"{house.comic_count} comics: 0 new, 0 changed, 0 moved, 0 missing."


def test_a_new_comic_is_found_and_a_lost_one_missed(quarterbin: Run, house: House) -> None:
    # A comic of its own shape: were it like one that is there, it could count as that one, moved.
    extra = house.folder / "Comics" / "Adventure" / "Lantern Riders" / "Lantern Riders #99.cbz"
    with zipfile.ZipFile(extra, "w") as archive:
        archive.writestr("0.jpg", page(int(time.time()), "ninety-nine"))
    assert "1 new, 0 changed, 0 moved, 0 missing" in quarterbin("scan").stdout
    extra.unlink()
    assert "0 new, 0 changed, 0 moved, 1 missing" in quarterbin("scan").stdout


def test_rescan_and_no_wait(quarterbin: Run, house: House) -> None:
    assert quarterbin("scan", "--rescan").returncode == 0
    started = quarterbin("scan", "--no-wait")
    assert (started.returncode, started.stdout.strip()) == (0, "The scan has started; the app shows how far it is.")
    with house.client() as http:
        wait_until(lambda: http.get("/api/scan/status").json()["status"] == "completed", "the scan's end")


def test_scan_of_one_library_by_its_name(quarterbin: Run, house: House) -> None:
    assert quarterbin("scan", "--library", house.folder.name.upper()).returncode == 0
    wrong = quarterbin("scan", "--library", "Attic")
    assert wrong.returncode == 1
    assert wrong.stderr == f"quarterbin: There is no library named 'Attic'. There is: {house.folder.name}.\n"


def logs_in(house: House, name: str, password: str) -> int:
    with client(house.url) as http:
        return http.post("/api/auth/login", json={"username": name, "password": password}).status_code


def test_a_user_from_add_to_remove(quarterbin: Run, house: House) -> None:
    added = quarterbin("user", "add", "Mina", "--password-stdin", stdin="the first password\n")
    assert (added.returncode, added.stdout) == (0, "Mina may log in now, as reader.\n")
    assert logs_in(house, "mina", "the first password") == 200
    listed = quarterbin("user", "list").stdout
    assert "Mina" in listed
    assert Admin().username in listed

    twice = quarterbin("user", "add", "mina", "--password-stdin", stdin="another password\n")
    assert twice.returncode == 1
    assert twice.stderr.startswith("quarterbin: ")

    assert quarterbin("user", "password", "mina", "--password-stdin", stdin="the second password\n").returncode == 0
    assert logs_in(house, "mina", "the second password") == 200
    assert quarterbin("user", "role", "mina", "admin").stdout == "mina is admin now.\n"

    kept = quarterbin("user", "remove", "mina", stdin="n\n")
    assert kept.returncode == 1
    assert "Mina" in quarterbin("user", "list").stdout
    assert quarterbin("user", "remove", "mina", "--yes").stdout == "mina is gone.\n"
    assert logs_in(house, "mina", "the second password") == 401


def test_a_password_that_is_too_short_is_refused_in_a_sentence(quarterbin: Run) -> None:
    run = quarterbin("user", "add", "shorty", "--password-stdin", stdin="short\n")
    assert run.returncode == 1
    assert run.stderr.startswith("quarterbin: ")
    assert run.stderr.count("\n") == 1
    assert "short\n" not in run.stderr


def test_an_unknown_user_and_the_last_admin(quarterbin: Run) -> None:
    unknown = quarterbin("user", "remove", "nobody", "--yes")
    assert (unknown.returncode, unknown.stderr) == (1, "quarterbin: There is no account named 'nobody'.\n")
    last = quarterbin("user", "role", Admin().username, "reader")
    assert last.returncode == 1
    assert last.stderr.startswith("quarterbin: ")


def test_doctor_finds_all_well(quarterbin: Run) -> None:
    run = quarterbin("doctor")
    assert run.returncode == 0, run.stdout
    for part in ("data folder", "disk", "database", "auth", "library", "thumbs", "scanner", "gateway"):
        assert f"ok {part}" in run.stdout


def test_doctor_names_the_one_that_is_not_well(quarterbin: Run, house: House) -> None:
    auth = house.server.pids()["auth"]
    os.kill(auth, signal.SIGSTOP)  # it is there, and says nothing
    try:
        run = quarterbin("doctor")
    finally:
        os.kill(auth, signal.SIGCONT)
    assert run.returncode == 1
    assert "no auth         The auth service took too long to answer." in run.stdout
    assert "auth.log" in run.stdout
    assert "ok data folder" in run.stdout
