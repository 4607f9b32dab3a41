"""Logs, request ids and metrics. A log line is one JSON object; it holds no header, no query, no body: no secret."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import Problem
from kit.ids import new_id
from kit.logs import RECENT

REQUEST_ID = "X-Request-ID"
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_INBOUND_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")

REQUESTS = Counter("http_requests_total", "Requests answered.", ["service", "method", "route", "status"])
SECONDS = Histogram("http_request_seconds", "Time to the last byte.", ["service", "route"])
RUNNING = Gauge("http_requests_running", "Requests under way.", ["service"])

Finish = Callable[[Scope, list[tuple[bytes, bytes]]], list[tuple[bytes, bytes]]]
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

log = logging.getLogger("quarterbin")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; `extra={"data": {...}}` is merged in."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"
        line: dict[str, Any] = {
            "time": stamp,
            "level": record.levelname.lower(),
            "service": self.service,
            "event": record.getMessage(),
        }
        if current := request_id.get():
            line["request_id"] = current
        line.update(getattr(record, "data", {}))
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logs(service: str, level: str, before: Path | None = None) -> None:
    """Sends every log of this process to standard error, as JSON lines, and keeps the newest in memory.

    `before` is the file with what was said before a restart, where standard error goes to one.
    """
    handler = logging.StreamHandler(sys.stderr)
    if before is not None:
        RECENT.take_over(before, service)
    root = logging.getLogger()
    root.handlers[:] = [handler, RECENT]
    for one in root.handlers:
        one.setFormatter(JsonLines(service))
    root.setLevel(logging.WARNING)
    log.setLevel(level.upper())
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


class Outgoing:
    """`send` of one request: keeps its status in mind (0 until the answer begins), and gives it the request's id."""

    __slots__ = ("_finish", "_id", "_scope", "_send", "status")

    def __init__(self, scope: Scope, send: Send, current: str, finish: Finish | None) -> None:
        self._scope, self._send, self._finish = scope, send, finish
        self._id, self.status = current.encode(), 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.get("headers", [])
            finished = self._finish(self._scope, headers) if self._finish else headers
            message["headers"] = [*finished, (b"x-request-id", self._id)]
        await self._send(message)


class Observed:
    """ASGI: gives each request an id, counts and logs it, and turns what nobody caught into a plain 500.

    `finish` has the last word on the headers of every answer.
    """

    def __init__(self, app: ASGIApp, service: str, finish: Finish | None = None) -> None:
        self.app, self.service, self._finish = app, service, finish
        self.running = RUNNING.labels(service)
        # labels() costs more than counting; there are few methods, routes and statuses, and `_METHODS` bounds them.
        self._counters: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        current = self._inbound_id(scope) or new_id()
        token = request_id.set(current)
        started = time.perf_counter()
        outgoing = Outgoing(scope, send, current, self._finish)
        self.running.inc()
        try:
            await self.app(scope, receive, outgoing)
        except Exception:
            log.exception("request failed", extra={"data": {"method": scope["method"], "route": route_of(scope)}})
            if outgoing.status:
                raise  # the answer has begun: the client only notices if it breaks off
            await self._sorry(current)(scope, receive, outgoing)
        finally:
            self.running.dec()
            self.record(scope["method"], route_of(scope), outgoing.status, time.perf_counter() - started)
            request_id.reset(token)

    def _inbound_id(self, scope: Scope) -> str | None:
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _INBOUND_ID.fullmatch(value):
                return str(value.decode())
        return None

    def _sorry(self, current: str) -> ASGIApp:
        sentence = "Something went wrong on the server. The log names it by this request id."
        return Problem("internal_error", sentence).response(current)

    def record(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts and logs a request that was answered; `route` is the template of its path."""
        method = method if method in _METHODS else "other"
        counters = self._counters.get((method, route, status))
        if counters is None:
            of_all = REQUESTS.labels(self.service, method, route, str(status))
            counters = of_all, SECONDS.labels(self.service, route)
            self._counters[method, route, status] = counters
        counters[0].inc()
        counters[1].observe(seconds)
        level = logging.WARNING if status >= 500 else logging.DEBUG
        if log.isEnabledFor(level):
            data = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            log.log(level, "request", extra={"data": data})


def route_of(scope: Scope) -> str:
    """The template of the route that answered, never the path itself: bounded, and nothing of a reader's in it."""
    route = scope.get("route")
    return getattr(route, "path", None) or scope.get("route_name") or "other"


def answered() -> dict[str, int]:
    """How many requests this process has answered, and how many of them with a failure of its own (5xx)."""
    samples = [one for metric in REQUESTS.collect() for one in metric.samples if one.name.endswith("_total")]
    failed = sum(one.value for one in samples if one.labels["status"].startswith("5"))
    return {"requests": int(sum(one.value for one in samples)), "failed": int(failed)}
