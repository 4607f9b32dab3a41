"""Disks as they are: roots that hang or fail, clocks that jump, names that are nearly the same, folders without end."""

import errno
import os
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.scanner import answering, walk
from services.scanner.reading import Cancelled
from tests.scanner.catalogue import Catalogue
from tests.scanner.files import comic


@pytest.fixture
def roots(tmp_path: Path) -> list[Path]:
    for root in "ab":
        for number in range(3):
            comic(tmp_path, f"{root}/Comics/Sea/Tide/Tide {root}{number}.cbz", size=100 + number)
    return [tmp_path / "a", tmp_path / "b"]


@pytest.fixture
def over() -> threading.Event:
    """When it is set, what hangs answers."""
    return threading.Event()


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch, over: threading.Event) -> Iterator[set[str]]:
    """Folders that do not answer until the test is over."""
    roots, real = set[str](), os.scandir

    def scandir(path: Any) -> Any:
        if str(path) in roots:
            over.wait(60)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(answering, "PATIENCE", 2.0)  # what answers, answers within it
    yield roots
    over.set()


def test_a_root_that_hangs_is_offline_and_the_others_are_scanned(roots: list[Path], hanging: set[str]) -> None:
    catalogue = Catalogue(*roots)
    catalogue.scan()
    hanging.add(str(roots[0]))
    comic(roots[1], "Comics/Sea/Tide/Tide new.cbz", size=7)
    for _ in "12":
        progress, offline = catalogue.scan()
        assert (progress.missing, catalogue.missing) == (0, set())
        assert "does not answer" in (offline or "")
    assert catalogue.id_of("Comics/Sea/Tide/Tide new.cbz")
    assert sum(thread.name == "root" for thread in threading.enumerate()) == 1, "the same is not asked twice"


def test_what_a_root_said_too_late_is_not_believed_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, real = threading.Event(), os.scandir

    def failing_late(path: Any) -> Any:
        asked.wait(60)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "scandir", failing_late)
    monkeypatch.setattr(answering, "PATIENCE", 0.0)
    with pytest.raises(TimeoutError):
        answering.await_answer(str(tmp_path), lambda: None)
    asked.set()
    for thread in [one for one in threading.enumerate() if one.name == "root"]:
        thread.join(30)
    monkeypatch.setattr(os, "scandir", real)  # the disk is well again
    monkeypatch.setattr(answering, "PATIENCE", 20.0)
    answering.await_answer(str(tmp_path), lambda: None)


def test_a_scan_of_a_root_that_hangs_can_be_cancelled(roots: list[Path], hanging: set[str]) -> None:
    hanging.add(str(roots[0]))
    catalogue = Catalogue(*roots)

    def cancel() -> None:
        raise Cancelled

    catalogue.on_alive = cancel
    with pytest.raises(Cancelled):
        catalogue.scan()


@pytest.mark.parametrize("slow", [False, True], ids=["one walker", "many walkers"])
def test_a_root_that_hangs_in_the_middle_is_offline_and_the_others_are_scanned(
    roots: list[Path], hanging: set[str], monkeypatch: pytest.MonkeyPatch, slow: bool
) -> None:
    if slow:
        monkeypatch.setattr(walk._Pace, "slow", True)
    catalogue = Catalogue(*roots)
    catalogue.scan()
    comic(roots[0], "Comics/Sea/Ebb/Ebb 1.cbz", size=9)
    comic(roots[1], "Comics/Sea/Tide/Tide new.cbz", size=7)
    hanging.add(str(roots[0] / "Comics/Sea/Tide"))
    for _ in "12":
        progress, offline = catalogue.scan()
        assert (progress.missing, catalogue.missing) == (0, set())
        assert "does not answer" in (offline or "")
        assert progress.errors[-1].path == str(roots[0])
    assert catalogue.id_of("Comics/Sea/Tide/Tide new.cbz")
    stuck = [one for one in threading.enumerate() if one.name.startswith(answering.threads_of(str(roots[0])))]
    assert len(stuck) == 1, "what hangs is not asked twice"


def test_what_hung_and_answers_late_changes_nothing(
    roots: list[Path], hanging: set[str], over: threading.Event
) -> None:
    catalogue = Catalogue(*roots)
    catalogue.scan()
    comic(roots[0], "Comics/Sea/Tide/Tide a9.cbz", size=9)
    hanging.add(str(roots[0] / "Comics/Sea/Tide"))
    catalogue.scan()
    sent = len(catalogue.comics)
    late = [one for one in threading.enumerate() if one.name.startswith(answering.threads_of(str(roots[0])))]
    over.set()
    for one in late:
        one.join(30)
    assert len(catalogue.comics) == sent
    hanging.clear()
    progress, offline = catalogue.scan()
    assert (progress.new, progress.missing, offline) == (1, 0, None)


def test_a_disk_that_fails_takes_nothing_away(roots: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue, real = Catalogue(*roots), os.scandir
    catalogue.scan()

    def failing(path: Any) -> Any:
        if str(path).startswith(str(roots[0])):
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return real(path)

    monkeypatch.setattr(os, "scandir", failing)
    progress, offline = catalogue.scan()
    assert (progress.missing, catalogue.missing) == (0, set())
    assert "Input/output error" in (offline or "")


@pytest.mark.parametrize("mtime", [-86_400.0, 0.0, 4_102_444_800.0, 32_503_680_000.0])
def test_any_clock_will_do(tmp_path: Path, mtime: float) -> None:
    comic(tmp_path, "Comics/Sea/Tide/Tide 1.cbz", mtime=mtime)
    catalogue = Catalogue(tmp_path)
    assert catalogue.scan()[0].new == 1
    progress, _ = catalogue.scan()
    assert (progress.new, progress.changed, progress.missing) == (0, 0, 0)


def test_a_clock_set_back_is_a_change_and_no_loss(tmp_path: Path) -> None:
    comic(tmp_path, "Comics/Sea/Tide/Tide 1.cbz", mtime=1_700_000_000)
    catalogue = Catalogue(tmp_path)
    catalogue.scan()
    comic(tmp_path, "Comics/Sea/Tide/Tide 1.cbz", mtime=1_500_000_000)
    progress, _ = catalogue.scan()
    assert (progress.changed, progress.new, progress.missing, len(catalogue.comics)) == (1, 0, 0, 1)


def test_names_that_differ_only_in_case_or_form_are_two_comics(tmp_path: Path) -> None:
    names = ["Tide é 1.cbz", "TIDE É 1.cbz"]
    names += [unicodedata.normalize("NFD", name) for name in names]
    for number, name in enumerate(names):
        comic(tmp_path, f"Comics/Sea/Tide/{name}", size=50 + number)
    catalogue = Catalogue(tmp_path)
    assert catalogue.scan()[0].new == 4
    before = {path: catalogue.id_of(path) for path in (one.path for one in catalogue.comics.values())}
    progress, _ = catalogue.scan()
    assert (progress.new, progress.changed, progress.moved, progress.missing) == (0, 0, 0, 0)
    assert len(before) == len(set(before.values())) == 4


def test_forty_levels_of_folders(tmp_path: Path) -> None:
    comic(tmp_path, "/".join(f"level {depth}" for depth in range(40)) + "/Tide 1.cbz")
    catalogue = Catalogue(tmp_path)
    assert catalogue.scan()[0].new == 1
    assert catalogue.series["c0"] == "level 2"
    assert catalogue.scan()[0].missing == 0


def test_a_hundred_thousand_files_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Comics"
    folder.mkdir()
    place = os.open(folder, os.O_RDONLY)
    for number in range(100_000):
        os.close(os.open(f"Tide {number:06}.cbz", os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)
    catalogue, seen = Catalogue(tmp_path), []
    catalogue.on_alive = lambda: seen.append(None)
    progress, _ = catalogue.scan()
    assert (progress.new, progress.total_comics) == (100_000, 100_000)
    assert len(seen) > 900, "progress, and a chance to cancel, every hundred comics"
    (folder / "Tide 000007.cbz").unlink()
    progress, _ = catalogue.scan()
    assert (progress.new, progress.changed, progress.missing) == (0, 0, 1)
