"""Which series have a word: all words, each with its series as bits.

A search for part of a word looks through the words, which are few and short, not through what is said with them. What
comics say is noted at once. What series say, and how comics are called, comes by the thousand when a folder is scanned:
it is noted afterwards (`absorb`), many series in one go, and until then looked for in their texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from services.library.schema_search import series_search, series_told, told_words
from services.library.store import pieces, writers
from services.library.store.paging import chunks
from services.library.store.upsert import insert_into

BLOCK = 1_024  # series whose bits are in one row: a row stays short, however many series there are

_MARKS = bytes.maketrans(b"01", b"\0\1")

Numbers = dict[int, int]  # by block: a bit for each series of it
Said = dict[str, int]  # by word: a bit for each series of a block


def put(connection: sa.Connection, words: Mapping[str, set[str]], *, anew: bool) -> None:
    """Adds words, folded, to those that the comics of series (by id) say; `anew`: they say nothing else."""
    writers.alone(connection)
    for some in chunks(sorted(words), 500):
        numbers = _numbers(connection, [one for one in some if words[one] or not anew], some)
        for block, (ours, told) in _by_block(numbers, words).items():
            _write(connection, block, {}, told, cleared_said=0, cleared_told=ours if anew else 0)


def pending(connection: sa.Connection) -> int:
    """Of how many series words are to be noted."""
    query = sa.select(sa.func.count()).select_from(series_search).where(series_search.c.pending.is_(True))
    return connection.execute(query).scalar_one()


def absorb(connection: sa.Connection, most: int) -> int:
    """Notes the pending words of at most so many series, and returns how many these were.

    Series that somebody else writes just now are left out.
    """
    writers.alone(connection)
    columns = [series_search.c[name] for name in ("series_id", "said", "valued", "titles")]
    query = sa.select(*columns).where(series_search.c.pending.is_(True)).limit(most)
    rows = connection.execute(query.with_for_update(skip_locked=True)).all()
    ids = sorted(row.series_id for row in rows)
    numbers = _numbers(connection, ids, ids)
    said = _by_block(numbers, {row.series_id: {*row.said.split(), *row.valued.split()} for row in rows})
    told = _by_block(numbers, {row.series_id: set(row.titles.split()) for row in rows})
    for block, (ours, words) in said.items():
        _write(connection, block, words, told[block][1], cleared_said=ours, cleared_told=0)
    known = sa.update(series_search).where(series_search.c.series_id.in_(ids))
    connection.execute(known.values(pending=False))
    return len(ids)


def having(connection: sa.Connection, word: str) -> tuple[Numbers, Numbers]:
    """The series that have this part of a word, by their numbers: in what they say, and in what is told of comics."""
    found: tuple[Numbers, Numbers] | None = None
    for part in pieces.asked(word):
        same = told_words.c.word == part if pieces.is_pair(part) else told_words.c.word.contains(part, autoescape=True)
        said: Numbers = defaultdict(int)
        told: Numbers = defaultdict(int)
        query = sa.select(told_words.c.block, told_words.c.said, told_words.c.told).where(same)
        for block, theirs, comics in connection.execute(query).all():
            if theirs:
                said[block] |= int.from_bytes(theirs, "little")
            if comics:
                told[block] |= int.from_bytes(comics, "little")
        found = (said, told) if found is None else (both(found[0], said), both(found[1], told))
    return found or ({}, {})


def both(one: Numbers, other: Numbers) -> Numbers:
    """What is in one and the other."""
    return {block: one[block] & other[block] for block in one.keys() & other.keys()}


def either(one: Numbers, other: Numbers) -> Numbers:
    """What is in one or the other."""
    return {block: one.get(block, 0) | other.get(block, 0) for block in one.keys() | other.keys()}


def has(numbers: Numbers, number: int | None) -> bool:
    """Is the series of this number among them?"""
    return number is not None and bool(numbers.get(number // BLOCK, 0) >> number % BLOCK & 1)


def marks(numbers: Numbers, most: int = 0) -> bytes:
    """A byte for each number up to `most` at least: 1 where the series is among them. The last, nobody's, is 0."""
    signs = "".join(f"{numbers.get(block, 0):0{BLOCK}b}"[::-1] for block in range(max(numbers, default=0) + 1))
    return signs.encode().translate(_MARKS).ljust(most + 1, b"\0") + b"\0"


def among(numbers: Numbers, few: int) -> sa.ColumnElement[bool]:
    """Of table `series_told`: the series is among them. Where they are more than `few`, each is held against them."""
    if sum(bits.bit_count() for bits in numbers.values()) <= few:
        each = (block * BLOCK + at for block, bits in numbers.items() for at in range(BLOCK) if bits >> at & 1)
        return series_told.c.number.in_(sorted(each))
    mark = sa.func.substr(sa.literal(marks(numbers), sa.LargeBinary), series_told.c.number + 1, 1)
    return mark == sa.literal(b"\1", sa.LargeBinary)


def _numbers(connection: sa.Connection, wanted: Iterable[str], of: list[str]) -> dict[str, int]:
    """The numbers of these series; those that are `wanted` get one where they have none."""
    query = sa.select(series_told.c.series_id, series_told.c.number).where(series_told.c.series_id.in_(of))
    known: dict[str, int] = dict(map(tuple, connection.execute(query)))
    if new := [one for one in wanted if one not in known]:
        last = connection.execute(sa.select(sa.func.max(series_told.c.number))).scalar()
        given = {one: number for number, one in enumerate(new, 0 if last is None else last + 1)}
        rows = [{"series_id": one, "number": number} for one, number in given.items()]
        connection.execute(sa.insert(series_told), rows)
        known |= given
    return known


def _by_block(numbers: Mapping[str, int], words: Mapping[str, set[str]]) -> dict[int, tuple[int, Said]]:
    """For each block of series the bits of those that have a number, and of those that have each word."""
    ours: Numbers = defaultdict(int)
    said: dict[int, Said] = defaultdict(lambda: defaultdict(int))
    for one, number in numbers.items():
        block, bit = number // BLOCK, 1 << number % BLOCK
        ours[block] |= bit
        of_block = said[block]
        for piece in pieces.kept(words[one]):
            of_block[piece] |= bit
    return {block: (bits, said[block]) for block, bits in ours.items()}


def _write(
    connection: sa.Connection, block: int, said: Said, told: Said, *, cleared_said: int, cleared_told: int
) -> None:
    """Sets the bits of the words that are said and told, having cleared those bits of all words."""
    columns = (told_words.c.word, told_words.c.said, told_words.c.told)
    query = sa.select(*columns).where(told_words.c.block == block)
    everything = cleared_said or cleared_told
    queries = [query] if everything else [query.where(told_words.c.word.in_(part)) for part in chunks([*said, *told])]
    known: dict[str, tuple[bytes, bytes]] = {}
    for one in queries:
        known |= {word: (theirs, comics) for word, theirs, comics in connection.execute(one)}
    gone: list[str] = []
    rows = []
    for word in sorted(known.keys() | said.keys() | told.keys()):
        before = known.get(word, (b"", b""))
        now = (
            _changed(before[0], cleared_said, said.get(word, 0)),
            _changed(before[1], cleared_told, told.get(word, 0)),
        )
        if now == (b"", b""):
            gone.append(word)
        elif now != before:
            rows.append({"word": word, "block": block, "said": now[0], "told": now[1]})
    for part in chunks(gone):
        connection.execute(sa.delete(told_words).where(told_words.c.block == block, told_words.c.word.in_(part)))
    if rows:
        insert = insert_into(connection, told_words)
        new = {"said": insert.excluded.said, "told": insert.excluded.told}
        connection.execute(insert.on_conflict_do_update(index_elements=["block", "word"], set_=new), rows)


def _changed(before: bytes, cleared: int, more: int) -> bytes:
    bits = int.from_bytes(before, "little")
    after = bits & ~cleared | more
    return before if after == bits else after.to_bytes((after.bit_length() + 7) // 8, "little")
