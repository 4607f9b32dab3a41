"""What can be filtered by: for each field its values, and how many there are of each under the other filters."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from heapq import nsmallest
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Kind
from services.library.schema import comics, series
from services.library.schema_search import series_values
from services.library.store import version, visible
from services.library.store.catalog import rated
from services.library.store.catalog.filters import NONE, VALUED, Filter, of_books, of_series

Choice = tuple[str, int]  # a value, and how many there are of it
Counts = dict[str, list[Choice]]


def answer(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, most: int) -> bytes:
    """A `Choices` as JSON; of a field at most `most` values, the frequent first; years by decade, the latest first.

    What is the same for all readers who may see the same is kept until the catalogue changes.
    """

    def counted() -> tuple[int, str]:
        return count(connection, who, kind, chosen), _fields(_choices(connection, who, kind, chosen, most))

    if chosen.read or chosen.rating or chosen.q is not None:
        total, fields = counted()
    else:
        what = (kind, chosen, most, who.libraries, who.age_limit)
        total, fields = version.kept(connection, "choices", what, counted)
    own = {
        "rating": _ratings(connection, who, kind, chosen.without("rating"), None if chosen.rating else total),
        "read": _states(connection, who, kind, chosen.without("read"), None if chosen.read else total),
    }
    return f'{{"total":{total},"fields":{{{fields},{_fields(own)}}}}}'.encode()


def _fields(counts: Counts) -> str:
    """The fields of a JSON object."""
    said = {field: [{"value": value, "count": number} for value, number in values] for field, values in counts.items()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _choices(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, most: int) -> Counts:
    """What can be chosen beside what each reader says and does themselves."""
    found: Counts = {field: [] for field in VALUED}
    found |= _valued(connection, who, kind, chosen, [field for field in VALUED if not getattr(chosen, field)], most)
    for field in VALUED:
        if getattr(chosen, field):
            found |= _valued(connection, who, kind, chosen.without(field), [field], most)
    years = _column(connection, who, kind, chosen.without("year"), series.c.year)
    decades: Counter[str] = Counter()
    for year, number in years.items():
        decades[NONE if year is None else f"{year // 10 * 10}-{year // 10 * 10 + 9}"] += number
    found["year"] = _sorted({one: number for one, number in decades.items() if one != NONE}, decades[NONE])[::-1]
    ages = _column(connection, who, kind, chosen.without("age_rating"), series.c.age_rating)
    unrated = ages.pop(None, 0)
    found["age_rating"] = [(str(age), ages[age]) for age in sorted(ages)]
    found["age_rating"] += [(NONE, unrated)] if unrated else []
    found["format"] = _formats(connection, who, kind, chosen.without("format"))
    return found


def _weights(who: Identity, kind: Kind, chosen: Filter) -> sa.CTE:
    """The series that `chosen` leaves, and how many there are of each: one, or its books. Worked out once."""
    return _weighed(who, kind, chosen).cte("left").prefix_with("MATERIALIZED")


def _weighed(who: Identity, kind: Kind, chosen: Filter) -> sa.Select[Any]:
    if kind == "series":
        return sa.select(series.c.id, sa.literal(1).label("n")).where(*of_series(who, chosen))
    if not one_by_one(who, chosen):
        of = sa.select(series.c.id, visible.issues(who).label("n"))
        return of.where(*of_series(who, chosen))
    of = sa.select(comics.c.series_id.label("id"), sa.func.count().label("n")).where(*of_books(who, chosen))
    return of.group_by(comics.c.series_id)


def _valued(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, of: list[str], most: int) -> Counts:
    if chosen == Filter() and kind == "series" and who.age_limit is None:
        query = _all_values(who)
    else:
        query = _values_left(_weights(who, kind, chosen), all_of_them=chosen == Filter())
    query = query.where(series_values.c.field.in_(of)).group_by(series_values.c.field, series_values.c.key)
    by_field: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for field, key, value, count in connection.execute(query):
        by_field[field].append((-int(count), key, value))
    return {field: [(value, -less) for less, _, value in nsmallest(most, values)] for field, values in by_field.items()}


def _all_values(who: Identity) -> sa.Select[Any]:
    """Each value by how many series have it. What few series hide is left out by their ids: twice as quick as a join
    with all the others."""
    hidden = sa.select(series.c.id).where(sa.not_(visible.series(who)))
    return _values(sa.func.count()).where(series_values.c.series_id.not_in(hidden))


def _values_left(left: sa.CTE, *, all_of_them: bool) -> sa.Select[Any]:
    """Each value by how many there are of it in `left`; `all_of_them`: which is all that may be seen."""
    number, ours = sa.func.sum(left.c.n), series_values.c.series_id == left.c.id
    if all_of_them:
        # All values count, in the order of their index; from the series they would have to be brought into it.
        return _values(number).join_from(series_values, left, ours, isouter=True).having(number > 0)
    return _values(number).join_from(left, series_values, ours)


def _values(number: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(series_values.c.field, series_values.c.key, sa.func.min(series_values.c.value), number)


def _column(
    connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, column: sa.ColumnElement[Any]
) -> dict[Any, int]:
    left = _weights(who, kind, chosen)
    query: sa.Select[Any] = sa.select(column, sa.func.sum(left.c.n))
    query = query.join_from(left, series, series.c.id == left.c.id).group_by(column)
    return {value: int(count) for value, count in connection.execute(query)}


def _formats(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> list[Choice]:
    if kind == "series":
        left = sa.select(series.c.id).where(*of_series(who, chosen))
        there = sa.select(comics.c.series_id, comics.c.format).where(visible.comics(who))
        if chosen != Filter() or who.age_limit is not None:  # else every series of a comic that may be seen may be seen
            there = there.where(comics.c.series_id.in_(left))
        each = there.distinct().subquery("each")
        query: sa.Select[Any] = sa.select(each.c.format, sa.func.count()).group_by(each.c.format)
    else:
        query = sa.select(comics.c.format, sa.func.count()).where(*of_books(who, chosen)).group_by(comics.c.format)
    return _sorted(dict(map(tuple, connection.execute(query))))


def _ratings(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, total: int | None) -> list[Choice]:
    """By whole stars, the best first; `total`: how many `chosen` leaves, where that is known."""
    table, conditions = (series, of_series) if kind == "series" else (comics, of_books)
    score = rated.scored(who, "series" if kind == "series" else "comic")
    query: sa.Select[Any] = sa.select(score.c.score, sa.func.count())
    query = query.join_from(score, table, table.c.id == score.c.item_id).where(*conditions(who, chosen))
    stars: Counter[int] = Counter()
    for value, number in connection.execute(query.group_by(score.c.score)):
        stars[int(value)] += number
    rest = (count(connection, who, kind, chosen) if total is None else total) - stars.total()
    found = [(str(star), stars[star]) for star in sorted(stars, reverse=True)]
    return [*found, (NONE, rest)] if rest else found


def _states(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, total: int | None) -> list[Choice]:
    """`total`: how many `chosen` leaves, where that is known."""
    total = count(connection, who, kind, chosen) if total is None else total
    some = [count(connection, who, kind, _state(chosen, state)) for state in ("reading", "read")]
    # What is neither being read nor read is unread; counting it would look at all there is.
    counts = {"unread": total - sum(some), "reading": some[0], "read": some[1]}
    return [(state, number) for state, number in counts.items() if number]


def _state(chosen: Filter, state: str) -> Filter:
    return Filter(**{**chosen.__dict__, "read": (state,)})


def count(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> int:
    """How many series or books there are. What looks at very many texts is counted once for all pages of a list."""
    if chosen.within is None or not chosen.within.many or chosen.read or chosen.rating:
        return _count(connection, who, kind, chosen)
    what = (kind, chosen, who.libraries, who.age_limit)
    return version.kept(connection, "count", what, lambda: _count(connection, who, kind, chosen))


def _count(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> int:
    """What only asks for shelves is counted by series, which know their number."""
    if kind == "series":
        query: sa.Select[Any] = sa.select(sa.func.count()).select_from(series).where(*of_series(who, chosen))
    elif one_by_one(who, chosen):
        query = sa.select(sa.func.count()).select_from(comics).where(*of_books(who, chosen))
    else:
        query = sa.select(sa.func.sum(visible.issues(who))).where(*of_series(who, chosen))
    return int(connection.execute(query).scalar() or 0)


def one_by_one(who: Identity, chosen: Filter) -> bool:
    """Must comics be looked at? Those of one series may be for different ages; else series know their number."""
    return chosen.comics_only or who.age_limit is not None


def _sorted(counts: dict[str, int], none: int = 0) -> list[Choice]:
    found = [(value, counts[value]) for value in sorted(counts)]
    return [(NONE, none), *found] if none else found
