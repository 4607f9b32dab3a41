"""Notices which transactions wrote into some tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event


def watch(engine: sa.Engine, tables: Collection[str], then: Callable[[sa.Connection], None]) -> None:
    """Calls `then` at the end of each transaction that wrote into one of `tables`, just before it commits."""
    writes = re.compile(rf'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(?:{"|".join(tables)})\b')
    written = object()  # our key in the connection's `info`

    @event.listens_for(engine, "begin")
    def forget(connection: sa.Connection) -> None:
        connection.info.pop(written, None)

    @event.listens_for(engine, "before_cursor_execute")
    def note(
        connection: sa.Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if writes.match(statement):
            connection.info[written] = True

    @event.listens_for(engine, "commit")
    def tell(connection: sa.Connection) -> None:
        if connection.info.pop(written, None):
            then(connection)
