"""What files inside comics say of them: ComicInfo and MetronInfo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from services.library import comicinfo, metroninfo
from services.library.schema import comics
from services.library.schema_curation import comic_metadata
from services.library.store import writers
from services.library.store.layers import comics as of_comics
from services.library.store.layers import majority, reindex, rows

METRON = "MetronInfo"  # where the document of that name stands among ComicInfo's, if a comic has it


def bring(connection: sa.Connection, told: Mapping[str, Mapping[str, Any]]) -> None:
    """Takes in what was found inside comics (by id), in place of what was found in them before."""
    if not told:
        return
    writers.alone(connection)
    known = rows.read(connection, comic_metadata, told)
    brought: set[str] = set()
    retold: set[str] = set()  # those that had said something else before
    for layer, bodies in (("comicinfo", _comicinfo(told)), ("metroninfo", _metroninfo(told))):
        changed = {one: body for one, body in bodies.items() if known.get(one, {}).get(layer, {}) != body}
        of_comics.put(connection, layer, changed)
        brought |= set(changed)
        retold |= {one for one in changed if layer in known.get(one, {})}
    if not brought:
        return
    query = sa.select(comics.c.id, comics.c.series_id).where(comics.c.id.in_(brought))
    shelves: dict[str, str] = dict(map(tuple, connection.execute(query)))
    anew = {*majority.renew(connection, shelves.values()), *(shelves[one] for one in retold & shelves.keys())}
    reindex.anew(connection, anew)
    reindex.more(connection, [one for one in brought if shelves.get(one) not in anew])


def _comicinfo(told: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one: comicinfo.fields_of({k: v for k, v in said.items() if k != METRON}) for one, said in told.items()}


def _metroninfo(told: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    inner = {one: said.get(METRON) for one, said in told.items()}
    return {one: metroninfo.fields_of(said) if isinstance(said, dict) else {} for one, said in inner.items()}
