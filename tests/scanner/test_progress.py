"""How far a scan is: noted each half second, and watched by several people at once through the gateway."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from kit.client import ServiceClient, ServiceTokens
from services.scanner.app import create_app
from services.scanner.scans import Scans
from services.scanner.settings import Settings
from tests.gateway.doubles import house as gateway_house
from tests.gateway.doubles import receive
from tests.identities import HouseTransport
from tests.scanner.files import comic
from tests.scanner.house import House, Library
from tests.secrets_made import put_secrets

COMICS, WATCHERS, ASKED = 300, 3, 400
COOKIE = "session_token=cookie-of-admin"


class Clock:
    """Time that passes when the test says so: `asked` has the seconds somebody wanted to sleep."""

    def __init__(self) -> None:
        self.asked = list[float]()
        self._asleep, self._wake = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        self._asleep.release()
        await self._wake.acquire()

    async def begun(self) -> None:
        """Waits until somebody sleeps."""
        await self._asleep.acquire()

    async def passes(self) -> None:
        """Lets one sleep end, and waits until the sleeper has done its work and sleeps again."""
        self._wake.release()
        await self._asleep.acquire()


def scans_of(house: House, clock: Clock) -> Scans:
    """Scans of a second scanner with the house's database and library."""
    transport = HouseTransport(house.issuer, {"127.0.0.1:8002": house.library.app})
    tokens = ServiceTokens("scanner", "a secret", "http://127.0.0.1:8001", transport=transport)
    client = ServiceClient("library", "http://127.0.0.1:8002", tokens=tokens, transport=transport)
    return Scans(house.app.state.store, client, sleep=clock.sleep)


async def come_true(condition: Callable[[], bool]) -> None:
    """For what nothing tells of; fails after half a minute."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_progress_is_noted_for_all_replicas_each_half_second(tmp_path: Path, database_url: str) -> None:
    house = House(tmp_path, database_url)
    for number in range(COMICS):
        comic(house.root, f"S{number % 7}/S{number % 7} {number}.cbz", size=number + 1)
    asyncio.run(_note(house))


async def _note(house: House) -> None:
    store, clock = house.app.state.store, Clock()
    scans = scans_of(house, clock)

    def noted() -> Any:
        return store.get_running_scan_job()

    house.library.tell.clear()
    house.library.let_through.clear()
    try:
        job = await scans.start("scan")
        await clock.begun()
        await come_true(lambda: scans.live(job).processed_comics == COMICS)
        assert noted().processed_comics == 0, "half a second is not over"
        await clock.passes()
        assert (noted().processed_comics, noted().new) == (COMICS, 0)
        house.library.tell.set()
        await come_true(lambda: scans.live(job).new == COMICS)
        assert noted().new == 0
        await clock.passes()
        assert (noted().new, noted().phase) == (COMICS, "save")
        await clock.passes()
    finally:
        house.library.tell.set()
        house.library.let_through.set()
        await scans.wait()
    assert store.get_latest_scan_job().status == "completed"
    assert clock.asked == [0.5] * 4


def test_what_is_noted_tells_a_scan_that_somebody_else_cancelled_it(tmp_path: Path, database_url: str) -> None:
    house = House(tmp_path, database_url)
    comic(house.root, "a.cbz")
    asyncio.run(_cancelled_elsewhere(house))


async def _cancelled_elsewhere(house: House) -> None:
    store, clock = house.app.state.store, Clock()
    scans = scans_of(house, clock)
    house.library.let_through.clear()
    try:
        await scans.start("scan")
        await clock.begun()
        store.request_cancel()
        await clock.passes()
    finally:
        house.library.let_through.set()
        await scans.wait()
    assert store.get_latest_scan_job().status == "cancelled"


class Watcher(threading.Thread):
    """Somebody who asks again as soon as they were answered, until the scan has ended; `seen` has every answer."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.seen, self.in_the_middle = url, list[dict[str, Any]](), threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.url, headers={"Cookie": COOKIE}, trust_env=False, timeout=20) as client:
            while not self.seen or self.seen[-1]["status"] == "running":
                answer = client.get("/api/scan/status")
                self.seen.append({"code": answer.status_code, **answer.json()})
                if self.seen[-1].get("new") == COMICS:
                    self.in_the_middle.set()


def test_several_people_watch_a_scan_through_the_gateway_and_a_slow_one_holds_nobody_up(
    tmp_path: Path, database_url: str
) -> None:
    root = tmp_path / "comics"
    for number in range(COMICS):
        comic(root, f"S{number % 7}/S{number % 7} {number}.cbz", size=number + 1)
    library = Library(root)
    put_secrets(tmp_path / "secrets")
    settings = Settings(data_dir=tmp_path, database_url=database_url, scan_on_start=False, scan_settle_seconds=0)
    with gateway_house(tmp_path / "gateway") as running:
        app = create_app(settings, transport=HouseTransport(running.auth.issuer, {"127.0.0.1:8002": library.app}))
        running.doubles["scanner"].routes |= {"/api/scan": app, "/api/scan/status": app}
        library.let_through.clear()
        try:
            started = httpx.post(
                f"{running.url}/api/scan", headers={"Cookie": COOKIE, "Sec-Fetch-Site": "same-origin"}, trust_env=False
            )
            assert started.status_code == 202
            with slow(running.port) as connection:
                watchers = [Watcher(running.url) for _ in range(WATCHERS)]
                for one in watchers:
                    one.start()
                assert all(one.in_the_middle.wait(20) for one in watchers), "they see it while it goes on"
                library.let_through.set()
                for one in watchers:
                    one.join(20)
                late = [json.loads(body) for _, body in receive(connection, ASKED)]
        finally:
            library.let_through.set()
    for seen in [one.seen for one in watchers]:
        assert {one["code"] for one in seen} == {200}
        assert seen[-1]["status"] == "completed"
        assert [one["new"] for one in seen] == sorted(one["new"] for one in seen)
    assert [one["new"] for one in late] == sorted(one["new"] for one in late), "whole, and in the order of asking"
    assert {one["id"] for one in late} == {started.json()["id"]}


def slow(port: int) -> socket.socket:
    """Somebody who asked many times on one connection, and reads no answer yet; little of them fits on the way."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    connection.sendall(f"GET /api/scan/status HTTP/1.1\r\nHost: a\r\nCookie: {COOKIE}\r\n\r\n".encode() * ASKED)
    return connection
