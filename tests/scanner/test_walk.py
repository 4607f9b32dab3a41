"""The walk on real directories: links, loops, names of any bytes, folders without permission."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from services.scanner.walk import walk
from tests.scanner.files import comic


def names(root: Path) -> list[str]:
    return sorted(os.path.join(folder.path, file.name) for folder in walk(str(root)) for file in folder.files)


def errors(root: Path) -> list[str]:
    return sorted(path for folder in walk(str(root)) for path, _ in folder.errors)


def test_finds_comics_and_nothing_else(tmp_path: Path) -> None:
    for path in ("a.cbz", "Manga/B/b.CBR", "Manga/cover.jpg", ".hidden/c.cbz", "@eaDir/d.cbz", "._e.cbz"):
        comic(tmp_path, path)
    (tmp_path / "folder.cbz").mkdir()
    comic(tmp_path, "folder.cbz/inside.cbz")
    assert names(tmp_path) == ["Manga/B/b.CBR", "a.cbz", "folder.cbz/inside.cbz"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    comic(tmp_path, "a/b/one.cbz")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    assert names(tmp_path) == ["a/b/one.cbz"]


def test_a_link_that_leaves_the_root_is_refused_and_reported(tmp_path: Path) -> None:
    comic(tmp_path, "outside/secret.cbz")
    comic(tmp_path, "root/one.cbz")
    comic(tmp_path, "root-twin/two.cbz")  # the same prefix is not the same folder
    (tmp_path / "root/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "root/file.cbz").symlink_to(tmp_path / "outside/secret.cbz")
    (tmp_path / "root/twin").symlink_to(tmp_path / "root-twin")
    (tmp_path / "root/within.cbz").symlink_to(tmp_path / "root/one.cbz")
    assert names(tmp_path / "root") == ["one.cbz", "within.cbz"]
    assert errors(tmp_path / "root") == ["file.cbz", "folder", "twin"]


@pytest.mark.parametrize("name", ["new\nline.cbz", "quote'\".cbz", "emoji 🐙.cbz", "é" * 120 + ".cbz", b"caf\xe9.cbz"])
def test_names_of_any_bytes(tmp_path: Path, name: str | bytes) -> None:
    comic(tmp_path, name)
    assert [os.fsencode(found) for found in names(tmp_path)] == [os.fsencode(name)]


def test_a_folder_without_permission_is_one_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    comic(tmp_path, "open/one.cbz")
    comic(tmp_path, "shut/two.cbz")
    (tmp_path / "shut").chmod(0)
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from services.scanner.walk import walk\n"
        "if os.getuid() == 0: os.setuid(65534)\n"  # root reads everything: become nobody
        "for folder in walk(sys.argv[2]): print(folder.path, [f.name for f in folder.files], folder.errors)\n"
    )
    root = os.path.realpath(tmp_path)
    for parent in Path(root).parents:  # pytest's own folders are closed to others
        if parent.owner() == Path(root).owner() and str(parent).startswith("/tmp/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    here = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, here, root], capture_output=True, text=True, check=True, cwd="/"
    )
    assert "one.cbz" in done.stdout
    assert "two.cbz" not in done.stdout
    assert "no permission" in done.stdout


def test_a_root_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(walk(str(tmp_path / "nowhere")))


def test_a_slow_disk_is_read_by_many_walkers_at_once_and_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        comic(tmp_path, f"Comics/Sea/{number}/deep/{number}.cbz", size=number + 1)
    quick = {folder.path: folder for folder in walk(str(tmp_path))}
    real, together = os.scandir, threading.Barrier(12)

    def scandir(path: str) -> object:
        if str(path).rpartition("/")[2].isdigit():
            together.wait(30)  # breaks where not all twelve are read at the same time
        return real(path)

    monkeypatch.setattr("services.scanner.walk.SLOW", -1.0)
    monkeypatch.setattr(os, "scandir", scandir)
    seen: list[str] = []
    for folder in walk(str(tmp_path)):
        assert folder == quick[folder.path]
        assert not folder.path or folder.path.rpartition("/")[0] in seen, "parents come first"
        seen.append(folder.path)
    assert set(seen) == set(quick)


def test_what_a_tick_raises_ends_the_walk_in_the_middle_of_a_folder(tmp_path: Path) -> None:
    for number in range(500):
        comic(tmp_path, f"{number}.cbz")
    told: list[int] = []

    def tick(comics: int) -> None:
        told.append(comics)
        if sum(told) >= 200:
            raise LookupError

    with pytest.raises(LookupError):
        list(walk(str(tmp_path), tick=tick))
    assert told == [100, 100]


def test_a_part_that_is_not_there_or_lies_behind_a_link_is_empty(tmp_path: Path) -> None:
    comic(tmp_path, "real/a.cbz")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for start in ("nowhere", "link", "real/a.cbz", "../.."):
        assert list(walk(str(tmp_path), start)) == []
    assert [folder.path for folder in walk(str(tmp_path), "real")] == ["real"]
    assert [folder.path for folder in walk(str(tmp_path), "", deep=False)] == [""]
