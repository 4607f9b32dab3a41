"""A scan makes way while people use the catalogue, and only then."""

import asyncio
from typing import Any

import pytest

from services.library import courtesy
from tests.library.house import House, comic, shelf


def test_a_batch_takes_a_breath_while_somebody_is_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    breaths: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float, *more: Any) -> None:
        breaths.append(seconds)
        await sleep(0)

    library = house.library()
    monkeypatch.setattr(courtesy, "HERE", 0.0)
    monkeypatch.setattr(courtesy.asyncio, "sleep", noted)
    house.bring(library, [shelf("Tide")], [comic("1.cbz")])
    assert breaths == []
    monkeypatch.setattr(courtesy, "HERE", 3600.0)
    house.get("/api/home")
    house.bring(library, [shelf("Tide")], [comic("2.cbz", mtime=2.5)])
    assert len(breaths) == 1
    assert 0 < breaths[0] <= courtesy.LONGEST
