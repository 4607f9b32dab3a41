"""Series whose comics have words: which comics of theirs, and whether one has all of them, is looked at after that."""

from __future__ import annotations

import sqlalchemy as sa

from kit.identity import Identity
from services.library.schema import series
from services.library.schema_search import series_search, series_told
from services.library.store import told, visible
from services.library.store.catalog import words

FEW = 500  # series, which the database is told one by one


def holding(connection: sa.Connection, who: Identity, asked: list[str]) -> list[tuple[str, int, str]]:
    """Id, number of comics and name of each series that has every word in the titles of its comics or in what they say.

    In the order of titles.
    """
    said = [told.having(connection, word) for word in asked]
    titled = [words.in_titles(word) for word in asked]
    query = (
        sa.select(series.c.id, visible.issues(who), series.c.name, series_told.c.number, *titled)
        .join_from(series, series_search, series_search.c.series_id == series.c.id)
        .outerjoin(series_told, series_told.c.series_id == series.c.id)
        .where(visible.series(who))
        .order_by(series.c.sort_key, series.c.id)
    )
    for condition, numbers in zip(titled, said, strict=True):
        if (few := told.listed(numbers, FEW)) is not None:
            query = query.where(sa.or_(condition, series_told.c.number.in_(few)) if few else condition)
    return [
        (one, count, name)
        for one, count, name, number, *has in connection.execute(query).all()
        if all(called or told.has(numbers, number) for called, numbers in zip(has, said, strict=True))
    ]
