"""`./quarterbin` as its first user meets it: a copy of it with locks that need no network, and real environments."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EMPTY_LOCK = "# nothing to install\n"
CLI = "import sys\nprint(sys.prefix, *sys.argv[1:])\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout with the real command, empty locks and a cli that says where it runs."""
    shutil.copy(ROOT / "quarterbin", tmp_path / "quarterbin")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__main__.py").write_text(CLI)
    for name in ("serve", "test"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(EMPTY_LOCK)
    return tmp_path


def start(house: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    keep = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QUARTERBIN", "VIRTUAL"))
    }
    return subprocess.Popen(
        [sys.executable, house / "quarterbin", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={**keep, **environment},
    )


def run(house: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, output and messages."""
    process = start(house, *arguments, **environment)
    out, err = process.communicate()
    return process.returncode, out.strip(), err.strip()


def test_the_first_use_sets_up_and_later_ones_do_not(house: Path) -> None:
    code, out, err = run(house, "serve", "./comics")
    assert (code, out) == (0, f"{house}/.venv serve ./comics"), err
    assert err == "Setting up (first start, about half a minute)..."
    assert run(house, "doctor") == (0, f"{house}/.venv doctor", "")

    # A changed lock is brought up to date in place; an environment half made is made anew.
    (house / "requirements" / "serve.txt").write_text(EMPTY_LOCK * 2)
    assert run(house, "doctor")[2] == "Updating..."
    (house / ".venv.lock").write_text("making")
    (house / ".venv" / "rest").touch()
    assert run(house, "doctor")[2] == "Setting up (first start, about half a minute)..."
    assert not (house / ".venv" / "rest").exists()


def test_two_at_once_set_up_once(house: Path) -> None:
    both = [start(house, "first"), start(house, "second")]
    results = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], results
    assert sorted(out.split()[-1] for out, _ in results) == ["first", "second"]
    assert sum("Setting up" in err for _, err in results) == 1


def test_a_folder_that_is_not_ours_is_left_alone(house: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "precious"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("ten years")
    code, _, err = run(house, "serve", QUARTERBIN_VENV=str(foreign))
    assert code == 2
    assert "was not made by quarterbin" in err
    assert (foreign / "thesis.txt").read_text() == "ten years"


def test_packages_that_cannot_be_had_are_one_sentence_and_not_a_start(house: Path) -> None:
    lock = house / "requirements" / "serve.txt"
    lock.write_text(f"quarterbin-no-such @ file://{house}/missing.whl --hash=sha256:{'0' * 64}\n")
    code, out, err = run(house, "serve")
    assert (code, out) == (2, "")
    assert err.endswith("Run it again to go on.")
    lock.write_text(EMPTY_LOCK)
    assert run(house, "serve")[0] == 0


def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    """The version check stands before everything that an old Python could not run."""
    head = (ROOT / "quarterbin").read_text().partition("\ntry:\n")[0].replace("NEEDED = (3, 11)", "NEEDED = (3, 99)")
    script = tmp_path / "quarterbin"
    script.write_text(head)
    result = subprocess.run([sys.executable, script], capture_output=True, text=True, env={"PATH": ""}, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("quarterbin: this needs Python 3.99 or later, and this is Python 3.")
