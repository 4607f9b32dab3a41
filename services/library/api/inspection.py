"""How far the opening of comics is, and which of them cannot be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kit.identity import AdminUser, CurrentUser
from services.library.api.asked import Page, Paging, Searched, Word
from services.library.models_curation import Keys
from services.library.models_inspection import InspectionState, Problem, ProblemKind
from services.library.store import inspections, troubled
from services.library.store.troubled import Trouble
from services.library.wiring import Db

router = APIRouter(prefix="/api", tags=["inspection"])


class Troubled(BaseModel):
    """Which comics with a problem; all where nothing is said."""

    library: Word | None = None
    format: Word | None = None
    kind: Word | None = Field(None, description="as /api/problems/kinds tells it")
    q: Searched | None = Field(None, description="words of titles, paths or reasons")

    @property
    def which(self) -> Trouble:
        """For the store."""
        return Trouble(self.library, self.format, self.kind, self.q)


class ProblemsAsked(Paging, Troubled):
    """GET /api/problems."""


class Retry(Troubled):
    """POST /api/problems/retry: of those that the filter leaves, these alone (`ids`), or all."""

    ids: Keys | None = None


class Kinds(BaseModel):
    """All kinds."""

    items: list[ProblemKind]


class Retried(BaseModel):
    """How many comics are opened once more."""

    retried: int


@router.get("/inspection")
def get_inspection(user: CurrentUser, database: Db) -> InspectionState:
    """How many of the reader's comics were opened, how many are left, how fast it goes."""
    with database.read() as connection:
        return inspections.state(connection, user)


@router.get("/problems")
def list_problems(asked: Annotated[ProblemsAsked, Query()], user: AdminUser, database: Db) -> Page[Problem]:
    """Administrators: comics that cannot be read, or not to their end, and why."""
    with database.read() as connection:
        return Page.of(troubled.listed(connection, asked.which, asked.window))


@router.get("/problems/kinds")
def list_problem_kinds(asked: Annotated[Troubled, Query()], user: AdminUser, database: Db) -> Kinds:
    """Administrators: what is wrong, and with how many comics, under the other filters."""
    with database.read() as connection:
        return Kinds(items=troubled.kinds(connection, asked.which))


@router.post("/problems/retry", status_code=202)
def retry_problems(said: Retry, user: AdminUser, database: Db) -> Retried:
    """Administrators: opens comics again, as if they had never been tried, after everything that people ask for."""
    with database.write() as connection:
        return Retried(retried=troubled.retry(connection, said.which, said.ids))
