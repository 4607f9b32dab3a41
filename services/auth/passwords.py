"""Passwords: argon2id with OWASP's parameters.

Only a few are hashed at a time. A name that nobody has takes as long to refuse as a wrong password.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kit.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger("quarterbin.auth")

KIB, PASSES = 19_456, 2  # what one hash costs in memory and time
AT_ONCE = 4
# Before the hash of an account of the predecessor: what argon2id was made of is the SHA-256, in hex, of the password.
OF_PREDECESSOR = "sha256:"
WAITING = 12  # requests that may stand in line, out of the 40 that are answered at once


class Passwords:
    """Hashes and verifies. Both raise Unavailable where too many others wait already."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(memory_cost=KIB, time_cost=PASSES, parallelism=1)
        # Threads of their own: each that ever hashed keeps its 19 MiB, and FastAPI has 40.
        self._threads = ThreadPoolExecutor(AT_ONCE, "argon2")
        self._line = threading.BoundedSemaphore(AT_ONCE + WAITING)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """The hash to keep, its parameters in it."""
        return self._in_line(self._hasher.hash, normalized(password))

    def hash_of_predecessor(self, sha256: str) -> str:
        """The hash to keep of an unsalted SHA-256 in hex, which is too weak to be kept itself."""
        return OF_PREDECESSOR + self._in_line(self._hasher.hash, sha256.encode())

    def verify(self, hashed: str | None, password: str) -> bool:
        """Is it the password? `hashed` None, for a name that nobody has, takes as long and says no."""
        given = normalized(password)
        if hashed and hashed.startswith(OF_PREDECESSOR):
            given = hashlib.sha256(password.encode()).hexdigest().encode()
        try:
            self._in_line(self._hasher.verify, (hashed or self._nobody).removeprefix(OF_PREDECESSOR), given)
        except VerificationError:
            return False
        except InvalidHashError:
            log.error("a stored password hash is damaged: set that password anew")
            return False
        return bool(hashed)

    def is_outdated(self, hashed: str) -> bool:
        """Was it made with other parameters than today's, or of a hash of the predecessor?"""
        return hashed.startswith(OF_PREDECESSOR) or self._hasher.check_needs_rehash(hashed)

    def _in_line(self, work: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
        if not self._line.acquire(blocking=False):
            sentence = "Too many people are logging in just now. Please try again."
            raise Unavailable("logins_busy", sentence, retry_after=2)
        try:
            return self._threads.submit(work, *args, **more).result()
        finally:
            self._line.release()


def normalized(password: str) -> bytes:
    """The same bytes for the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password).encode()
