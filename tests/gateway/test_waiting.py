"""Many who want the same picture, and it takes its time: all of them get it, though few can wait at thumbs itself."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.doubles import answer, house, receive

READERS = 20
GET = b"GET /api/cover/1 HTTP/1.1\r\nHost: x\r\nCookie: session_token=somebody\r\n\r\n"


def test_who_waits_for_a_cover_waits_for_a_connection_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.http.wire.FREE_WITHIN", 0.05)
    monkeypatch.setattr("gateway.upstream.PATIENCE", 0.5)
    drawn, wondered, asked = threading.Event(), threading.Event(), []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(drawn.wait, 20)
        await answer(send, b"cover", 200, "image/jpeg")

    async def ready(scope: Any, receive: Any, send: Any) -> None:
        asked.append(1)
        wondered.set()
        await answer(send, b"{}")

    with house(tmp_path, service_connections=2) as running, ExitStack() as closed:
        running.auth.people["somebody"] = "reader"
        running.thumbs.routes |= {"/api/cover/1": slow, "/readyz": ready}
        readers = [closed.enter_context(running.connect()) for _ in range(READERS)]
        for reader in readers:
            reader.sendall(GET)
        assert wondered.wait(10), (
            "some are late, and whether thumbs is alive is asked though all connections are in use"
        )
        drawn.set()
        answers = [receive(reader)[0] for reader in readers]
        assert [(head.split()[1], body) for head, body in answers] == [(b"200", b"cover")] * READERS
    assert len(asked) < READERS, "one question for all who wonder at the same time"
