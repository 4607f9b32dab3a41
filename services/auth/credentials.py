"""What opens doors: tokens and API keys, 256 random bits each. Only their digests are kept."""

from __future__ import annotations

import hashlib
import secrets

from kit.wire.identity import KEY_PREFIX


def new_token() -> str:
    """Of a session or an invitation: 43 characters."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """An API key: KEY_PREFIX and 43 characters."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def digest(credential: str) -> str:
    """SHA-256 in hex. No salt and no stretching: 256 random bits cannot be guessed."""
    return hashlib.sha256(credential.encode()).hexdigest()
