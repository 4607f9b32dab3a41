"""Requests that change something must come from our own pages, because a browser adds the login to any request."""

from __future__ import annotations

from urllib.parse import urlsplit

from gateway.inbound import Inbound
from kit.errors import Forbidden

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def check(inbound: Inbound, kind: str | None) -> None:
    """Raises Forbidden for an unsafe request that another site may have made. `kind` is the credential's.

    With the cookie the browser has to say that it is our own page: by Sec-Fetch-Site, or by Origin, since over plain
    HTTP there is no other. Without it (login CSRF, HTTP Basic) what a browser says counts, and a program that says
    nothing passes. An API key in a header is no browser's doing.
    """
    if inbound.method in ("GET", "HEAD") or kind == "key":
        return
    site, origin = inbound.text(b"sec-fetch-site").lower(), inbound.text(b"origin")
    if site == "same-origin" or (site in ("", "none") and _is_ours(origin, inbound)):
        return
    if kind != "session" and not site and not origin:
        return
    raise Forbidden("csrf", "This request came from another site, and was not carried out.")


def _is_ours(origin: str, inbound: Inbound) -> bool:
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return False
    if parts.scheme not in DEFAULT_PORTS or (inbound.scheme == "https" and parts.scheme != "https"):
        return False
    port = DEFAULT_PORTS[parts.scheme]
    return bool(parts.netloc) and parts.netloc.removesuffix(port) == inbound.host.removesuffix(port)
