"""A batch, from the first look at what is known to the last count."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa

from kit.errors import Unprocessable
from kit.ids import new_id
from kit.wire.scan import BatchResult, ComicFile, ScanBatch
from services.library.schema import comics, libraries, library_roots
from services.library.store import followed, indexing, missing, regroup_rules, writers
from services.library.store.intake import bulk, shelves
from services.library.store.intake.naming import Shelf
from services.library.store.intake.row import Row, row_of
from services.library.store.layers import comics as layers
from services.library.store.layers import reindex
from services.library.store.libraries import not_found
from services.library.store.paging import chunks


class Known(NamedTuple):
    """A comic as it stands before the batch."""

    id: str
    root_id: str
    path: str
    size_bytes: int
    mtime: float
    title: str
    filename: str
    series_id: str
    volume: float | None
    chapter: float | None
    format: str
    missing_since: float | None


LOOKED_UP = 250  # comics in one step

KNOWN = [comics.c[name] for name in Known._fields]


def take(
    connection: sa.Connection, batch: ScanBatch, grace: float = 0.0, give_way: Callable[[], None] = lambda: None
) -> BatchResult:
    """Takes a batch in; `grace`: seconds for which a comic is shown when its file is gone.

    `give_way` is called between steps of a few milliseconds, and may wait.

    Raises NotFound for a library that is gone, Unprocessable for a root or series it has not.
    """
    now = time.time()
    bulk.unhurried(connection)
    # A batch may change what is searched for. Everybody who does so takes this lock first, before touching anything
    # else.
    writers.alone(connection)
    _check(connection, batch)
    taken = Taking(connection, batch, now, grace, give_way)
    taken.comics()
    taken.missing(batch.missing)
    taken.back(batch.back)
    shelves.count(connection, taken.changes, taken.newest, now)
    if batch.missing:
        followed.follow(connection, batch.missing)
    return taken.result


def _check(connection: sa.Connection, batch: ScanBatch) -> None:
    # The lock keeps two batches of one library apart on PostgreSQL, where writers run side by side.
    lock = sa.select(libraries.c.id).where(libraries.c.id == batch.library_id, libraries.c.removed_at.is_(None))
    if connection.execute(lock.with_for_update()).first() is None:
        raise not_found()
    mine = sa.select(library_roots.c.id).where(
        library_roots.c.library_id == batch.library_id, library_roots.c.removed_at.is_(None)
    )
    if not set(batch.comics.root_id) <= set(connection.execute(mine).scalars()):
        raise Unprocessable("unknown_root", "A comic of this batch lies in a folder that its library does not have.")
    if max(batch.comics.series, default=-1) >= len(batch.series):
        raise Unprocessable("unknown_series", "A comic of this batch names a series that the batch does not have.")


class Taking:
    """One batch under way: what it changes, series by series."""

    def __init__(
        self, connection: sa.Connection, batch: ScanBatch, now: float, grace: float, give_way: Callable[[], None]
    ) -> None:
        self._connection, self._batch, self._now, self._grace = connection, batch, now, grace
        self._give_way = give_way
        # A path that comes twice counts once, as it came last.
        self._brought = {(one.root_id, one.path): one for one in batch.comics.rows()}
        self.result = BatchResult()
        self.changes: Counter[str] = Counter()
        self.newest: set[str] = set()
        self._inserts: list[Row] = []
        self._updates: list[Row] = []
        self._moves: set[str] = set()  # comics that lie elsewhere now
        self._homes: dict[str, str | None] = {}
        self._layered: set[str] = set()
        self._split: dict[str, Shelf] = {}  # comics that people set apart
        self._away: set[str] = set()  # comics that stand in another series now

    def comics(self) -> None:
        """New, changed, moved, back again: each comic of the batch."""
        places = shelves.place(self._connection, self._batch.library_id, self._batch.series, self._now)
        self._give_way()
        by_id, by_place = self._known()
        # A comic named by its id lies elsewhere now, so a file without an id in its old place is another comic.
        named = {one.comic_id for one in self._brought.values() if one.comic_id in by_id}
        for number, (place, one) in enumerate(self._brought.items()):
            if number % bulk.AT_ONCE == 0:
                self._give_way()
            old = by_id.pop(one.comic_id, None) if one.comic_id else None
            if old is None and (there := by_place.get(place)) and there.id not in named:
                old = there
            self._sort(one, old, places[one.series])
        self._make_way(by_place)
        self._write()
        self._index()

    def _sort(self, one: ComicFile, old: Known | None, shelf: Shelf) -> None:
        """Is it new, or other than it was?"""
        library_id = self._batch.library_id
        if old is None:
            row = row_of(one, shelf, library_id, new_id(), self._now)
            self._inserts.append(row)
            if shelf.home:
                self._homes[row.id] = shelf.home
            self.changes[shelf.id] += 1
            return
        if old.id in self._split:
            shelf = self._split[old.id]._replace(home=shelf.home or shelf.id)
        if self._differs(one, old, shelf):
            self._updates.append(row_of(one, shelf, library_id, old.id, self._now))
            self._homes[old.id] = shelf.home
            self._count(one, old, shelf)

    def _write(self) -> None:
        """Writes the rows, and what depends on where their files are."""
        bulk.update(self._connection, self._updates, self._give_way)
        bulk.insert(self._connection, self._inserts, self._give_way)
        self._give_way()
        self.result.new += len(self._inserts)
        self.newest.update({row.series_id for row in self._inserts})
        regroup_rules.note_homes(self._connection, self._homes)
        if self._updates:
            files = {row.id: {name: getattr(row, name) for name in layers.FILE} for row in self._updates}
            layers.rescanned(self._connection, {one: body for one, body in files.items() if one in self._layered})
            missing.seen(self._connection, list(files))
        self._give_way()

    def _index(self) -> None:
        """Notes the words by which they are found."""
        words: dict[str, set[str]] = defaultdict(set)
        for row in (*self._inserts, *self._updates):
            words[row.series_id].update(row.search_text.split())
        indexing.titles(self._connection, words)
        reindex.more(self._connection, sorted(self._away & self._layered))

    def missing(self, ids: list[str]) -> None:
        """Their files are gone. The comics stay, with all that readers did in them."""
        if self._grace and ids:
            self.result.missing += missing.vanished(self._connection, ids, self._batch.library_id, self._now)
            return
        gone = sa.update(comics).where(*self._mine(ids), comics.c.missing_since.is_(None))
        self.result.missing += self._moved_in_sight(gone.values(missing_since=self._now), -1)

    def back(self, ids: list[str]) -> None:
        """Their files are there again as they were."""
        missing.seen(self._connection, ids)
        again = sa.update(comics).where(*self._mine(ids), comics.c.missing_since.is_not(None))
        self._moved_in_sight(again.values(missing_since=None), 1)

    def _moved_in_sight(self, statement: sa.Update, step: int) -> int:
        series = self._connection.execute(statement.returning(comics.c.series_id)).scalars().all()
        for one in series:
            self.changes[one] += step
        return len(series)

    def _mine(self, ids: list[str]) -> tuple[sa.ColumnElement[bool], ...]:
        return comics.c.id.in_(ids), comics.c.library_id == self._batch.library_id

    def _known(self) -> tuple[dict[str, Known], dict[tuple[str, str], Known]]:
        """What is known of the batch's comics, by id and by place."""
        by_root: dict[str, list[str]] = defaultdict(list)
        for root_id, path in self._brought:
            by_root[root_id].append(path)
        found: list[Known] = []
        for root_id, paths in by_root.items():
            for some in chunks(paths, LOOKED_UP):
                found += self._read(bulk.at_paths(self._connection, KNOWN, [root_id], some))
        by_place = self._of_removed(by_root) | {(one.root_id, one.path): one for one in found}
        by_id = {one.id: one for one in by_place.values()}
        # Wherever they were, in another library too: a comic that moves takes its readers along.
        elsewhere = [one for one in self._batch.comics.comic_id if one and one not in by_id]
        for some in chunks(elsewhere, LOOKED_UP):
            by_id |= {one.id: one for one in self._read(sa.select(*KNOWN).where(comics.c.id.in_(some)))}
        return by_id, by_place

    def _of_removed(self, by_root: dict[str, list[str]]) -> dict[tuple[str, str], Known]:
        """Comics of removed folders that are there again under another folder, with the same path beneath it."""
        away = sa.or_(libraries.c.removed_at.is_not(None), library_roots.c.removed_at.is_not(None))
        query = sa.select(library_roots.c.id).join(libraries, libraries.c.id == library_roots.c.library_id)
        removed = list(self._connection.execute(query.where(away)).scalars())
        found: dict[tuple[str, str], Known] = {}
        for root_id, paths in by_root.items() if removed else ():
            for one in self._read(bulk.at_paths(self._connection, KNOWN, removed, paths)):
                brought = self._brought[root_id, one.path]
                if (one.size_bytes, one.mtime) == (brought.size_bytes, brought.mtime):
                    found[root_id, one.path] = one
        return found

    def _read(self, query: sa.Select[Any]) -> list[Known]:
        """Comics as the scan knew them; the columns of some hold what counts more than their files' names."""
        self._give_way()
        found = [Known._make(row) for row in self._connection.execute(query).all()]
        if not found:
            return []
        ids = [one.id for one in found]
        files = layers.files_of(self._connection, ids)
        self._layered |= set(files)
        self._split |= regroup_rules.split(self._connection, ids)
        return [one._replace(**files[one.id]) if one.id in files else one for one in found]

    @staticmethod
    def _differs(one: ComicFile, old: Known, shelf: Shelf) -> bool:
        said = (one.root_id, one.path, one.size_bytes, one.mtime, one.title, one.filename, shelf.id)
        return (*said, one.volume, one.chapter, one.format, None) != old[1:]

    def _count(self, one: ComicFile, old: Known, shelf: Shelf) -> None:
        if (old.root_id, old.path) != (one.root_id, one.path):
            self._moves.add(old.id)
            self.result.moved += 1
        elif (old.size_bytes, old.mtime) != (one.size_bytes, one.mtime):
            self.result.changed += 1
        if old.series_id != shelf.id:
            self._away.add(old.id)
        self.changes[old.series_id] -= old.missing_since is None
        self.changes[shelf.id] += 1

    def _make_way(self, by_place: dict[tuple[str, str], Known]) -> None:
        """Frees the paths that comics of this batch move to, as two of them may have changed places.

        A comic that lies there and does not move itself has been replaced: its file is gone, so it is missing from now
        on.
        """
        if not self._moves:
            return
        taken = {(row.root_id, row.path) for row in self._updates if row.id in self._moves}
        ousted = {by_place[place].id for place in taken if place in by_place} - self._moves
        self.missing(sorted(ousted))
        park = sa.update(comics).where(comics.c.id.in_([*self._moves, *ousted]))
        # No real path begins with a slash.
        self._connection.execute(park.values(path=sa.literal("/") + comics.c.id))
