"""Tells library that a user was removed, again and again until it knows.

Until then the removed user's row stays in the database.
"""

from __future__ import annotations

import asyncio
import logging

from kit.client import ServiceClient
from kit.db import Database
from kit.errors import Problem
from services.auth.signer import Signer
from services.auth.store import users

log = logging.getLogger("quarterbin.auth")

TRIES = 10  # at start and after each removal; what is left then waits for the next of these
LONGEST = 300.0  # seconds between two tries


class OwnTokens:
    """auth's own identity, for which it has to ask nobody (`kit.client.Tokens`)."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    async def token(self, audience: str) -> str:
        """A token for `audience`."""
        return self._signer.service_token("auth", audience)


class Farewell:
    """Runs beside the service; `wake` says that somebody was removed."""

    def __init__(self, db: Database, library: ServiceClient) -> None:
        self._db, self._library = db, library
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """Somebody was removed. From any thread."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Tells library about everybody removed, now and whenever woken. Ends only by being cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            for tried in range(TRIES):
                if await self.tell():
                    break
                await self._sleep(min(2.0**tried, LONGEST))
            await self._woken.wait()

    async def tell(self) -> bool:
        """One try for everybody who is left; True when nobody is."""
        try:
            gone = await asyncio.to_thread(self._removed)
            for user_id in gone:
                await self._library.send("DELETE", f"/internal/users/{user_id}")
                await asyncio.to_thread(self._forget, user_id)
        except Problem as problem:
            log.warning("library does not know yet who was removed", extra={"data": {"reason": problem.code}})
            return False
        return True

    async def close(self) -> None:
        """Closes the connections to library."""
        await self._library.close()

    async def _sleep(self, seconds: float) -> None:
        """Until the next try, or until somebody else is removed."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    def _removed(self) -> list[str]:
        with self._db.read() as connection:
            return users.removed(connection)

    def _forget(self, user_id: str) -> None:
        with self._db.write() as connection:
            users.forget(connection, user_id)
