"""Which series have comics that say a word of themselves: all their words, each with its series as bits.

A search for part of a word looks through the words, which are few and short, not through what is said with them. What
it finds is never too little, and hardly ever too much: long words and Japanese are kept in pieces that overlap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa

from services.library.schema_search import series_told, told_words
from services.library.store.lists import chunks
from services.library.store.upsert import insert_into

BLOCK = 1_024  # series whose bits are in one row: a row stays short, however many series there are
LONGEST = 32  # letters of a word that are looked for; what is longer is kept in pieces of twice as many
# Chinese and Japanese, which know no spaces: what is written in them is kept by pairs of signs.
_SIGNS = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_SIGNS}]+|[^{_SIGNS}]+")
_IS_SIGN = re.compile(f"[{_SIGNS}]")

Numbers = dict[int, int]  # by block: a bit for each series of it


def alone(connection: sa.Connection) -> None:
    """Lets nobody else note words until the transaction ends; on SQLite a writer is alone anyway.

    Who is going to note some asks for this before writing anything else of series, so that nobody waits crosswise.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE series_told IN SHARE ROW EXCLUSIVE MODE")


def put(connection: sa.Connection, words: Mapping[str, set[str]], *, anew: bool) -> None:
    """Adds words, folded, to those that the comics of series (by id) say; `anew`: they say nothing else."""
    alone(connection)
    for some in chunks(sorted(words), 500):
        numbers = _numbers(connection, [one for one in some if words[one] or not anew], some)
        by_block: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        ours: Numbers = defaultdict(int)
        for one, number in numbers.items():
            block, bit = number // BLOCK, 1 << number % BLOCK
            ours[block] |= bit
            said = by_block[block]
            for piece in _kept(words[one]):
                said[piece] |= bit
        for block, bits in ours.items():
            _write(connection, block, by_block[block], bits if anew else 0)


def having(connection: sa.Connection, word: str) -> Numbers:
    """The series that have comics with this part of a word, by the numbers that they have here."""
    found: Numbers | None = None
    for part in _asked(word):
        query = sa.select(told_words.c.block, told_words.c.series)
        paired = len(part) == 2 and _IS_SIGN.match(part)  # a pair of signs is what is kept, and no part of it
        query = query.where(told_words.c.word == part if paired else told_words.c.word.contains(part, autoescape=True))
        bits: Numbers = defaultdict(int)
        for block, series in connection.execute(query).all():
            bits[block] |= int.from_bytes(series, "little")
        found = bits if found is None else {block: found[block] & bits[block] for block in found.keys() & bits.keys()}
    return found or {}


def has(numbers: Numbers, number: int | None) -> bool:
    """Is the series of this number among them?"""
    return number is not None and bool(numbers.get(number // BLOCK, 0) >> number % BLOCK & 1)


def listed(numbers: Numbers, most: int) -> list[int] | None:
    """These numbers one by one; None where there are more than `most`."""
    if sum(bits.bit_count() for bits in numbers.values()) > most:
        return None
    return [block * BLOCK + at for block, bits in numbers.items() for at in range(BLOCK) if bits >> at & 1]


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


def _write(connection: sa.Connection, block: int, said: Mapping[str, int], cleared: int) -> None:
    """Sets the bits of the words that are said, having cleared the bits `cleared` of all words."""
    query = sa.select(told_words.c.word, told_words.c.series).where(told_words.c.block == block)
    known: dict[str, int] = {}
    queries = [query] if cleared else [query.where(told_words.c.word.in_(part)) for part in chunks(list(said))]
    for one in queries:
        known |= {word: int.from_bytes(series, "little") for word, series in connection.execute(one)}
    now = {word: known.get(word, 0) & ~cleared | said.get(word, 0) for word in known.keys() | said.keys()}
    gone = [word for word, bits in now.items() if not bits]
    for part in chunks(gone):
        connection.execute(sa.delete(told_words).where(told_words.c.block == block, told_words.c.word.in_(part)))
    rows = [
        {"word": word, "block": block, "series": bits.to_bytes((bits.bit_length() + 7) // 8, "little")}
        for word, bits in sorted(now.items())
        if bits and bits != known.get(word)
    ]
    if rows:
        insert = insert_into(connection, told_words)
        put_in = insert.on_conflict_do_update(index_elements=["block", "word"], set_={"series": insert.excluded.series})
        connection.execute(put_in, rows)


def _kept(words: set[str]) -> set[str]:
    """What is kept of words: most of them as they are."""
    whole = {word for word in words if word.isascii() and len(word) <= 2 * LONGEST}
    return whole.union(*map(_pieces, words - whole))


def _pieces(word: str) -> Iterator[str]:
    """What is kept of a word."""
    for run in _RUNS.findall(word):
        if not _IS_SIGN.match(run):
            yield from (run[at : at + 2 * LONGEST] for at in range(0, max(1, len(run) - LONGEST), LONGEST))
        elif len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def _asked(word: str) -> list[str]:
    """What is looked for, for all of it is in the pieces of each word that has `word` somewhere."""
    parts = []
    for run in _RUNS.findall(word):
        parts += list(_pieces(run)) if _IS_SIGN.match(run) else [run[:LONGEST]]
    return list(dict.fromkeys(parts))
