"""`INSERT ... ON CONFLICT`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kit import db

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_into(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what happens where the row exists already."""
    return db.insert_into(connection.dialect.name, table)
