"""`create_app`: what every service's FastAPI app has. Health, metrics, request ids, limits, and errors in one shape."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, cast

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from kit import VERSION, docstrings, internal, memory
from kit.background import beside
from kit.errors import TITLES, Problem
from kit.heads import Heads
from kit.internal import Facts
from kit.limits import MIB, BodyLimit
from kit.observe import Observed, request_id
from kit.protocol import BoundedProtocol

Check = Callable[[], str] | Callable[[], Awaitable[str]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

CODES = {404: "not_found", 405: "method_not_allowed"}
SENTENCES = {404: "There is nothing at this address.", 405: "This address does not take that method."}


def create_app(
    service: str,
    *,
    routers: Sequence[APIRouter],
    lifespan: Lifespan,
    checks: Mapping[str, Check],
    facts: Facts | None = None,
    body_limit: int = MIB,
    rest: Callable[[], None] | None = None,
) -> FastAPI:
    """The app of `service`.

    `checks` name what it depends on: each returns a word about it, or raises a Problem. `facts` are the numbers that
    the page about the system shows. `body_limit` is in bytes. `rest` is called once a minute, in a thread, to let go
    of what a quiet service does not need.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(app), beside(lambda: memory.keep_trim(rest)):
            app.state.ready = True
            yield
            app.state.ready = False

    # The routes as their modules made them. `include_router` would make new ones for each app, while these, made
    # when the modules were imported, are shared by all services that are forked later.
    house = [operations, internal.router] if facts is not None else [operations]
    routes = [route for router in (*house, *routers) for route in router.routes]
    title = f"Quarterbin {service}"
    app = FastAPI(
        title=title, version=VERSION, lifespan=life, redoc_url=None, routes=routes, exception_handlers=ANSWERS
    )
    # A redirect to the address without the slash at its end would name this service's own port to people outside.
    app.router.redirect_slashes = False
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    app.state.ready, app.state.started = False, time.monotonic()
    app.state.protocol = BoundedProtocol
    app.add_middleware(Heads, routes=app.router.routes)
    app.add_middleware(BodyLimit, limit=body_limit)
    app.add_middleware(Observed, service=service)
    app.state.service, app.state.facts = service, facts
    app.state.health = lambda: health(app, service, checks)
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """What the pages about the API are made of."""
    if app.openapi_schema is None and sys.flags.optimize > 1:
        docstrings.describe(app)
    return FastAPI.openapi(app)


# Made once, when this is imported: services forked from one process share it.
operations = APIRouter(include_in_schema=False)


@operations.get("/healthz")
async def healthz(request: Request) -> JSONResponse:
    """Whether this service is well, and what it depends on."""
    body = await request.app.state.health()
    return JSONResponse(body, 503 if body["status"] == "down" else 200, {"Cache-Control": "no-store"})


@operations.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Whether it takes requests."""
    state = request.app.state
    return JSONResponse({"service": state.service, "ready": bool(state.ready)}, 200 if state.ready else 503)


@operations.get("/metrics")
def metrics() -> Response:
    """What it counts, for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def health(app: FastAPI, service: str, checks: Mapping[str, Check]) -> dict[str, Any]:
    """The health report of this process."""
    depends_on = {name: await health_of(check) for name, check in checks.items()}
    well = all(one["status"] == "ok" for one in depends_on.values())
    return {
        "service": service,
        "version": VERSION,
        "status": "ok" if well else "degraded" if app.state.ready else "down",
        "uptime_s": round(time.monotonic() - app.state.started, 1),
        "depends_on": depends_on,
    }


async def health_of(check: Check) -> dict[str, str]:
    """One line of a health report."""
    try:
        said = await check() if inspect.iscoroutinefunction(check) else await run_in_threadpool(check)
        return {"status": "ok", "detail": str(said)}
    except Problem as problem:
        return {"status": "down", "detail": problem.detail}


async def answer_problem(request: Request, problem: Exception) -> Response:
    """A Problem that a handler raised."""
    return cast(Problem, problem).response(request_id.get())


async def answer_http_exception(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an unknown path, a wrong method."""
    refused = cast(HTTPException, error)
    status = refused.status_code
    code = CODES.get(status, TITLES.get(status, "error").lower().replace(" ", "_"))
    detail = SENTENCES.get(status, "This request cannot be answered.")
    return Problem(code, detail, status=status, headers=dict(refused.headers or {})).response(request_id.get())


async def answer_invalid(request: Request, error: Exception) -> Response:
    """A request that does not fit its model: 422 naming each field, and repeating nothing of what was sent."""
    errors: list[dict[str, Any]] = [
        {
            "field": ".".join(map(str, one["loc"][1:])) or str(one["loc"][0]),
            "message": one["msg"].removeprefix("Value error, "),  # pydantic's, before what our validators say
        }
        for one in cast(RequestValidationError, error).errors()
    ]
    first = errors[0] if errors else {"field": "request", "message": "is not valid"}
    detail = f"This request is not right: {first['field']}: {first['message']}."
    return Problem("invalid_request", detail, status=422, errors=errors[:20]).response(request_id.get())


async def answer_half_character(request: Request, error: Exception) -> Response:
    """JSON may hold half of a surrogate pair, which is not text; encoding it fails, wherever that is first tried."""
    sentence = "A text in this request holds half a character."
    return Problem("bad_value", sentence, status=400).response(request_id.get())


ANSWERS: dict[int | type[Exception], Any] = {
    Problem: answer_problem,
    HTTPException: answer_http_exception,
    RequestValidationError: answer_invalid,
    UnicodeEncodeError: answer_half_character,
}
