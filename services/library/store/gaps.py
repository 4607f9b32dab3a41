"""What seems to be missing from a series, and what is there twice."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from kit.sorting import number_key
from services.library.models_figures import DuplicateGroup, Gap
from services.library.schema import comics, series
from services.library.store import visible
from services.library.store.catalog.books import by_ids

MOST_NUMBERS = 500  # of one series that are told


def found(connection: sa.Connection, who: Identity, limit: int, offset: int) -> tuple[list[Gap], int]:
    """Series whose volumes or numbers leave some out, by title, and how many there are."""
    spans = [_span(comics.c.volume), _span(comics.c.chapter)]
    suspects = (
        sa.select(comics.c.series_id)
        .where(visible.comics(who))
        .group_by(comics.c.series_id)
        .having(sa.or_(*spans))
        .subquery("suspects")
    )
    rows = connection.execute(
        sa.select(series.c.id, series.c.name, series.c.metadata)
        .join_from(suspects, series, series.c.id == suspects.c.series_id)
        .where(visible.series(who))
        .order_by(series.c.sort_key, series.c.id)
    ).all()
    numbers: dict[str, list[Any]] = defaultdict(list)
    query = sa.select(comics.c.series_id, comics.c.volume, comics.c.chapter).where(
        visible.comics(who), comics.c.series_id.in_(sa.select(suspects.c.series_id))
    )
    for row in connection.execute(query):
        numbers[row.series_id].append(row)
    gaps = [one for row in rows if (one := _gap(row, numbers[row.id]))]
    return gaps[offset : offset + limit], len(gaps)


def of_one(connection: sa.Connection, who: Identity, row: Any) -> Gap | None:
    """What one series (a row with its id, name and metadata) lacks; None: nothing."""
    query = sa.select(comics.c.volume, comics.c.chapter).where(visible.comics(who), comics.c.series_id == row.id)
    return _gap(row, list(connection.execute(query).all()))


def _span(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Are there fewer different numbers than between the lowest and the highest is room for?"""
    # The driver's floor() takes no NULL.
    number = sa.case((column.is_not(None), sa.func.floor(column)))
    return sa.func.count(number.distinct()) < sa.func.max(number) - sa.func.min(number) + 1


def _gap(row: Any, issues: list[Any]) -> Gap | None:
    volumes = missing(one.volume for one in issues)
    by_volume: dict[Any, list[Any]] = defaultdict(list)
    for one in issues:
        by_volume[one.volume].append(one.chapter)
    told = [{int(chapter) for chapter in chapters if chapter is not None} for chapters in by_volume.values()]
    # Where numbers begin anew with each volume, each volume is looked at for itself.
    anew = sum(map(len, told)) > len(set().union(*told))
    numbers = sorted({one for part in told for one in missing(part)}) if anew else missing(set().union(*told))
    if not volumes and not numbers:
        return None
    total = json.loads(row.metadata or "{}").get("total_volumes")
    return Gap(
        series_id=row.id,
        name=row.name,
        volumes=volumes[:MOST_NUMBERS],
        numbers=numbers[:MOST_NUMBERS],
        total_volumes=total if isinstance(total, int) else None,
    )


def missing(numbers: Iterable[float | None]) -> list[int]:
    """The whole numbers that are missing between the lowest and the highest; at most one more than are shown."""
    there = sorted({int(one) for one in numbers if one is not None})
    out: list[int] = []
    for low, high in itertools.pairwise(there):
        out += range(low + 1, min(high, low + 2 + MOST_NUMBERS - len(out)))
        if len(out) > MOST_NUMBERS:
            break
    return out


def duplicates(connection: sa.Connection, who: Identity, limit: int, offset: int) -> tuple[list[DuplicateGroup], int]:
    """Comics with the same pages ("same"), then those of one series with the same number and size ("likely")."""
    one = comics.c.fingerprint
    same = _groups(connection, who, [one], sa.select(one).where(one.is_not(None)).group_by(one))
    known = {frozenset(group) for group in same}
    # The same number makes the same `number_key`, which stands in the index beside the series.
    place, issue = [comics.c.series_id, comics.c.number_key], [comics.c.volume, comics.c.chapter, comics.c.size_bytes]
    numbered = comics.c.number_key != number_key(None, None)
    alike = _groups(connection, who, [*place, *issue], sa.select(*place).where(numbered).group_by(*place))
    likely = [group for group in alike if frozenset(group) not in known]
    groups = [("same", group) for group in same] + [("likely", group) for group in likely]
    shown = groups[offset : offset + limit]
    books = {one.id: one for one in by_ids(connection, who, [comic for _, group in shown for comic in group])}
    return [DuplicateGroup(kind=kind, books=[books[one] for one in group]) for kind, group in shown], len(groups)


def _groups(connection: sa.Connection, who: Identity, alike: list[Any], suspects: sa.Select[Any]) -> list[list[str]]:
    """Ids of comics that agree in all these columns, among those that are several of one row of `suspects`.

    Those are found in an index alone; what may not be seen, and where the rest differs, is left out after that.
    """
    several = suspects.having(sa.func.count() > 1).subquery("several")
    agree = sa.and_(*(comics.c[column.key] == column for column in several.columns))
    query = sa.select(comics.c.id, *alike).join_from(several, comics, agree).where(visible.comics(who))
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for one, *key in connection.execute(query.order_by(comics.c.sort_key, comics.c.id)):
        groups[tuple(key)].append(one)
    return [group for group in groups.values() if len(group) > 1]
