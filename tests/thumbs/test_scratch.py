"""The folder in which children work: gone with the service, or with the next one where that was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from services.thumbs.scratch import PREFIX, YOUNG, Scratch

KILLED = "import os, signal; from services.thumbs.scratch import Scratch; s = Scratch(); os.kill(os.getpid(), 9)"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def age(*folders: Path) -> None:
    then = time.time() - YOUNG - 1
    for folder in folders:
        os.utime(folder, (then, then))


def test_what_a_killed_service_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    used = Scratch()
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    (left,) = (one for one in tmp_path.iterdir() if str(one) not in used.work)
    assert (left / "volumes").is_dir()
    others = tmp_path / "somebody's", tmp_path / f"{PREFIX}link", tmp_path / f"{PREFIX}file"
    others[0].mkdir()
    others[1].symlink_to(others[0])
    others[2].write_text("x")
    Scratch().end()
    assert left.is_dir(), "it may have been made just now"
    age(left, Path(used.work).parent, *others)
    Scratch().end()
    assert not left.exists()
    assert Path(used.work).is_dir()
    assert all(one.exists() for one in others)
    used.end()
    used.end()
    assert not Path(used.work).exists()
