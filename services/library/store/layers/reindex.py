"""What series are found and filtered by, made anew from all layers: theirs, and those of their comics."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from kit.folding import fold
from services.library.schema import comics, series
from services.library.schema_curation import comic_metadata
from services.library.schema_search import series_values
from services.library.store import comic_index, indexing, tags, writers
from services.library.store.layers import rows
from services.library.store.paging import chunks


def anew(connection: sa.Connection, series_ids: Iterable[str]) -> None:
    """Makes the index of these series again."""
    writers.alone(connection)
    for some in chunks(sorted(set(series_ids)), 200):
        indexing.anew(connection, some)
        query = sa.select(comics.c.id, comics.c.series_id, comics.c.age_rating).where(comics.c.series_id.in_(some))
        layered = sa.select(comic_metadata.c.comic_id)
        found = connection.execute(query.where(comics.c.id.in_(layered))).all()
        of, ages = {row.id: row.series_id for row in found}, {row.id: row.age_rating for row in found}
        comic_index.forget(connection, sa.select(comics.c.id).where(comics.c.series_id.in_(some)))
        told: list[tuple[str, str, rows.Body]] = []
        for ids in chunks(list(of)):
            known = rows.read(connection, comic_metadata, ids)
            told += [(one, of[one], rows.values(rows.COMIC, layers)) for one, layers in known.items()]
        indexing.comics_said(connection, [(shelf, ages[one], said) for one, shelf, said in told])
        comic_index.said(connection, told, anew=some)


def more(connection: sa.Connection, ids: Iterable[str]) -> None:
    """Adds what these comics say to what their series are found by."""
    writers.alone(connection)
    for some in chunks(list(ids)):
        comic_index.forget(connection, some)
        known = rows.read(connection, comic_metadata, some)
        columns = [comics.c[name] for name in ("id", "series_id", "age_rating", "search_text")]
        query = sa.select(*columns).where(comics.c.id.in_(known))
        of: dict[str, str] = {}
        ages: dict[str, int | None] = {}
        words: dict[str, set[str]] = defaultdict(set)
        for one, shelf, age, text in connection.execute(query):
            of[one], ages[one] = shelf, age
            words[shelf].update(text.split())
        indexing.titles(connection, words)
        told = [(one, of[one], rows.values(rows.COMIC, known[one])) for one in of]
        indexing.comics_said(connection, [(shelf, ages[one], said) for one, shelf, said in told])
        comic_index.said(connection, told)


def tagged(connection: sa.Connection, kind: str, names: Sequence[str]) -> None:
    """Makes the index of the series again that have one of these tags or genres, shown or hidden."""
    keys = [indexing.key_of(name) for name in names]
    known = sa.select(series_values.c.series_id).where(series_values.c.field == kind, series_values.c.key.in_(keys))
    ids = set(connection.execute(known).scalars())
    # What was hidden is in no index: it is looked for in what series and comics say. Beyond ASCII (`\u` in JSON) the
    # same name may be written in ways that no database knows to be the same.
    same = {tags.name_key(name) for name in names}
    texts = [json.dumps(text)[1:-1].lower() for name in names for text in (name, fold(name))]
    for body, one in ((series.c.metadata, series.c.id), (comic_metadata.c.body, comics.c.series_id)):
        maybe = [sa.func.lower(body).contains(text, autoescape=True) for text in texts]
        query = sa.select(one, body).where(sa.or_(*maybe, body.contains("\\u", autoescape=True)))
        query = query.execution_options(yield_per=500)  # as many as a library of Japanese comics has
        if one.table is comics:
            query = query.join_from(comics, comic_metadata, comic_metadata.c.comic_id == comics.c.id)
        ids |= {found for found, said in connection.execute(query) if found not in ids and _says(said, kind, same)}
    anew(connection, ids)


def _says(body: str, kind: str, same: set[str]) -> bool:
    said = json.loads(body).get(indexing.FIELDS[kind]) or ()
    return any(tags.name_key(one) in same for one in said)
