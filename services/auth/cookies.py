"""The cookie that holds a session's token."""

from __future__ import annotations

from fastapi import Response

from kit.wire.identity import COOKIE
from services.auth.origin import Origin
from services.auth.store.sessions import LIFETIME


def set_cookie(response: Response, token: str, origin: Origin) -> None:
    """Gives the browser its session."""
    response.set_cookie(COOKIE, token, LIFETIME, path="/", secure=origin.secure, httponly=True, samesite="lax")


def clear_cookie(response: Response, origin: Origin) -> None:
    """Takes it back, and what the browser kept of the session."""
    response.delete_cookie(COOKIE, path="/", secure=origin.secure, httponly=True, samesite="lax")
    # Not "storage": with it would go the app itself, this device's settings, and places that others have not sent yet.
    response.headers["Clear-Site-Data"] = '"cache"'
