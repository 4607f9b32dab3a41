"""Work beside the answering: begun again after an error, ended with the service."""

from __future__ import annotations

import asyncio

import pytest

from kit import background


async def test_what_an_error_ended_is_begun_again_and_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background, "PAUSE", 0)
    begun, ended = [], asyncio.Event()
    well = asyncio.Event()

    async def work() -> None:
        begun.append(1)
        if len(begun) == 1:
            raise ValueError("a poisoned row")
        well.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with background.beside(work):
        await asyncio.wait_for(well.wait(), 5)
    assert len(begun) == 2
    assert ended.is_set()
    assert [record.message for record in caplog.records] == ["background work failed"]
    assert "a poisoned row" in (caplog.text)


async def test_what_is_done_is_not_done_again() -> None:
    done = []

    async def work() -> None:
        done.append(1)

    async with background.beside(work):
        for _ in range(3):
            await asyncio.sleep(0)
    assert done == [1]
