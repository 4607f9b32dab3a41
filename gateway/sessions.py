"""Turns credentials into identities: asks auth, and keeps its answer for seconds or until it may have changed."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

from gateway.credentials import Shown
from gateway.inbound import Inbound
from kit.client import ServiceClient, ServiceTokens
from kit.errors import Unauthorized, Unavailable
from kit.http.answer import Transport
from kit.wire.identity import Credential, IdentityAnswer, IdentityRequest

KEPT_FOR = 5.0  # seconds; for that long another gateway does not notice a logout here
KEPT = 4096  # answers
PATIENCE = 4.0  # seconds for auth to answer


@dataclass(frozen=True)
class Refusal:
    """What auth said where a credential is no login; the error itself is made anew for each who asks."""

    code: str
    detail: str


class Sessions:
    """The identities of whoever came in lately."""

    def __init__(self, auth_url: str, tokens: ServiceTokens, *, transport: Transport | None = None) -> None:
        self._auth = ServiceClient("auth", auth_url, tokens=tokens, transport=transport)
        self._kept: OrderedDict[bytes, tuple[float, IdentityAnswer | Refusal]] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[IdentityAnswer]] = {}
        self._generation = 0

    def known(self, key: bytes) -> IdentityAnswer | None:
        """Who that is (`key_of`), where auth said so a moment ago."""
        kept = self._kept.get(key)
        known = kept[1] if kept and kept[0] > time.monotonic() else None
        return known if isinstance(known, IdentityAnswer) else None

    async def identity(self, credential: Shown, inbound: Inbound, audience: str) -> IdentityAnswer:
        """Whom `credential` names, as a token for `audience`. Raises Unauthorized where it is no login.

        However many ask at once for the same, auth is asked once.
        """
        key = key_of(credential, audience)
        kept = self._kept.get(key)
        if kept and kept[0] > time.monotonic():
            if isinstance(kept[1], Refusal):
                raise Unauthorized(kept[1].code, kept[1].detail)
            return kept[1]
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.create_task(self._ask(key, credential.told(inbound), audience))
            self._asking[key] = asking
            asking.add_done_callback(lambda done: self._done(key, done))
        # Shielded: the first who asked may leave, the others still wait.
        return await asyncio.shield(asking)

    def forget(self) -> None:
        """Drops all that is kept, and what is on its way: somebody logged out, or an account changed."""
        self._generation += 1
        self._kept.clear()
        self._asking.clear()

    async def close(self) -> None:
        """Closes the connections."""
        await self._auth.close()

    async def _ask(self, key: bytes, credential: Credential, audience: str) -> IdentityAnswer:
        generation = self._generation
        asked = IdentityRequest(credential=credential, audience=audience)
        try:
            answer = await self._auth.post_as(IdentityAnswer, "/internal/identity", asked, timeout=PATIENCE)
        except Unauthorized as refused:
            if refused.code == "bad_token":  # the gateway's own token was refused, not the client's
                raise Unavailable("auth_unavailable", "Logins cannot be checked just now.", retry_after=2) from refused
            self._keep(key, generation, Refusal(refused.code, refused.detail), KEPT_FOR)
            raise
        self._keep(key, generation, answer, min(KEPT_FOR, answer.expires_in / 2))
        return answer

    def _keep(self, key: bytes, generation: int, answer: IdentityAnswer | Refusal, seconds: float) -> None:
        if generation != self._generation:
            return
        self._kept[key] = (time.monotonic() + seconds, answer)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _done(self, key: bytes, asking: asyncio.Task[IdentityAnswer]) -> None:
        if self._asking.get(key) is asking:
            del self._asking[key]
        if not asking.cancelled():
            asking.exception()  # retrieves the error where whoever asked has left


def key_of(credential: Shown, audience: str) -> bytes:
    """A credential is kept as its hash only. The address is no part of it: a phone changes it as it walks."""
    whole = f"{credential.kind}\0{credential.value}\0{credential.username or ''}\0{audience}"
    return hashlib.sha256(whole.encode()).digest()
