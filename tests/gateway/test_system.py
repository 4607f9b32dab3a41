"""/api/system: for administrators alone; what one service does not say does not keep the others from saying theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.gateway.doubles import House, answer

ADMIN = {"Cookie": "session_token=cookie-of-admin"}
ASKED: list[dict[str, str]] = []


def facts(name: str, **more: Any) -> Any:
    async def handler(scope: Any, receive: Any, send: Any) -> None:
        ASKED.append({key.decode(): value.decode() for key, value in scope["headers"]})
        body = {"service": name, "status": "ok", "version": "1", "uptime_s": 5, "depends_on": {}, "facts": more}
        await answer(send, json.dumps(body).encode())

    return handler


def logs(*times: str) -> Any:
    async def handler(scope: Any, receive: Any, send: Any) -> None:
        ASKED.append({"query": scope["query_string"].decode()})
        lines = [{"id": time, "time": time, "level": "info", "event": "said"} for time in times]
        await answer(send, json.dumps({"items": lines}).encode())

    return handler


async def broken(scope: Any, receive: Any, send: Any) -> None:
    await answer(send, b"<html>", 500, "text/html")


@pytest.fixture
def told(running: House) -> Iterator[House]:
    for name in ("auth", "library", "scanner"):
        running.doubles[name].routes["/internal/facts"] = facts(name, told_by=name)
    running.thumbs.routes["/internal/facts"] = broken
    running.library.routes["/internal/logs"] = logs("2026-01-01T00:00:01.000Z", "2026-01-01T00:00:03.000Z")
    running.auth.routes["/internal/logs"] = logs("2026-01-01T00:00:02.000Z")
    running.doubles["scanner"].routes["/internal/logs"] = logs()
    running.thumbs.routes["/internal/logs"] = broken
    ASKED.clear()
    yield running
    for double in running.doubles.values():
        double.routes.pop("/internal/facts")
        double.routes.pop("/internal/logs")


@pytest.mark.parametrize("path", ["/api/system", "/api/system/logs"])
def test_it_is_for_administrators(told: House, client: httpx.Client, reader: dict[str, str], path: str) -> None:
    assert client.get(path).status_code == 401
    refused = client.get(path, headers=reader)
    assert (refused.status_code, refused.json()["code"]) == (403, "admin_only")
    assert ASKED == []
    assert client.get(path, headers=ADMIN).status_code == 200
    assert client.post(path, headers={**ADMIN, "Sec-Fetch-Site": "same-origin"}).status_code == 405
    assert client.get(f"{path}/more", headers=ADMIN).status_code == 404


def test_every_service_and_the_one_that_is_not_well(told: House, client: httpx.Client) -> None:
    said = client.get("/api/system", headers=ADMIN).json()
    services = {one["name"]: one for one in said["services"]}
    assert list(services) == ["gateway", "auth", "library", "thumbs", "scanner"]
    assert said["status"] == "degraded"
    assert services["library"]["replicas"][0]["facts"] == {"told_by": "library"}
    assert services["library"]["replicas"][0]["latency_ms"] >= 0
    assert services["gateway"]["replicas"][0]["requests"] >= 0
    assert 0 < services["gateway"]["replicas"][0]["memory_bytes"] < 1 << 30
    (thumbs,) = services["thumbs"]["replicas"]
    assert services["thumbs"]["status"] == thumbs["status"] == "down"
    assert thumbs["detail"].endswith(".")
    # Services are asked with the gateway's own token: nobody's cookie goes with it.
    assert all("cookie" not in headers and "authorization" in headers for headers in ASKED)


def test_logs_of_all_in_the_order_of_time(told: House, client: httpx.Client) -> None:
    said = client.get("/api/system/logs?service=&level=warning&q=disk", headers=ADMIN).json()
    assert [line["id"] for line in said["items"] if line["event"] == "said"] == [
        f"2026-01-01T00:00:0{second}.000Z" for second in (1, 2, 3)
    ]
    assert [one["service"] for one in said["silent"]] == ["thumbs"]
    assert all("level=warning" in one["query"] and "q=disk" in one["query"] for one in ASKED)


def test_logs_of_one_service_at_most_so_many(told: House, client: httpx.Client) -> None:
    said = client.get("/api/system/logs?service=library&limit=1", headers=ADMIN).json()
    assert [line["id"] for line in said["items"]] == ["2026-01-01T00:00:03.000Z"]
    assert said["silent"] == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=x",
        "level=loud",
        "since=yesterday",
        "since=2026-01-01",
        "since=0001-01-01T00:00:00%2B14:00",
        "since=9999-12-31T23:59:59-14:00",
        "service=x",
    ],
)
def test_a_filter_that_is_none(told: House, client: httpx.Client, query: str) -> None:
    answer = client.get(f"/api/system/logs?{query}", headers=ADMIN)
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")
