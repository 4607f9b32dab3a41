"""Adding to and taking from the lists that fields hold: tags, people, story arcs, web addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.library.store.tags import Rules, name_key

Entry = str | dict[str, Any]


def changed(
    field: str, value: Sequence[Entry] | None, add: Sequence[Entry], remove: Sequence[Entry], rules: Rules
) -> list[Entry]:
    """`value` without what is in `remove`, and with what of `add` is not there already at its end.

    Names are the same whatever their case and accents; a tag is also known by the name it is shown by. A person or
    story arc without a role or number takes all of that name away.
    """
    kept = [one for one in value or () if not any(_same(rules, field, one, gone, whole=False) for gone in remove)]
    for fresh in add:
        if not any(_same(rules, field, one, fresh, whole=True) for one in kept):
            kept.append(fresh)
    return kept


def _same(rules: Rules, field: str, one: Entry, other: Entry, *, whole: bool) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        rest = [(name_key(one[name] or ""), name_key(said or "")) for name, said in other.items() if name != "name"]
        alike = all(mine == theirs for mine, theirs in rest if whole or theirs)
        return alike and name_key(one["name"]) == name_key(other["name"])
    shown = rules.applied(field, [one]) or [one]
    return name_key(str(other)) in {name_key(str(one)), *(name_key(str(name)) for name in shown)}
