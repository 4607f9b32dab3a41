"""What an app answers, out of its own route table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from fastapi import FastAPI


class Route(NamedTuple):
    """A method and a path with its `{parameters}`."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


# What every service has for whoever watches over it.
OPERATIONS = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/oauth2-redirect"}


def routes_of(app: FastAPI) -> list[Route]:
    """Every route, those that its OpenAPI page does not show too, but for OPERATIONS."""
    return [
        Route(method, route.path)
        for route in _flat(app.routes)
        if route.path not in OPERATIONS
        for method in sorted(route.methods)
    ]


def _flat(routes: Sequence[Any]) -> Iterator[Any]:
    """Routes, those of included routers too, which FastAPI keeps as they are."""
    for route in routes:
        if hasattr(route, "path"):
            yield route
        else:
            yield from _flat(route.original_router.routes)
