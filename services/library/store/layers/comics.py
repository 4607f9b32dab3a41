"""The layers of comics, and the columns that hold the values of their uppermost layers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kit.sorting import number_key, title_key
from kit.wire.scan import LONGEST_TITLE
from services.library.fields import INHERITED
from services.library.schema import comics, series
from services.library.schema_curation import comic_metadata, series_metadata
from services.library.store.intake.row import search_text
from services.library.store.layers import rows
from services.library.store.layers.rows import Body, Layers
from services.library.store.paging import chunks

FILE = ("title", "volume", "chapter")  # what the scan reads off a file's name
_PLACED = ("id", "title", "volume", "chapter", "filename", "series", "series_id")


def put(connection: sa.Connection, layer: str, bodies: Mapping[str, Body]) -> None:
    """Puts a layer of comics (by id) in place, an empty one takes it away, and brings their columns up to date."""
    for ids in chunks(list(bodies), 500):
        known = rows.read(connection, comic_metadata, ids)
        if fresh := [one for one in ids if one not in known and bodies[one]]:
            columns = (comics.c.id, *(comics.c[name] for name in FILE))
            scanned = connection.execute(sa.select(*columns).where(comics.c.id.in_(fresh))).mappings()
            files = {row["id"]: {name: row[name] for name in FILE} for row in scanned}
            rows.write(connection, comic_metadata, "file", files)
        rows.write(connection, comic_metadata, layer, {one: bodies[one] for one in ids})
        settle(connection, ids)


def files_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Body]:
    """What the scan read off the names of those comics whose columns hold something else."""
    query = sa.select(comic_metadata.c.comic_id).where(comic_metadata.c.layer == "file")
    layered = connection.execute(query.where(comic_metadata.c.comic_id.in_(ids))).scalars().all()
    known = rows.read(connection, comic_metadata, layered) if layered else {}
    return {one: layers["file"] for one, layers in known.items()}


def rescanned(connection: sa.Connection, files: Mapping[str, Body]) -> None:
    """Keeps what the scan wrote into the columns of comics that have layers.

    The layers above it come out on top again.
    """
    if files:
        rows.write(connection, comic_metadata, "file", files)
        settle(connection, list(files))


def settle(connection: sa.Connection, ids: Iterable[str]) -> None:
    """Brings the columns of those of these comics that have layers up to date."""
    for some in chunks(list(ids), 500):
        known = rows.read(connection, comic_metadata, some)
        if not known:
            continue
        columns = [comics.c[name] for name in _PLACED]
        query = sa.select(*columns, series.c.age_rating.label("shelf_age"))
        query = query.join_from(comics, series, series.c.id == comics.c.series_id).where(comics.c.id.in_(known))
        found = connection.execute(query).mappings().all()
        edited = rows.read(connection, series_metadata, {row["series_id"] for row in found})
        changed = [_columns(row, known[row["id"]], edited.get(row["series_id"], {}).get("edited", {})) for row in found]
        names = [name for name in changed[0] if name != "of"] if changed else []
        if changed:
            statement = sa.update(comics).where(comics.c.id == sa.bindparam("of"))
            connection.execute(statement.values({name: sa.bindparam(name) for name in names}), changed)
        alone = [one for one, layers in known.items() if set(layers) == {"file"}]
        rows.write(connection, comic_metadata, "file", {one: {} for one in alone})


def settle_series(connection: sa.Connection, series_id: str) -> None:
    """The same for the comics of a series."""
    query = sa.select(comics.c.id).join_from(comics, comic_metadata, comic_metadata.c.comic_id == comics.c.id)
    settle(connection, connection.execute(query.where(comics.c.series_id == series_id).distinct()).scalars().all())


def layers_of(connection: sa.Connection, comic_id: str, of_series: Layers) -> Layers:
    """All layers of one comic; what it has from the layers of its series among them."""
    layers = rows.read(connection, comic_metadata, [comic_id]).get(comic_id)
    if layers is None:
        query = sa.select(*(comics.c[name] for name in FILE)).where(comics.c.id == comic_id)
        layers = {"file": dict(connection.execute(query).mappings().one())}
    for above, name in (("edited", "series"), ("series.json", "series.json")):
        theirs = {key: value for key, value in of_series.get(above, {}).items() if key in INHERITED}
        if theirs:
            layers[name] = theirs
    layers["file"] = {key: value for key, value in layers["file"].items() if value is not None}
    return without_doubt(layers)


def direction(connection: sa.Connection, comic_id: str, series_id: str) -> str | None:
    """The direction that a comic's own layers, or people for its series, say; None where nobody does."""
    layers = rows.read(connection, comic_metadata, [comic_id]).get(comic_id, {})
    edited = rows.read(connection, series_metadata, [series_id]).get(series_id, {}).get("edited", {})
    said: str | None = rows.values(rows.COMIC, {**layers, "series": edited}).get("direction")
    return said


def without_doubt(layers: Layers) -> Layers:
    """Reads a number that many tools write into the wrong field as what it is.

    A file named "v03" whose ComicInfo has the number 3 and no volume is volume 3, and not chapter 3.
    """
    file = layers.get("file", {})
    if file.get("volume") is None or file.get("chapter") is not None:
        return layers
    found = dict(layers)
    for name in ("comicinfo", "metroninfo"):
        said = found.get(name, {})
        if said.get("chapter") == file["volume"] and "volume" not in said:
            found[name] = {key: value for key, value in said.items() if key != "chapter"}
    return found


def _columns(row: Mapping[Any, Any], layers: Layers, series_edited: Body) -> dict[str, Any]:
    aged = {"series": {"age_rating": series_edited["age_rating"]}} if "age_rating" in series_edited else {}
    said = rows.values(rows.COMIC, {**without_doubt(layers), **aged})
    decided = rows.top(rows.COMIC, {**layers, **aged})
    title = str(said.get("title") or row["title"])[:LONGEST_TITLE]
    volume, chapter = said.get("volume"), said.get("chapter")
    return {
        "of": row["id"],
        "title": title,
        "volume": volume,
        "chapter": chapter,
        "sort_key": title_key(title),
        "number_key": number_key(volume, chapter),
        "search_text": search_text(row["series"], title, row["filename"]),
        "age_rating": decided["age_rating"][0] if "age_rating" in decided else row["shelf_age"],
        "updated_at": time.time(),
    }
