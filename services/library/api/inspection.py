"""How far the opening of comics is, and which of them cannot be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from kit.identity import AdminUser, CurrentUser
from services.library.api.asked import Page, Paging
from services.library.models_inspection import InspectionState, Problem
from services.library.store import inspections
from services.library.wiring import Db

router = APIRouter(prefix="/api", tags=["inspection"])


@router.get("/inspection")
def get_inspection(user: CurrentUser, database: Db) -> InspectionState:
    """How many comics were opened, how many are left, how fast it goes."""
    with database.read() as connection:
        return inspections.state(connection)


@router.get("/problems")
def list_problems(asked: Annotated[Paging, Query()], user: AdminUser, database: Db) -> Page[Problem]:
    """Administrators: comics that cannot be read, or not to their end, and why."""
    with database.read() as connection:
        return Page.of(inspections.problems(connection, asked.window))
