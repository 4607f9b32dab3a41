"""Comics that cannot be read, or not to their end: found by what is wrong with them, and opened once more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kit.folding import words_of
from services.library.models_inspection import Problem, ProblemKind
from services.library.schema import comics, libraries
from services.library.store.inspections import ANEW
from services.library.store.paging import Order, Window, page

LONGEST_KIND = 90  # characters
ANY = "…"  # stands for the numbers in which sentences of one kind differ
_HEAD = re.compile(r"[:.](?:\s|$)")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Trouble:
    """Which of them; None: all. `kind` as `kinds` tells it, `q` words of their titles, paths or reasons."""

    library: str | None = None
    format: str | None = None
    kind: str | None = None
    q: str | None = None


def listed(connection: sa.Connection, which: Trouble, window: Window) -> tuple[list[Problem], str | None, int]:
    """A page of them, by title; the cursor of the next, and how many there are in all."""
    query = sa.select(comics).where(*_conditions(which))
    ids, cursor = page(connection, query, comics.c.id, Order("problem", (comics.c.sort_key, comics.c.id)), window)
    rows = connection.execute(sa.select(comics).where(comics.c.id.in_(ids))).mappings()
    found = {row["id"]: Problem.model_validate(dict(row)) for row in rows}
    total = connection.execute(query.with_only_columns(sa.func.count())).scalar_one()
    return [found[one] for one in ids], cursor, total


def kinds(connection: sa.Connection, which: Trouble) -> list[ProblemKind]:
    """What is wrong with them, and with how many, the frequent first: under the other filters."""
    query = sa.select(comics.c.problem, sa.func.count()).where(
        *_conditions(Trouble(which.library, which.format, None, which.q))
    )
    counted: Counter[str] = Counter()
    for problem, number in connection.execute(query.group_by(comics.c.problem)):
        counted[kind_of(problem)] += number
    return [
        ProblemKind(kind=kind, count=number)
        for kind, number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]


def retry(connection: sa.Connection, which: Trouble, ids: Sequence[str] | None) -> int:
    """Has them opened once more, those of `ids` alone where there are any; how many that are."""
    wanted = sa.update(comics).where(*_conditions(which))
    if ids is not None:
        wanted = wanted.where(comics.c.id.in_(ids))
    return connection.execute(wanted.values(inspect_after=ANEW)).rowcount


def kind_of(problem: str) -> str:
    """The sentence up to its first colon or full stop, its numbers left open: the same for the same trouble."""
    kind = _DIGITS.sub(ANY, _HEAD.split(problem, maxsplit=1)[0])
    return kind[:LONGEST_KIND] + ANY if len(kind) > LONGEST_KIND else kind


def _conditions(which: Trouble) -> list[sa.ColumnElement[bool]]:
    live = comics.c.library_id.in_(sa.select(libraries.c.id).where(libraries.c.removed_at.is_(None)))
    found: list[sa.ColumnElement[bool]] = [comics.c.problem.is_not(None), comics.c.missing_since.is_(None), live]
    found += [comics.c.library_id == which.library] if which.library is not None else []
    found += [comics.c.format == which.format] if which.format is not None else []
    if which.kind is not None:
        parts = [_escaped(part) for part in which.kind.split(ANY)]
        begin = "%".join(parts)
        ends = ("",) if which.kind.endswith(ANY) else ("", ".", ".%", ":%")
        found.append(sa.or_(*(comics.c.problem.like(begin + end, escape="\\") for end in ends)))
    for word in words_of(which.q or ""):
        texts = (comics.c.search_text, sa.func.lower(comics.c.path), sa.func.lower(comics.c.problem))
        found.append(sa.or_(*(text.contains(word, autoescape=True) for text in texts)))
    return found


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
