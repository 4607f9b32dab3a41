"""The names that services use lie together."""

import sys
from pathlib import Path

import pytest

from cli import names


def test_names_are_those_that_modules_use_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "names.txt").write_text("a_name_that_nothing_else_has_yet\n")
    monkeypatch.setattr(names, "LIST", tmp_path / "names.txt")
    names.lay()
    name = "_".join(["a", "name", "that", "nothing", "else", "has", "yet"])
    assert sys.intern(name) is not name, "it was there"
