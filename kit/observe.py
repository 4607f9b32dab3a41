"""Logs, request ids and metrics. A log line is one JSON object; it holds no header, no query, no body: no secret."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from contextvars import ContextVar
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import Problem
from kit.ids import new_id

REQUEST_ID = "X-Request-ID"
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_INBOUND_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")

REQUESTS = Counter("http_requests_total", "Requests answered.", ["service", "method", "route", "status"])
SECONDS = Histogram("http_request_seconds", "Time to the last byte.", ["service", "route"])
RUNNING = Gauge("http_requests_running", "Requests under way.", ["service"])

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


def set_up_logs(service: str, level: str) -> None:
    """Sends every log of this process to standard error, as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(level.upper())
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


class Observed:
    """ASGI: gives each request an id, counts and logs it, and turns what nobody caught into a plain 500."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        current = self._inbound_id(scope) or new_id()
        token = request_id.set(current)
        started, status = time.perf_counter(), 0

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", current.encode())]
            await send(message)

        RUNNING.labels(self.service).inc()
        try:
            await self.app(scope, receive, send_observed)
        except Exception:
            log.exception("request failed", extra={"data": {"method": scope["method"], "route": route_of(scope)}})
            if status:
                raise  # the answer has begun: only breaking it off tells the client
            await self._sorry(current)(scope, receive, send_observed)
        finally:
            RUNNING.labels(self.service).dec()
            self._record(scope, status, time.perf_counter() - started)
            request_id.reset(token)

    def _inbound_id(self, scope: Scope) -> str | None:
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _INBOUND_ID.fullmatch(value):
                return str(value.decode())
        return None

    def _sorry(self, current: str) -> ASGIApp:
        sentence = "Something went wrong on the server. The log names it by this request id."
        return Problem("internal_error", sentence).response(current)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(scope)
        REQUESTS.labels(self.service, scope["method"], route, str(status)).inc()
        SECONDS.labels(self.service, route).observe(seconds)
        level = logging.WARNING if status >= 500 else logging.DEBUG
        if log.isEnabledFor(level):
            data = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            log.log(level, "request", extra={"data": data})


def route_of(scope: Scope) -> str:
    """The template of the route that answered, never the path itself: bounded, and nothing of a reader's in it."""
    route = scope.get("route")
    return getattr(route, "path", None) or scope.get("route_name") or "other"
