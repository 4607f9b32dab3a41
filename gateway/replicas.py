"""The addresses of one service: its name may stand for several, which come and go."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOK_AGAIN = 3.0  # seconds after which the name is looked up anew, while requests go on
STALE = 30.0  # seconds after which a request waits for that
DOWN_FOR = 1.0  # seconds in which an address that failed is passed over where there is another

log = logging.getLogger("quarterbin.gateway")


@dataclass(eq=False)
class Replica:
    """One address, as an origin: `http://10.0.0.3:8003`."""

    origin: str
    in_flight: int = 0
    down_until: float = 0.0
    used: int = 0

    def done(self) -> None:
        """A request to it has ended."""
        self.in_flight -= 1

    def failed(self) -> None:
        """It did not answer, or broke off: others are taken for a moment."""
        self.down_until = time.monotonic() + DOWN_FOR


class Replicas:
    """All addresses that the host of `url` has now. `resolve=False` keeps the name as it is, for tests' transports."""

    def __init__(self, url: str, *, resolve: bool = True) -> None:
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.hostname or ""
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self.netloc = parts.netloc
        self._resolve = resolve and not _is_address(self._host)
        self._known: dict[str, Replica] = {}
        self._looked = float("-inf")
        self._looking: asyncio.Task[None] | None = None
        self._count = 0
        if not self._resolve:
            self._known = {url: Replica(url)}

    async def pick(self, tried: set[Replica]) -> Replica | None:
        """The address with the least to do, the longest unused among equals; None where all were tried."""
        now = time.monotonic()
        if self._resolve and now - self._looked >= LOOK_AGAIN:
            await self._look(now - self._looked)
        return self._best([replica for replica in self._known.values() if replica not in tried], now)

    def at_hand(self) -> Replica | None:
        """What `pick` would choose, where that needs no waiting; None also where that address failed recently."""
        now = time.monotonic()
        if self._resolve and now - self._looked >= LOOK_AGAIN:
            return None
        best = self._best(list(self._known.values()), now)
        return best if best and best.down_until <= now else None

    def _best(self, among: list[Replica], now: float) -> Replica | None:
        if not among:
            return None
        best = among[0]
        if len(among) > 1:
            best = min(among, key=lambda replica: (replica.down_until > now, replica.in_flight, replica.used))
        self._count += 1
        best.used = self._count
        return best

    async def origins(self) -> list[str]:
        """All addresses as origins, as they are now."""
        if self._resolve:
            await self._look(float("inf"))
        return sorted(self._known)

    async def close(self) -> None:
        """Ends a look-up that is under way."""
        if self._looking:
            self._looking.cancel()

    async def _look(self, age: float) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_up())
        if age > STALE:
            await asyncio.shield(self._looking)

    async def _look_up(self) -> None:
        try:
            async with asyncio.timeout(2.0):
                asking = asyncio.to_thread(socket.getaddrinfo, self._host, self._port, type=socket.SOCK_STREAM)
                found = await asking
        except (OSError, TimeoutError) as error:
            log.warning("name not found", extra={"data": {"host": self._host, "reason": str(error)}})
            if self._known:
                self._looked = time.monotonic()  # the addresses known so far still count
            return
        origins = {self._origin_of(str(entry[4][0])) for entry in found}
        self._known = {origin: self._known.get(origin) or Replica(origin) for origin in sorted(origins)}
        self._looked = time.monotonic()

    def _origin_of(self, address: str) -> str:
        host = f"[{address}]" if ":" in address else address
        return f"{self._scheme}://{host}:{self._port}"


def _is_address(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
            return True
        except OSError:
            continue
    return False
