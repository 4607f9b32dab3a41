"""The faults of `bench/faults` in their short forms: whatever breaks, nothing is lost and every answer is right.

How quickly all is well again is measured by `python -m bench.faults`, on a machine that does nothing else.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bench.faults import crowd, disk, killing, roots, stopped
from bench.faults.house import Row

pytestmark = pytest.mark.timeout(300)


def sound(rows: list[Row]) -> None:
    assert [str(row) for row in rows if not row.sound] == []


@pytest.fixture
def compiler() -> None:
    """What makes the double of a disk."""
    if not shutil.which("cc"):
        if os.environ.get("CI"):
            pytest.fail("There is no C compiler. CI has to test with disks that fail.", pytrace=False)
        pytest.skip("NOT TESTED WITH DISKS THAT FAIL: there is no C compiler")


def test_killed_in_the_middle_of_writes_and_scans(tmp_path: Path) -> None:
    sound(killing.measure(tmp_path, 5, print))


def test_a_service_that_stands_still(tmp_path: Path) -> None:
    sound(stopped.measure(tmp_path, 1, print, ways=["stopped"]))


def test_a_full_and_a_read_only_disk(tmp_path: Path, compiler: None) -> None:
    sound(disk.measure(tmp_path, print))


def test_a_folder_that_is_away(tmp_path: Path, compiler: None) -> None:
    sound(roots.measure(tmp_path, 1, print, faults=["empty", "io", "hang"], whens=["in the middle"]))


def test_writers_a_scan_and_many_readers(tmp_path: Path) -> None:
    sound(crowd.measure(tmp_path, 10, print))
