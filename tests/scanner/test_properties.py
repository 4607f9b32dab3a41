"""Whatever people do to their files between scans: no progress is lost, nothing is there twice, no ghosts, and the
counts are those of the disk. The scanner and the library are the real ones, over the transport."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from services.library.app import create_app as create_library
from services.library.settings import Settings as LibrarySettings
from services.scanner.app import create_app as create_scanner
from services.scanner.settings import Settings
from tests.identities import HouseTransport, Issuer
from tests.secrets_made import put_secrets

FOLDERS = ("Comics", "Comics/Sea", "Comics/Sea/Tide", "Comics/Sea/Tide/deep", "Manga", "Manga/Ä", "")
KEPT = 40  # comics in each library that nobody touches: less than a fifth ever goes at once
numbers = itertools.count(1)


class World:
    """Two libraries, their disks and their services; the model knows which file is which comic.

    `ids` is by the model's own number of a comic; `disk` by (library, path).
    """

    def __init__(self, folder: Path, library: TestClient, scanner: TestClient, issuer: Issuer) -> None:
        self.folder, self.library, self.scanner, self.issuer = folder, library, scanner, issuer
        self.disk: dict[tuple[int, str], int] = {}
        self.aside: dict[int, tuple[int, str]] = {}  # deleted, and may be brought back
        self.ids: dict[int, str] = {}
        self.pages: dict[int, int] = {}
        self.gone_before: set[int] = set()
        self.libraries: list[str] = []
        for number in range(2):
            (folder / str(number)).mkdir()
            body = {"name": f"Library {next(numbers)}", "roots": [str(folder / str(number))]}
            self.libraries.append(self.ask("POST", "/api/libraries", json=body)["id"])
            for kept in range(KEPT):
                self.create(number, f"Kept/Shelf/S{kept % 5}/S{kept % 5} {kept}.cbz")

    def ask(self, method: str, path: str, service: str = "library", **more: Any) -> Any:
        client = self.library if service == "library" else self.scanner
        answer = client.request(method, path, headers=self.issuer.headers(service, role="admin"), **more)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def file(self, library: int, path: str) -> Path:
        return self.folder / str(library) / path

    def write(self, library: int, path: str) -> None:
        """Content that no other file has: every number is another size."""
        number = next(numbers)
        target = self.file(library, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            os.truncate(file.fileno(), 1000 + number)
        os.utime(target, (1_600_000_000 + number / 4, 1_600_000_000 + number / 4))

    def create(self, library: int, path: str) -> None:
        """A new comic; where one was deleted it is that one in another edition."""
        where = (library, path)
        if where not in self.disk:
            self.write(library, path)
            before = next((one for one, its in self.aside.items() if its == where), None)
            self.aside.pop(before or 0, None)
            self.disk[where] = before or next(numbers)

    def move(self, old: tuple[int, str], new: tuple[int, str]) -> tuple[int, str]:
        """Where it is afterwards."""
        if new in self.disk or (self.disk[old] not in self.ids and new in self.aside.values()):
            return old  # occupied; or a file never seen in the place of one deleted: it would be that one changed
        self.file(*new).parent.mkdir(parents=True, exist_ok=True)
        self.file(*old).rename(self.file(*new))
        self.disk[new] = self.disk.pop(old)
        return new

    def delete(self, where: tuple[int, str]) -> None:
        one = self.disk.pop(where)
        self.file(*where).rename(self.folder / f"aside-{one}")
        self.aside[one] = where

    def bring_back(self, one: int) -> None:
        where = self.aside[one]
        if where not in self.disk:
            self.file(*where).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / f"aside-{one}").rename(self.file(*where))
            self.disk[where] = one
            del self.aside[one]

    def scan(self, body: dict[str, Any]) -> dict[str, Any]:
        self.ask("POST", "/api/scan", "scanner", json=body)
        self.scanner.portal.call(self.scanner.app.state.scans.wait)  # type: ignore[union-attr, attr-defined]
        job: dict[str, Any] = self.ask("GET", "/api/scan/status", "scanner")
        assert (job["status"], job["error_count"], job["unsettled"]) == ("completed", 0, 0)
        return job

    def books(self) -> Iterator[dict[str, Any]]:
        cursor = None
        while True:
            page = self.ask("GET", "/api/books", params={"limit": 200, **({"cursor": cursor} if cursor else {})})
            yield from (one for one in page["items"] if one["library_id"] in self.libraries)
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def check(self) -> None:
        """After a scan of everything: the catalogue is the disk, and everyone reads on where they were."""
        listed = list(self.books())
        assert len(listed) == len({one["id"] for one in listed}) == len(self.disk), "no ghost and nothing twice"
        sizes = {self.file(*where).stat().st_size: one for where, one in self.disk.items()}
        assert {one["size_bytes"] for one in listed} == set(sizes)
        for one in listed:
            number = sizes[one["size_bytes"]]
            assert self.ids.setdefault(number, one["id"]) == one["id"], "the same comic keeps its id"
            page = self.pages.setdefault(number, 1 + number % 9)
            if one["progress"] is None:
                assert number not in self.gone_before, "progress is lost"
                self.ask("POST", "/api/progress", json={"comic_id": one["id"], "current_page": page})
                self.gone_before.add(number)
            else:
                assert one["progress"]["current_page"] == page
        counts = dict.fromkeys(self.libraries, 0)
        for series in self.ask("GET", "/api/series", params={"limit": 200})["items"]:
            if series["library_id"] in counts:
                counts[series["library_id"]] += series["issue_count"]
        assert list(counts.values()) == [sum(where[0] == one for where in self.disk) for one in range(2)]


def play(world: World, steps: list[tuple[Any, ...]]) -> None:
    """Does to the files what `steps` say, and scans."""
    world.scan({})
    world.check()
    touched: set[tuple[int, str]] = set()
    for kind, pick, library, folder, name in steps:
        free = sorted(where for where in world.disk if not where[1].startswith("Kept/"))
        path = f"{FOLDERS[folder]}/{name}.cbz".lstrip("/")
        if kind == "create":
            world.create(library, path)
            touched.add((library, path))
        elif kind == "back" and world.aside:
            world.bring_back(sorted(world.aside)[pick % len(world.aside)])
        elif kind == "scan":
            world.scan({})
            world.check()
            touched = set()
        elif kind == "scan a library":
            world.scan({"library": world.libraries[library]})
            touched = {where for where in touched if where[0] != library}
        elif free:
            # Written and moved between two scans a file is, without a look inside, another comic: once is enough.
            old = free[pick % len(free)]
            new = (library, path) if kind == "move" else (old[0], f"{old[1].rpartition('/')[0]}/{name}.cbz".lstrip("/"))
            if old in touched:
                continue
            if kind in ("move", "rename"):
                touched.add(world.move(old, new))
            elif kind == "write":
                world.write(*old)
                touched.add(old)
            elif kind == "delete":
                world.delete(old)
    world.scan({})
    world.check()
    assert world.scan({})["moved"] == 0


KINDS = ("create", "create", "move", "move", "rename", "write", "delete", "back", "scan", "scan a library")
STEP = st.tuples(
    st.sampled_from(KINDS),
    st.integers(0, 30),
    st.integers(0, 1),
    st.integers(0, len(FOLDERS) - 1),
    st.sampled_from([f"Tide #{number}" for number in range(8)] + ["ünïcode 1", "001"]),
)
STEPS = st.lists(STEP, min_size=1, max_size=14)


@contextmanager
def services(folder: Path, url: str) -> Iterator[Callable[[Path], World]]:
    """Both services over a database; makes worlds in them."""
    put_secrets(folder / "secrets")
    issuer = Issuer()
    library = create_library(LibrarySettings(data_dir=folder, database_url=url), transport=HouseTransport(issuer))
    transport = HouseTransport(issuer, {"127.0.0.1:8002": library})
    asked = Settings(data_dir=folder, database_url=url, scan_on_start=False, scan_settle_seconds=0)
    scanner = create_scanner(asked, transport=transport)
    with TestClient(library) as library_client, TestClient(scanner) as scanner_client:
        yield lambda world: World(world, library_client, scanner_client, issuer)


def run(make: Callable[[Path], World], folder: Path, steps: list[tuple[Any, ...]]) -> None:
    place = folder / f"world-{next(numbers)}"
    place.mkdir()
    note(repr(steps))
    world = make(place)
    try:
        play(world, steps)
    finally:
        for library in world.libraries:
            world.ask("DELETE", f"/api/libraries/{library}")
        shutil.rmtree(place)


SETTINGS: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.generate),
}


def test_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    with services(tmp_path, sqlite_url) as make:

        @settings(max_examples=18, **SETTINGS)
        @given(STEPS)
        def playing(steps: list[tuple[Any, ...]]) -> None:
            run(make, tmp_path, steps)

        playing()


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with services(tmp_path, postgres_url) as make:

        @settings(max_examples=6, **SETTINGS)
        @given(STEPS)
        def playing(steps: list[tuple[Any, ...]]) -> None:
            run(make, tmp_path, steps)

        playing()
