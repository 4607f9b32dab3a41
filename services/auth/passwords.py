"""Passwords: argon2id (OWASP's parameters), a few at once, and as long for a name that nobody has."""

from __future__ import annotations

import logging
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kit.errors import Unavailable

log = logging.getLogger("quarterbin.auth")

AT_ONCE = 4
WAITING = 12  # threads that may stand in line, out of the 40 that answer everything else too
PATIENCE = 5.0  # seconds in line


class Passwords:
    """Hashes and verifies. Both raise Unavailable where too many others wait already."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
        self._inside = threading.BoundedSemaphore(AT_ONCE + WAITING)
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """The hash to keep, its parameters in it."""
        with self._slot():
            return self._hasher.hash(normalized(password))

    def verify(self, hashed: str | None, password: str) -> bool:
        """Is it the password? `hashed` None, for a name that nobody has, takes as long and says no."""
        with self._slot():
            try:
                self._hasher.verify(hashed or self._nobody, normalized(password))
            except VerificationError:
                return False
            except InvalidHashError:
                log.error("a stored password hash is damaged: set that password anew")
                return False
        return bool(hashed)

    def is_outdated(self, hashed: str) -> bool:
        """Was it made with other parameters than today's?"""
        return self._hasher.check_needs_rehash(hashed)

    @contextmanager
    def _slot(self) -> Iterator[None]:
        busy = Unavailable("logins_busy", "Too many people are logging in just now. Please try again.", retry_after=2)
        if not self._inside.acquire(blocking=False):
            raise busy
        try:
            if not self._slots.acquire(timeout=PATIENCE):
                raise busy
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._inside.release()


def normalized(password: str) -> bytes:
    """The same bytes for the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password).encode()
