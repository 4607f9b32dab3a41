"""Opaque ids: 13 characters of Crockford's base 32, ordered by the time they were made.

42 bits of milliseconds since 2020 and 23 bits that count within the process from a random start, so that rows made
together lie together in an index.
"""

from __future__ import annotations

import itertools
import os
import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
EPOCH_MS = 1_577_836_800_000
COUNTER_BITS = 23

_PAIRS, _SHIFTS = [one + two for one in ALPHABET for two in ALPHABET], (30, 20, 10, 0)
_counter = itertools.count(secrets.randbits(COUNTER_BITS))
_LOW_BITS = 20  # told by the last two pairs; the rest is the same for all ids of one millisecond
_last: tuple[int, str] = (-1, "")


def new_id() -> str:
    """A new id; unique over processes by its random start, over restarts by its time."""
    global _last  # noqa: PLW0603 - both halves change at once
    millis = int(time.time() * 1000) - EPOCH_MS
    number = (millis << COUNTER_BITS) | (next(_counter) & ((1 << COUNTER_BITS) - 1))
    high, begin = _last
    if number >> _LOW_BITS != high:
        high = number >> _LOW_BITS
        begin = _PAIRS[(high >> 40) & 31][1] + "".join([_PAIRS[(high >> shift) & 1023] for shift in _SHIFTS])
        _last = high, begin
    return begin + _PAIRS[(number >> 10) & 1023] + _PAIRS[number & 1023]


def _begin_elsewhere() -> None:
    """In a forked process: otherwise it would count on from the same place as its parent and siblings."""
    global _counter  # noqa: PLW0603 - the state of this process
    _counter = itertools.count(secrets.randbits(COUNTER_BITS))


os.register_at_fork(after_in_child=_begin_elsewhere)
