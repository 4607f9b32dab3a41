"""Who a request says it is from: by cookie, API key, or HTTP Basic with a name and an API key."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Literal

from gateway.inbound import Inbound
from kit.errors import Unauthorized
from kit.wire.identity import COOKIE, KEY_PREFIX, Credential

_TOKEN = re.compile(r"[\x21-\x7e]{1,512}")
_KEY = re.compile(KEY_PREFIX + r"[\x21-\x7e]{1,500}")


def cookie_of(inbound: Inbound) -> str | None:
    """The value of the session cookie, None without one; no other cookie is ever looked at."""
    for pair in inbound.text(b"cookie").split(";"):
        name, separator, value = pair.strip().partition("=")
        if separator and name == COOKIE and value:
            return value.strip('"')
    return None


def is_key(inbound: Inbound) -> bool:
    """Whether a request brings an API key in a header; a cookie beside it does not count."""
    return inbound.text(b"authorization").lower().startswith("bearer ") or bool(inbound.text(b"x-api-key"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A credential as it was shown; `username` only with HTTP Basic."""

    kind: Literal["session", "key", "basic"]
    value: str
    username: str | None = None

    def told(self, inbound: Inbound) -> Credential:
        """The same as auth is asked about it."""
        agent = inbound.text(b"user-agent")[:512]
        return Credential(
            kind=self.kind, value=self.value, username=self.username, address=inbound.address, user_agent=agent
        )


def credential_of(inbound: Inbound) -> Shown | None:
    """The credential of a request; None where it brings none. Raises Unauthorized where it can be none.

    An API key goes before the cookie, being sent on purpose, and the cookie before HTTP Basic, which a browser also
    sends for a password that a proxy before this server asked for.
    """
    if is_key(inbound):
        kind, _, value = inbound.text(b"authorization").partition(" ")
        key = value.strip() if kind.lower() == "bearer" else inbound.text(b"x-api-key")
        if not _KEY.fullmatch(key):
            raise _wrong()
        return Shown("key", key)
    cookie = cookie_of(inbound)
    if cookie is not None:
        if not _TOKEN.fullmatch(cookie):
            raise _wrong()
        return Shown("session", cookie)
    kind, _, value = inbound.text(b"authorization").partition(" ")
    if kind.lower() == "basic":
        username, password = _basic(value)
        return Shown("basic", password, username)
    return None


def _basic(value: str) -> tuple[str, str]:
    try:
        username, separator, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _wrong() from error
    if not separator or not username or len(username) > 256 or not _TOKEN.fullmatch(password):
        raise _wrong()
    return username, password


def _wrong() -> Unauthorized:
    return Unauthorized("login_required", "This login or API key is not valid, or no longer valid. Please log in.")
