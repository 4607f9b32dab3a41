"""A start that had to compile modules begins anew; others do not."""

import importlib
import os
import sys
from pathlib import Path

import pytest

from cli.warm import has_compiled


def test_what_was_compiled_since_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "compiled_just_now.py").write_text("VALUE = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    module = importlib.import_module("compiled_just_now")
    assert module.__cached__ is not None
    then = os.path.getmtime(module.__cached__)
    assert has_compiled(then)
    assert not has_compiled(then + 60)
