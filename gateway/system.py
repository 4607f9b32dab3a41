"""/api/system, for administrators: every replica of every service with its state and numbers, and all their logs."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from gateway.inbound import Inbound, check_reads
from gateway.upstream import Upstream
from kit import VERSION
from kit.client import ServiceClient, ServiceTokens
from kit.errors import NotFound, Problem, Unprocessable
from kit.http.answer import Transport
from kit.internal import LogsWanted, of_process
from kit.topology import SERVICES

WITHIN = 3.0  # seconds a replica has to answer
NAMES = [service.name for service in SERVICES]
GATEWAY = "gateway"


class System:
    """Asks all replicas at once; one that does not answer is part of the answer."""

    def __init__(
        self, upstreams: dict[str, Upstream], tokens: ServiceTokens, *, transport: Transport | None = None
    ) -> None:
        self._upstreams, self._tokens, self._transport = upstreams, tokens, transport
        self._clients: dict[tuple[str, str], ServiceClient] = {}
        self._started = time.monotonic()

    async def answer(self, inbound: Inbound) -> Response:
        """GET /api/system and /api/system/logs."""
        check_reads(inbound)
        if inbound.path == "/api/system":
            body = await self._state()
        elif inbound.path == "/api/system/logs":
            body = await self._logs(inbound)
        else:
            raise NotFound("not_found", "There is nothing at this address.")
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    async def close(self) -> None:
        """Closes the connections."""
        for client in self._clients.values():
            await client.close()

    async def _state(self) -> dict[str, Any]:
        own = {"status": "ok", "version": VERSION, "uptime_s": round(time.monotonic() - self._started, 1)}
        own |= {"address": "", "latency_ms": 0.0, "depends_on": {}, "facts": {}, **await run_in_threadpool(of_process)}
        asked = await self._ask_all("/internal/facts", {}, NAMES)
        services = [{"name": GATEWAY, "status": "ok", "replicas": [own]}]
        services += [{"name": name, "status": _worst(replicas), "replicas": replicas} for name, replicas in asked]
        return {
            "version": VERSION,
            "status": "ok" if all(one["status"] == "ok" for one in services) else "degraded",
            "services": services,
        }

    async def _logs(self, inbound: Inbound) -> dict[str, Any]:
        query = dict(parse_qsl(urlsplit(inbound.target.decode("latin-1")).query, keep_blank_values=False))
        service = query.pop("service", "")
        try:
            wanted = LogsWanted.model_validate(query)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            fields = [{"field": field, "message": first["msg"]}]
            raise Unprocessable(
                "invalid_request", f"This request is not right: {field}: {first['msg']}.", errors=fields
            ) from error
        if service and service not in NAMES:
            raise Unprocessable("unknown_service", f"There is no such service. There are {', '.join(NAMES)}.")
        names = [service] if service else NAMES
        lines = [{**line, "replica": ""} for line in wanted.lines()] if GATEWAY in names else []
        silent = []
        asked = await self._ask_all("/internal/logs", wanted.model_dump(mode="json", exclude_none=True), names)
        for name, replicas in asked:
            for one in replicas:
                lines += [{**line, "replica": one["address"]} for line in one.get("items", [])]
                if one["status"] == "down":
                    silent.append({"service": name, "address": one["address"], "detail": one["detail"]})
        lines.sort(key=lambda line: str(line["time"]))
        return {"items": lines[-wanted.limit :], "silent": silent}

    async def _ask_all(
        self, path: str, params: dict[str, Any], names: list[str]
    ) -> list[tuple[str, list[dict[str, Any]]]]:
        asked = [name for name in self._upstreams if name in names]
        found = await asyncio.gather(*(self._ask_service(name, path, params) for name in asked))
        return list(zip(asked, found, strict=True))

    async def _ask_service(self, name: str, path: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        origins = await self._upstreams[name].origins()
        if not origins:
            return [_down("", f"The name of the {name} service is not known here.")]
        return list(await asyncio.gather(*(self._ask(name, origin, path, params) for origin in origins)))

    async def _ask(self, name: str, origin: str, path: str, params: dict[str, Any]) -> dict[str, Any]:
        address, began = origin.partition("://")[2], time.perf_counter()
        client = self._clients.get((name, origin))
        if client is None:
            client = ServiceClient(name, origin, tokens=self._tokens, transport=self._transport)
            self._clients[name, origin] = client
        try:
            async with asyncio.timeout(WITHIN):
                said: Any = await client.get(path, params=params)
        except TimeoutError:
            return _down(address, f"The {name} service took too long to answer.")
        except Problem as problem:
            return _down(address, problem.detail)
        if not isinstance(said, dict):
            return _down(address, f"The {name} service gave an answer that makes no sense.")
        return {
            "status": "ok",
            **said,
            "address": address,
            "latency_ms": round((time.perf_counter() - began) * 1000, 1),
        }


def _down(address: str, detail: str) -> dict[str, Any]:
    return {"address": address, "status": "down", "detail": detail, "facts": {}, "depends_on": {}}


def _worst(replicas: list[dict[str, Any]]) -> str:
    """A service is well when all its replicas are, and down when none answers."""
    states = {str(one.get("status")) for one in replicas}
    return "ok" if states == {"ok"} else "down" if states == {"down"} else "degraded"
