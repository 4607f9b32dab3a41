"""What can be filtered by: for each field its values, and how many there are of each under the other filters."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from heapq import nsmallest
from typing import Any, NamedTuple

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Kind
from services.library.schema import TEXT, comics, series
from services.library.schema_search import series_values
from services.library.store import version, visible
from services.library.store.catalog import rated
from services.library.store.catalog.filters import NONE, VALUED, Filter, of_books, of_series, year

Choice = tuple[str, int]  # a value, and how many there are of it
Counts = dict[str, list[Choice]]
MOST = 200  # values of a field, where nobody says how many
KINDS: tuple[Kind, ...] = ("series", "books")
_SAID = (*VALUED, "year")  # by series


class Value(NamedTuple):
    """What a series says, folded and as it is written (None: nothing), and how many there are of it."""

    key: str
    value: str | None
    number: int


def answer(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, most: int) -> bytes:
    """A `Choices` as JSON; of a field at most `most` values, the frequent first; years by decade, the latest first.

    What is the same for all readers who may see the same is kept until the catalogue changes.
    """

    total, fields = _of_all(connection, who, kind, chosen, most)
    own = {
        "rating": _ratings(connection, who, kind, chosen.without("rating"), None if chosen.rating else total),
        "read": _states(connection, who, kind, chosen.without("read"), None if chosen.read else total),
    }
    return f'{{"total":{total},"fields":{{{fields},{_fields(own)}}}}}'.encode()


def foresee(connection: sa.Connection) -> None:
    """Counts what is seen first, before anybody asks: the choices of all there is."""
    anybody = Identity(subject="", name="", role="reader", audience="library")
    for kind in KINDS:
        _of_all(connection, anybody, kind, Filter(), MOST)


def _of_all(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, most: int) -> tuple[int, str]:
    """How many there are, and what is the same for all who may see the same."""

    def counted(connection: sa.Connection) -> tuple[int, str]:
        return count(connection, who, kind, chosen), _fields(_choices(connection, who, kind, chosen, most))

    if chosen.read or chosen.rating or chosen.q is not None:
        return counted(connection)
    what = (kind, chosen, most, who.libraries, who.age_limit)
    # Of a whole library, which everybody sees first, nobody waits for the counts after a change.
    return version.kept(connection, "choices", what, counted, ahead=chosen == Filter())


def _fields(counts: Counts) -> str:
    """The fields of a JSON object."""
    said = {field: [{"value": value, "count": number} for value, number in values] for field, values in counts.items()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _choices(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, most: int) -> Counts:
    """What can be chosen beside what each reader says and does themselves."""
    counted = _counted(connection, who, kind, chosen, [field for field in _SAID if not getattr(chosen, field)])
    for field in _SAID:
        if getattr(chosen, field):
            counted |= _counted(connection, who, kind, chosen.without(field), [field])
    found = {field: _frequent(counted.get(field, []), most) for field in VALUED}
    found["year"] = _decades(counted.get("year", []))
    found["age_rating"] = _ages(connection, who, kind, chosen.without("age_rating"))
    found["format"] = _formats(connection, who, kind, chosen.without("format"))
    return found


def _frequent(counted: list[Value], most: int) -> list[Choice]:
    best = nsmallest(most, [(-one.number, one.key, one.value) for one in counted])
    return [(str(value), -less) for less, _, value in best]


def _decades(counted: list[Value]) -> list[Choice]:
    decades: Counter[str] = Counter()
    for one in counted:
        first = None if one.value is None else int(one.value) // 10 * 10
        decades[NONE if first is None else f"{first}-{first + 9}"] += one.number
    unknown = decades.pop(NONE, 0)
    return _sorted(decades, unknown)[::-1]


def _ages(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> list[Choice]:
    table, conditions = (series, of_series) if kind == "series" else (comics, of_books)
    query: sa.Select[Any] = sa.select(table.c.age_rating, sa.func.count()).where(*conditions(who, chosen))
    ages: dict[int | None, int] = dict(map(tuple, connection.execute(query.group_by(table.c.age_rating))))
    unrated = ages.pop(None, 0)
    found = [(str(age), ages[age]) for age in sorted(ages, key=lambda age: age or 0)]
    return [*found, (NONE, unrated)] if unrated else found


def _weights(who: Identity, kind: Kind, chosen: Filter) -> sa.CTE:
    """The series that `chosen` leaves, each with how much it counts: 1, or the number of its books. Computed once."""
    return _weighed(who, kind, chosen).cte("left").prefix_with("MATERIALIZED")


def _weighed(who: Identity, kind: Kind, chosen: Filter) -> sa.Select[Any]:
    if kind == "series":
        return sa.select(series.c.id, sa.literal(1).label("n")).where(*of_series(who, chosen))
    if not one_by_one(who, chosen):
        of = sa.select(series.c.id, visible.issues(who).label("n"))
        return of.where(*of_series(who, chosen))
    of = sa.select(comics.c.series_id.label("id"), sa.func.count().label("n")).where(*of_books(who, chosen))
    return of.group_by(comics.c.series_id)


def _counted(
    connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter, of: list[str]
) -> dict[str, list[Value]]:
    """What series say in these fields, and of how many that `chosen` leaves; in one look at what those are."""
    left = _weights(who, kind, chosen)
    parts: list[Any] = []
    if valued := [field for field in of if field in VALUED]:
        everything = chosen == Filter()
        plain = everything and kind == "series" and who.age_limit is None
        values = _all_values(who) if plain else _values_left(left, all_of_them=everything)
        values = values.where(series_values.c.field.in_(valued), *visible.values(who))
        parts.append(values.group_by(series_values.c.field, series_values.c.key))
    if "year" in of:
        column = year(who)
        each = sa.select(sa.literal("year", TEXT), sa.literal("", TEXT), sa.cast(column, TEXT), sa.func.sum(left.c.n))
        parts.append(each.join_from(left, series, series.c.id == left.c.id).group_by(column))
    found: dict[str, list[Value]] = defaultdict(list)
    for field, key, value, number in connection.execute(sa.union_all(*parts)) if parts else ():
        found[field].append(Value(key, value, int(number)))
    return found


def _all_values(who: Identity) -> sa.Select[Any]:
    """Each value with how many series have it.

    Values of the few series that must be left out are subtracted by id, which is twice as quick as a join with all
    others.
    """
    hidden = sa.select(series.c.id).where(sa.not_(visible.series(who)))
    return _values(sa.func.count()).where(series_values.c.series_id.not_in(hidden))


def _values_left(left: sa.CTE, *, all_of_them: bool) -> sa.Select[Any]:
    """Each value with how many there are of it in `left`; `all_of_them`: `left` is everything that may be seen."""
    number, ours = sa.func.sum(left.c.n), series_values.c.series_id == left.c.id
    if all_of_them:
        # All values count: they are read in the order of their index, and need no sorting.
        return _values(number).join_from(series_values, left, ours, isouter=True).having(number > 0)
    return _values(number).join_from(left, series_values, ours)


def _values(number: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(series_values.c.field, series_values.c.key, sa.func.min(series_values.c.value), number)


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
    # Unread is what is neither reading nor read. Counting it would mean looking at everything.
    counts = {"unread": total - sum(some), "reading": some[0], "read": some[1]}
    return [(state, number) for state, number in counts.items() if number]


def _state(chosen: Filter, state: str) -> Filter:
    return Filter(**{**chosen.__dict__, "read": (state,)})


def count(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> int:
    """How many series or books there are.

    A filter that has to look through very many texts is counted once for all pages of its list.
    """
    if chosen.within is None or not chosen.within.many or chosen.read or chosen.rating:
        return _count(connection, who, kind, chosen)
    what = (kind, chosen, who.libraries, who.age_limit)
    return version.kept(connection, "count", what, lambda at: _count(at, who, kind, chosen))


def _count(connection: sa.Connection, who: Identity, kind: Kind, chosen: Filter) -> int:
    """Counts. What only filters by shelf is counted by series, which know how many comics they have."""
    if kind == "series":
        query: sa.Select[Any] = sa.select(sa.func.count()).select_from(series).where(*of_series(who, chosen))
    elif one_by_one(who, chosen):
        query = sa.select(sa.func.count()).select_from(comics).where(*of_books(who, chosen))
    else:
        query = sa.select(sa.func.sum(visible.issues(who))).where(*of_series(who, chosen))
    return int(connection.execute(query).scalar() or 0)


def one_by_one(who: Identity, chosen: Filter) -> bool:
    """Does each comic have to be looked at?

    With an age limit comics of one series may differ; else series know their number.
    """
    return chosen.comics_only or who.age_limit is not None


def _sorted(counts: dict[str, int], none: int = 0) -> list[Choice]:
    found = [(value, counts[value]) for value in sorted(counts)]
    return [(NONE, none), *found] if none else found
