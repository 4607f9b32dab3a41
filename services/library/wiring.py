"""Dependencies of routes: the database of the app they run in, and ids in addresses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from kit.db import Database


def database_of(request: Request) -> Database:
    """The service's database."""
    database: Database = request.app.state.database
    return database


Db = Annotated[Database, Depends(database_of)]
Id = Annotated[str, Path(max_length=64, pattern=r"^[^\x00]*$")]
