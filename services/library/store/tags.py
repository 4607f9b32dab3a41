"""Tags and genres as people want to see them: put together, under another name, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound, Unprocessable
from kit.folding import fold
from services.library.models_curation import TagRule
from services.library.schema_curation import tag_rules
from services.library.store.upsert import insert_into

# The fields that rules are for.
KINDS = {"tags": "tag", "genres": "genre"}


class Rules:
    """All rules at once: there are as many as people made."""

    def __init__(self, rules: dict[tuple[str, str], str | None]) -> None:
        self._rules = rules

    def shown(self, kind: str, names: Sequence[str]) -> list[str]:
        """The names as they are shown, each once."""
        if not self._rules:
            return list(names)
        found = [self._rules.get((kind, name_key(name)), name) for name in names]
        return list(dict.fromkeys(name for name in found if name is not None))

    def applied(self, field: str, value: Any) -> Any:
        """The value of any field as it is shown."""
        return self.shown(KINDS[field], value) if field in KINDS and value is not None else value


def rules(connection: sa.Connection) -> Rules:
    """The rules as they are now."""
    query = sa.select(tag_rules.c.kind, tag_rules.c.key, tag_rules.c.shown)
    return Rules({(row.kind, row.key): row.shown for row in connection.execute(query)})


def listed(connection: sa.Connection) -> list[TagRule]:
    """All rules, by kind and name."""
    rows = connection.execute(sa.select(tag_rules).order_by(tag_rules.c.kind, tag_rules.c.key)).mappings()
    return [TagRule.model_validate(row) for row in rows]


def put(connection: sa.Connection, kind: str, names: Sequence[str], shown: str | None) -> list[str]:
    """Shows these tags or genres as `shown`, or hides them (None). What was shown as one of them follows.

    The names by which any of them was or is known. Raises Unprocessable for a name that is empty.
    """
    wanted = {name_key(name): " ".join(name.split()) for name in names}
    shown = None if shown is None else " ".join(shown.split())
    if "" in wanted or shown == "":
        raise Unprocessable("empty_name", "A tag or genre needs a name.")
    known = rules(connection)
    if shown is not None and name_key(shown) not in wanted:
        # What the target itself is shown as.
        shown = next(iter(known.shown(kind, [shown])), shown)
    following = sa.select(tag_rules.c.key, tag_rules.c.name, tag_rules.c.shown).where(tag_rules.c.kind == kind)
    for key, name, now in connection.execute(following).all():
        if now is not None and name_key(now) in wanted:
            wanted.setdefault(key, name)
    rows = [{"kind": kind, "key": key, "name": name, "shown": shown} for key, name in wanted.items()]
    insert = insert_into(connection, tag_rules)
    values = {"name": insert.excluded.name, "shown": insert.excluded.shown}
    connection.execute(insert.on_conflict_do_update(index_elements=["kind", "key"], set_=values), rows)
    return [*wanted.values(), *known.shown(kind, list(wanted.values())), *([shown] if shown else [])]


def remove(connection: sa.Connection, kind: str, name: str) -> list[str]:
    """Shows a tag or genre as it is again; the names by which it was and is known. Raises NotFound."""
    before = rules(connection).shown(kind, [name])
    mine = sa.delete(tag_rules).where(tag_rules.c.kind == kind, tag_rules.c.key == name_key(name))
    if not connection.execute(mine).rowcount:
        raise NotFound("rule_not_found", "There is no rule for this tag or genre.")
    return [name, *before]


def name_key(name: str) -> str:
    """What makes two names the same."""
    return " ".join(fold(name).split())
