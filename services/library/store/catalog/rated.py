"""What readers think of comics and series: for each row of a list, and as something to filter and sort by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.identity import Identity
from services.library.models import Rating
from services.library.schema_curation import ratings
from services.library.store.paging import Order, chunks

NONE = "none"
BEST = 5
UNRATED = Rating(mine=None, average=None, count=0)
_STARS = re.compile(r"([1-5])?(?:(-)([1-5])?)?")


def of(connection: sa.Connection, who: Identity, kind: str, ids: Sequence[str]) -> dict[str, Rating]:
    """The ratings of these series or comics, in one look; who has none is not among them."""
    found: dict[str, Rating] = {}
    for part in chunks(list(ids)):
        query: sa.Select[Any] = sa.select(
            ratings.c.item_id, sa.func.count(), sa.func.sum(ratings.c.value), sa.func.max(_mine(who))
        )
        query = query.where(ratings.c.kind == kind, ratings.c.item_id.in_(part)).group_by(ratings.c.item_id)
        for one, count, total, mine in connection.execute(query):
            found[one] = Rating(mine=mine, average=round(int(total) / count, 2), count=count)
    return found


def scored(who: Identity, kind: str) -> sa.Subquery:
    """`item_id, score` of all that is rated: the reader's own rating where there is one, else the average."""
    average = sa.cast(sa.func.sum(ratings.c.value), sa.Double) / sa.func.count()
    score = sa.func.coalesce(sa.cast(sa.func.max(_mine(who)), sa.Double), average)
    query = sa.select(ratings.c.item_id, score.label("score")).where(ratings.c.kind == kind)
    return query.group_by(ratings.c.item_id).subquery("scored")


def among(who: Identity, kind: str, item: sa.ColumnElement[str], wanted: Sequence[str]) -> sa.ColumnElement[bool]:
    """The condition that `item` has one of these ratings: `4`, `1-2`, `4-`, `-2`, `none`. 4.5 is a 4."""
    score = scored(who, kind)
    conditions = []
    for one in wanted:
        said = _STARS.fullmatch(one)
        if one == NONE:
            conditions.append(item.not_in(sa.select(ratings.c.item_id).where(ratings.c.kind == kind)))
        elif said is not None and (said[1] or said[3]):
            first, dash, last = said.groups()
            highest = int(last or BEST) if dash else int(first)
            within = sa.and_(score.c.score >= int(first or 1), score.c.score < highest + 1)
            conditions.append(item.in_(sa.select(score.c.item_id).where(within)))
    return sa.or_(*conditions) if conditions else sa.false()


def order(score: sa.Subquery, descending: bool, *then: sa.ColumnElement[Any]) -> Order:
    """By rating, what is not rated always last, and those of the same rating by title."""
    if descending:
        return Order("best", (-sa.func.coalesce(score.c.score, 0.0, type_=sa.Double), *then))
    return Order("worst", (sa.func.coalesce(score.c.score, BEST + 1.0, type_=sa.Double), *then))


def _mine(who: Identity) -> sa.Case[Any]:
    return sa.case((ratings.c.user_id == who.subject, ratings.c.value))
