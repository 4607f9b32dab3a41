"""Real processes: three thumbs on one store, a thousand requests for one missing cover, and one render."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from bench.replicas import ADDRESSES, Replicated
from tests.thumbs import s3 as s3_server

REQUESTS = 1000
AT_ONCE = {"folder": 1000, "s3": 100}  # the double of S3 answers some sixty a second


@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", ["folder", "s3"])
async def test_a_thousand_who_ask_three_replicas(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    settings = {"THUMBS_INSPECT": "false"}
    if store == "s3":
        url = request.getfixturevalue("s3")
        settings |= {"THUMBNAIL_STORE": f"s3://covers/{tmp_path.name}", **s3_server.environment(url)}
    with Replicated(tmp_path / "house", **settings) as door:
        await asyncio.to_thread(door.scan)
        covers = [one["cover"] for one in door.ask("GET", "/api/books")["items"]]
        answers = await asked(door, covers[0], AT_ONCE[store])
        async with asyncio.timeout(10):  # it is shown before it is kept and counted
            while not sum(made := [door.counted(address, "thumbs_covers_total") for address in ADDRESSES]):
                await asyncio.sleep(0.01)
        served = [door.answered(address) for address in ADDRESSES]
        lies_there = list((tmp_path / "house/data/covers").rglob("*.jpg"))
    assert [answer.status_code for answer in answers] == [200] * REQUESTS
    assert len({(answer.headers["ETag"], answer.content) for answer in answers}) == 1
    assert not any("X-Cover" in answer.headers for answer in answers)
    assert sum(made) == 1
    assert all(count > 0 for count in served), "each of the three was asked"
    assert len(lies_there) == (store == "folder")


async def asked(door: Replicated, path: str, at_once: int) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=at_once)
    async with httpx.AsyncClient(limits=limits, timeout=120, headers={"Cookie": door.cookie}) as client:
        return await asyncio.gather(*(client.get(door.url + path) for _ in range(REQUESTS)))
