"""The health of the whole server: each service's own report, asked for at the same time and kept for a second."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.responses import JSONResponse, Response

from kit import VERSION
from kit.client import ServiceClient
from kit.errors import Problem
from kit.http.answer import Transport

WITHIN = 2.0  # seconds a service has to say how it is
KEPT_FOR = 1.0  # seconds
WORDS = {"ok": "answers", "degraded": "answers, but something that it needs does not work", "down": "is starting"}


class Health:
    """Asks the services at `urls`, by name."""

    def __init__(self, urls: dict[str, str], *, transport: Transport | None = None) -> None:
        self._clients = {name: ServiceClient(name, url, transport=transport) for name, url in urls.items()}
        self._started = time.monotonic()
        self._kept: tuple[float, dict[str, dict[str, str]]] = (float("-inf"), {})
        self._asking: asyncio.Task[dict[str, dict[str, str]]] | None = None

    async def answer(self) -> Response:
        """GET /healthz: 200 as long as the gateway itself can answer; `degraded` while a service is not well."""
        services = await self._services()
        well = all(one["status"] == "ok" for one in services.values())
        body = {
            "service": "gateway",
            "version": VERSION,
            "status": "ok" if well else "degraded",
            "uptime_s": round(time.monotonic() - self._started, 1),
            "depends_on": services,
        }
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    async def close(self) -> None:
        """Closes the connections."""
        for client in self._clients.values():
            await client.close()

    async def _services(self) -> dict[str, dict[str, str]]:
        until, kept = self._kept
        if until > time.monotonic():
            return kept
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all())
        return await asyncio.shield(self._asking)

    async def _ask_all(self) -> dict[str, dict[str, str]]:
        answers = await asyncio.gather(*(self._ask(client) for client in self._clients.values()))
        services = dict(zip(self._clients, answers, strict=True))
        self._kept = (time.monotonic() + KEPT_FOR, services)
        return services

    async def _ask(self, client: ServiceClient) -> dict[str, str]:
        try:
            async with asyncio.timeout(WITHIN):
                said: Any = await client.get("/healthz")
        except TimeoutError:
            return {"status": "down", "detail": f"The {client.service} service took too long to answer."}
        except Problem as problem:
            return {"status": "down", "detail": problem.detail}
        status = said.get("status") if isinstance(said, dict) else None
        if status not in WORDS:
            return {"status": "down", "detail": f"The {client.service} service gave an answer that makes no sense."}
        return {"status": status, "detail": WORDS[status]}
