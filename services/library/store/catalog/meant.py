"""Suggestions for a search that finds nothing: words of the catalogue that are one or two slips away from it."""

from __future__ import annotations

import itertools
from collections import Counter

import sqlalchemy as sa

from kit.folding import words_of
from kit.identity import Identity
from services.library.schema import comics, series
from services.library.schema_search import search_words
from services.library.store import visible
from services.library.store.catalog import shelves, words

SHORTEST = 4  # letters: of shorter words, everything is a slip away
LONGEST = 30
NEAREST = 3  # words that are tried in place of one
MOST_NEAR = 12  # words that are looked at for that
MOST_TRIED = 6  # searches


def meant(connection: sa.Connection, who: Identity, query: str) -> list[str]:
    """Searches to try instead, the likeliest first; only words that nothing holds are replaced."""
    choices = []
    asked = words_of(query)
    for word in asked:
        # A search for one word that found nothing: that word is unknown.
        if len(asked) > 1 and _known(connection, who, word):
            choices.append([word])
        elif near := _near(connection, who, word):
            choices.append(near)
        else:
            return []
    tried = (" ".join(one) for one in itertools.product(*choices))
    return [one for one in itertools.islice(tried, MOST_TRIED) if one != query]


def _known(connection: sa.Connection, who: Identity, word: str) -> bool:
    """Is there a series that says it, or has a comic that is called so?"""
    said = sa.select(series.c.id).where(visible.series(who), words.in_series(who, word))
    if connection.execute(said.limit(1)).first() is not None:
        return True
    if who.age_limit is None:
        return bool(shelves.holding(connection, who, [word]))
    called = sa.select(comics.c.id).where(visible.comics(who), words.in_comic(word))
    return connection.execute(called.limit(1)).first() is not None


def _near(connection: sa.Connection, who: Identity, word: str) -> list[str]:
    """The words that differ by one slip, or by two where the word is long; none that only others may read."""
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    slips = 1 if len(word) < 6 else 2
    lengths = search_words.c.length.between(len(word) - slips, len(word) + slips)
    letters, often, pairs = set(word), Counter(word), {word[at : at + 2] for at in range(len(word) - 1)}
    # A slip takes away one letter at most, and spoils three pairs when it lets two change places: most words need no
    # closer look.
    others = connection.execute(sa.select(search_words.c.word).where(lengths)).all()
    difference = letters.difference
    alike = [other for (other,) in others if len(difference(other)) <= slips]
    near = []
    for other in alike:
        if sum(max(0, n - other.count(one)) for one, n in often.items()) > slips:
            continue
        shared = sum(pair in other for pair in pairs)
        if shared >= len(pairs) - 3 * slips and (away := distance(word, other, slips)) <= slips:
            near.append((away, -shared, other))
    best = (one for _, _, one in sorted(near)[:MOST_NEAR])
    return list(itertools.islice((one for one in best if who.sees_all or _known(connection, who, one)), NEAREST))


def distance(one: str, other: str, most: int) -> int:
    """How many letters were changed, left out, put in, or changed places with the next; `most` + 1 where more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        last, row = row, [index]
        for at, theirs in enumerate(other, 1):
            cost = min(last[at] + 1, row[at - 1] + 1, last[at - 1] + (letter != theirs))
            if index > 1 and at > 1 and letter == other[at - 2] and one[index - 2] == theirs:
                cost = min(cost, before[at - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)
