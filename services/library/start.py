"""At start: every folder of COMICS_DIR is a library, and every series is found by searches."""

from __future__ import annotations

import itertools
import logging
import os

from kit.db import Database
from kit.errors import Conflict, Unprocessable
from kit.paths import for_people, normal, to_text
from services.library.store import indexing, libraries
from services.library.store.layers import majority, reindex

AT_ONCE = 200  # series

log = logging.getLogger("quarterbin.library")


def ensure_libraries(database: Database, folders: list[str]) -> None:
    """Makes a library of each folder that is none; removes nothing, and says which one it could not take."""
    for folder in folders:
        path = normal(to_text(folder))
        with database.write() as connection:
            libraries.alone(connection)
            known = libraries.present(connection)
            if any(root.path == path for one in known for root in one.roots):
                continue
            try:
                libraries.add(connection, _free_name(folder, known), [path])
            except (Conflict, Unprocessable) as problem:
                log.warning("folder left out", extra={"data": {"folder": path, "reason": problem.detail}})


def ensure_indexed(database: Database) -> None:
    """Makes what searches stand on for series that came before it did, a few at a time: readers and writers go on."""
    while True:
        with database.write() as connection:
            left = indexing.unknown(connection, AT_ONCE)
            majority.renew(connection, left)
            reindex.anew(connection, left)
        if len(left) < AT_ONCE:
            return


def _free_name(folder: str, known: list[libraries.Library]) -> str:
    """The folder's name, with a number where another library has it."""
    taken = {one.name.casefold() for one in known}
    name = for_people(os.path.basename(folder.rstrip("/")) or "Comics")
    names = itertools.chain([name], (f"{name} {number}" for number in itertools.count(2)))
    return next(one for one in names if one.casefold() not in taken)
