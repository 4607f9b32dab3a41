"""Routes for the gateway that every service has: its state with some numbers, and its log, for administrators."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field, field_validator
from starlette.concurrency import run_in_threadpool

from kit.errors import Problem
from kit.identity import require_service
from kit.logs import RECENT
from kit.observe import answered
from kit.times import written

Facts = Callable[[], dict[str, Any]] | Callable[[], Awaitable[dict[str, Any]]]


class LogsWanted(BaseModel):
    """Which lines of a log: at `level` or above, holding one of the lines of `q`, said at `since` or later; the newest
    `limit`."""

    level: Literal["debug", "info", "warning", "error"] = "debug"
    q: str = Field("", max_length=4000)
    since: AwareDatetime | None = None
    limit: int = Field(200, ge=1, le=1000)

    @field_validator("since")
    @classmethod
    def _in_utc(cls, since: datetime | None) -> datetime | None:
        try:
            return since.astimezone(UTC) if since else None
        except OverflowError as error:
            raise ValueError("this is before or after all times") from error

    def lines(self) -> list[dict[str, Any]]:
        """Those of this process."""
        return RECENT.lines(level=self.level, q=self.q, since=self.since, limit=self.limit)


# Made once, when this is imported: services forked from one process share it.
router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(require_service("gateway"))])


@router.get("/facts")
async def get_facts(request: Request) -> dict[str, Any]:
    """How this process is, and what it has to tell in numbers."""
    state = request.app.state
    return {**await state.health(), **await run_in_threadpool(of_process), "facts": await known(state.facts)}


@router.get("/logs")
def get_logs(asked: Annotated[LogsWanted, Query()]) -> dict[str, Any]:
    """The newest lines of this process's log."""
    return {"items": asked.lines()}


async def known(facts: Facts) -> dict[str, Any]:
    """The facts; none where they cannot be had just now (the health says why)."""
    try:
        found: Any = await facts() if inspect.iscoroutinefunction(facts) else await run_in_threadpool(facts)
    except Problem:
        return {}
    return dict(found)


def of_process() -> dict[str, Any]:
    """What every process can say about itself: memory, clock, requests.

    Takes some ms, so it is not for the event loop.
    """
    return {"memory_bytes": pss(), "now": written(datetime.now(UTC)), **answered()}


def pss() -> int | None:
    """What this process takes, in bytes (PSS: what services share counts in equal parts); None without such a /proc."""
    try:
        told = re.search(r"^Pss:\s+(\d+) kB$", Path("/proc/self/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(told[1]) * 1024 if told else None
