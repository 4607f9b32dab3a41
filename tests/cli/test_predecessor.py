"""Reading the predecessor's database: whole, damaged, of another make, and hostile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.predecessor import values
from cli.predecessor.database import read
from cli.predecessor.taking import _folders_of
from kit.errors import StartupError
from tests.cli.predecessor import make, put

PATHS = [Path(f"/comics/Comics/Saga/Saga {number}.cbz") for number in range(5)]
USERS = [("anna", "old password", "admin")]


def test_all_tables_are_read_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    file = make(tmp_path / "comics.db", PATHS, users=USERS)
    before = file.read_bytes()
    old = read(file)
    assert {name: len(rows) for name, rows in old.tables.items()} == {
        "users": 1,
        "comics": 5,
        "series": 1,
        "reading_progress": 4,
        "bookmarks": 1,
        "user_preferences": 1,
    }
    assert old.damaged == []
    assert old.tables["users"][0]["id"] == old.tables["reading_progress"][0]["user_id"] == "1"
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["comics.db"], "nor is anything put beside it"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"", "no SQLite database"),
        (b"PK\x03\x04 a zip", "no SQLite database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "cannot be read"),
    ],
)
def test_what_is_no_database_is_said_in_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "comics.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StartupError, match=sentence):
        read(file)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "comics.db"
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE notes (text)")
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n"
        other.execute(f"CREATE VIEW users AS {endless}")
    with pytest.raises(StartupError, match="none of the predecessor"):
        read(file)


def test_a_database_of_this_server_is_sent_to_restore(tmp_path: Path) -> None:
    file = tmp_path / "quarterbin-20261126-120000.db"
    with closing(sqlite3.connect(file)) as ours, ours:
        ours.execute("CREATE TABLE users (id, username)")
        ours.execute("CREATE TABLE alembic_version_auth (version_num)")
    with pytest.raises(StartupError, match="put it back with 'quarterbin restore'"):
        read(file)


def test_of_a_truncated_file_what_can_be_read_is_read(tmp_path: Path) -> None:
    many = [Path(f"/comics/Comics/Saga/Saga {number:05} {'x' * 200}.cbz") for number in range(3000)]
    file = make(tmp_path / "comics.db", many, users=USERS)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    try:
        old = read(file)
    except StartupError as error:
        assert "cannot be read" in str(error)
    else:
        assert old.damaged
        assert len(old.tables["comics"]) < 3000


def test_fewer_columns_and_values_of_other_kinds_are_taken_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "comics.db"
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("CREATE TABLE users (id, username, password_hash)")
        old.execute("CREATE TABLE reading_progress (user_id, comic_id, current_page)")
        put(old, "users", id="7", username=b"\xff\xfe", password_hash=3.5)
        put(old, "reading_progress", user_id=7, comic_id="a\udc80".encode("utf-8", "surrogateescape"), current_page="x")
        put(old, "users", id=8, username="y" * 5_000_000, password_hash=None)
    found = read(file)
    assert found.tables["reading_progress"][0]["last_read"] is None
    assert found.tables["users"][0]["id"] == found.tables["reading_progress"][0]["user_id"] == "7"
    assert found.tables["comics"] == []
    assert [len(one["username"]) for one in found.tables["users"]] == [2, 25_000], "cut, and its row is not lost"
    assert found.damaged == []


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2024-05-06 07:08:09", 1714979289.0),
        ("2024-05-06T09:08:09+02:00", 1714979289.0),
        (1714979289, 1714979289.0),
        (1714979289000, 1714979289.0),
        ("yesterday", None),
        ("99999-01-01", None),
        (1e300, None),
        (float("nan"), None),
        (-5, None),
        (b"x", None),
    ],
)
def test_times(value: Any, wanted: float | None) -> None:
    assert values.moment(value) == wanted


def test_values_that_make_no_sense_are_none() -> None:
    assert [values.whole(one) for one in (7, "7", 7.0, -1, 2**40, "x", None, 7.5, "9" * 400)] == [7, 7, 7, *[None] * 6]
    assert values.text("a\0b\ud800" + "c" * 500, 5) == "abccc"
    assert values.texts('["a", {"name": "b"}, 7, null]') == ["a", "b", "7"]
    assert values.texts("[" * 100_000) == ["[" * 300]
    assert values.sha256("A" * 64) == "a" * 64
    assert values.sha256("$2b$12$abc") is None


def test_where_comics_went_is_told_by_what_their_paths_share() -> None:
    assert _folders_of("/old/comics/Saga/1.cbz", "/mnt/new/Saga/1.cbz") == ("/old/comics", "/mnt/new")
    assert _folders_of("/a/1.cbz", "/b/1.cbz") == ("/a", "/b")
