"""Makes a database as the single-process predecessor kept it, by its schema."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT UNIQUE NOT NULL, password_hash TEXT NOT NULL,
    email TEXT, role TEXT DEFAULT 'reader', created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, last_login TIMESTAMP);
CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id INTEGER, expires_at TIMESTAMP);
CREATE TABLE comics (id TEXT PRIMARY KEY, path TEXT UNIQUE NOT NULL, title TEXT, series TEXT, category TEXT,
    filename TEXT, size_str TEXT, pages INTEGER, processed BOOLEAN DEFAULT 0, volume REAL, chapter REAL,
    series_id INTEGER, has_thumbnail BOOLEAN DEFAULT 0);
CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, title TEXT, title_english TEXT,
    title_japanese TEXT, synonyms TEXT, authors TEXT, synopsis TEXT, genres TEXT, tags TEXT, demographics TEXT,
    status TEXT, total_volumes INTEGER, total_chapters INTEGER, release_year INTEGER, mal_id INTEGER,
    anilist_id INTEGER, cover_comic_id TEXT, category TEXT, subcategory TEXT);
CREATE TABLE reading_progress (user_id INTEGER, comic_id TEXT, current_page INTEGER, total_pages INTEGER,
    completed BOOLEAN DEFAULT 0, last_read TIMESTAMP DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (user_id, comic_id));
CREATE TABLE bookmarks (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER, comic_id TEXT, page_number INTEGER,
    note TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE user_preferences (user_id INTEGER PRIMARY KEY, theme TEXT DEFAULT 'dark', default_view_mode TEXT,
    default_nav_mode TEXT, default_sort_by TEXT, reader_direction TEXT, reader_display TEXT, reader_zoom TEXT);
"""


def id_of(path: Path | str) -> str:
    """The id that the predecessor gave a comic."""
    return hashlib.md5(str(path).encode(), usedforsecurity=False).hexdigest()


def make(file: Path, comics: Iterable[Path], *, users: Iterable[tuple[str, str, str]] = ()) -> Path:
    """A database of these comics, the folders of which are their series, and users `(name, password, role)`.

    The first user read the first three comics to page 7, and the last to its end; a mark is on page 3 of the first.
    """
    with closing(sqlite3.connect(file)) as old, old:
        old.executescript(SCHEMA)
        series: dict[str, int] = {}
        paths = list(comics)
        for path in paths:
            name = path.parent.name
            if name not in series:
                series[name] = len(series) + 1
                put(old, "series", id=series[name], **about(name))
            shown = {"title": path.stem, "series": name, "category": path.parent.parent.name, "filename": path.name}
            put(old, "comics", id=id_of(path), path=str(path), series_id=series[name], size_str="1.0 MB", **shown)
        for number, (name, password, role) in enumerate(users, 1):
            hashed = hashlib.sha256(password.encode()).hexdigest()
            put(
                old,
                "users",
                id=number,
                username=name,
                password_hash=hashed,
                role=role,
                last_login="2024-05-06 07:08:09",
            )
            put(
                old, "user_preferences", user_id=number, theme="light", reader_display="double", reader_zoom="fit-width"
            )
        for path in paths[:3]:
            read = {"comic_id": id_of(path), "current_page": 7, "total_pages": 20}
            put(old, "reading_progress", user_id=1, last_read="2024-05-06 07:08:09", **read)
        if paths:
            done = {"comic_id": id_of(paths[-1]), "current_page": 19, "total_pages": 20, "completed": 1}
            put(old, "reading_progress", user_id=1, **done)
            put(old, "bookmarks", user_id=1, comic_id=id_of(paths[0]), page_number=3, note="the lamp")
    return file


def about(name: str) -> dict[str, Any]:
    """What the predecessor knew of a series."""
    return {
        "name": name,
        "title": name,
        "title_english": f"{name} (English)",
        "title_japanese": "ランタン",
        "synonyms": '["Old name", "Older name"]',
        "authors": '[{"name": "Ann Author"}, "Bo Artist"]',
        "synopsis": "What it is about.",
        "genres": "Adventure, Drama",
        "tags": '["lamps"]',
        "demographics": "Shounen",
        "status": "Finished",
        "total_volumes": 12,
        "release_year": 1999,
        "mal_id": 4242,
        "category": "Comics",
    }


def put(old: sqlite3.Connection, table: str, **values: Any) -> None:
    """A row."""
    places = ", ".join("?" * len(values))
    old.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", tuple(values.values()))


if __name__ == "__main__":
    target, folder = Path(sys.argv[1]), Path(sys.argv[2]).absolute()
    found = sorted(one for one in folder.rglob("*") if one.suffix.lower() in (".cbz", ".cbr", ".pdf"))
    make(target, found, users=[("anna", "old password", "admin"), ("ben", "another one", "reader")])
    print(f"{target}: {len(found)} comics; anna (admin, 'old password') read three to page 7")
