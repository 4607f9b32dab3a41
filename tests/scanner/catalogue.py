"""A library that is a dictionary: takes batches and gives its snapshot back, without a service."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kit.wire.catalog import Alike, Contents, LibraryInfo, Root
from kit.wire.listing import entry, listing
from kit.wire.scan import ComicFile, ScanBatch
from services.scanner.diff import Snapshot
from services.scanner.elsewhere import Elsewhere
from services.scanner.models import Progress
from services.scanner.parts import Part
from services.scanner.reading import Reading


class Catalogue:
    """Takes batches as the library does, and gives its snapshot back."""

    def __init__(self, *roots: Path) -> None:
        self.roots = [Root(id=f"r{number}", path=str(root)) for number, root in enumerate(roots)]
        self.comics: dict[str, ComicFile] = {}
        self.series: dict[str, str] = {}
        self.missing: set[str] = set()
        self.on_alive: Callable[[], None] = lambda: None

    def scan(
        self, *, anew: bool = False, since: float = 1e12, parts: list[Part] | None = None, settle: float = 0
    ) -> tuple[Progress, str | None]:
        progress, snapshot = Progress(), Snapshot()
        for lines in self.known(parts):
            snapshot.add(*lines)
        info = LibraryInfo(id="lib", name="Comics", roots=self.roots, comics=len(self.comics) - len(self.missing))
        elsewhere = None if parts is None else Elsewhere([info], self.alike)
        self.reading = Reading(
            [(info, snapshot, parts)],
            anew=anew,
            since=since,
            progress=progress,
            send=self.take,
            alive=self.on_alive,
            elsewhere=elsewhere,
            settle=settle,
        )
        self.reading.know()
        self.reading.run()
        return progress, self.reading.libraries[0].offline

    def known(self, parts: list[Part] | None) -> Iterator[tuple[str, str, str]]:
        """Three lines a folder, as the library sends them."""
        present: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        missing: dict[tuple[str, str], list[list[Any]]] = defaultdict(list)
        for comic_id, one in self.comics.items():
            folder, _, name = one.path.rpartition("/")
            here = [part for part in parts or [] if part.root_id == one.root_id]
            within = any(
                part.folder in (folder, one.path) or (part.deep and f"{folder}/".startswith(part.folder))
                for part in here
            )
            if parts is not None and not within:
                continue
            if comic_id in self.missing:
                missing[one.root_id, folder].append([name, one.size_bytes, one.mtime, comic_id])
            else:
                present[one.root_id, folder][entry(name, one.size_bytes, one.mtime)] = comic_id
        for place in {**present, **missing}:
            ids = [present[place][one] for one in sorted(present[place])]
            others = json.dumps([ids, missing[place]], separators=(",", ":"))
            yield json.dumps([*place, len(ids)]), listing(present[place]), others

    def alike(self, asked: Contents) -> list[Alike]:
        wanted = {(one.size_bytes, one.mtime) for one in asked.contents}
        return [
            Alike.model_validate(
                {**one._asdict(), "library_id": "lib", "id": comic_id, "missing": comic_id in self.missing}
            )
            for comic_id, one in self.comics.items()
            if (one.size_bytes, one.mtime) in wanted
        ]

    def take(self, body: bytes) -> None:
        """Takes a batch, which has all that the contract asks for and nothing else."""
        batch = ScanBatch.model_validate_json(body, strict=True, extra="forbid")
        assert json.loads(batch.model_dump_json()) == json.loads(body)
        for one in batch.comics.rows():
            comic_id = one.comic_id or f"c{len(self.comics)}"
            self.comics[comic_id] = one
            self.series[comic_id] = batch.series[one.series].name
            self.missing.discard(comic_id)
        self.missing |= set(batch.missing)
        self.missing -= set(batch.back)

    def id_of(self, path: str) -> str:
        return next(comic_id for comic_id, one in self.comics.items() if one.path == path)
