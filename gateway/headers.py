"""What goes on to a service of a request's headers, and what comes back of an answer's."""

from __future__ import annotations

from gateway.inbound import Inbound
from kit.client import Headers

# All that services get of what a client sent. A list of what may pass, so that nothing slips through: no identity, no
# word on where the client is, nothing that belongs to one connection.
PASSED_ON = (
    b"accept",
    b"accept-language",
    b"content-type",
    b"if-match",
    b"if-modified-since",
    b"if-none-match",
    b"if-range",
    b"if-unmodified-since",
    b"range",
    b"user-agent",
)
# What belongs to the connection with the service, or is said here for all.
DROPPED = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
    b"date",
    b"server",
    b"via",
    b"alt-svc",
    b"x-request-id",
    b"access-control-allow-origin",
    b"access-control-allow-credentials",
}
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    b"connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    b"form-action 'self'"
)
EVERYWHERE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
HSTS = (b"strict-transport-security", b"max-age=31536000")
OURS = {name for name, _ in [*EVERYWHERE, HSTS]}


def onward(inbound: Inbound) -> Headers:
    """The client's headers that a service gets. Answers come uncompressed: it is done here, for all."""
    passed = [(name, inbound.headers[name]) for name in PASSED_ON if name in inbound.headers]
    return [*passed, (b"accept-encoding", b"identity")]


def backward(status: int, headers: Headers) -> Headers:
    """A service's headers that the client gets."""
    named = {part.strip().lower() for name, value in headers if name == b"connection" for part in value.split(b",")} - {
        b"content-length",
        b"content-type",
        b"etag",
        b"cache-control",
    }
    dropped = DROPPED | named
    if status in (204, 304):
        dropped = dropped | {b"content-length"}  # there is no body to which it would apply
    kept = [pair for pair in headers if pair[0] not in dropped]
    if not any(name == b"cache-control" for name, _ in kept):
        kept.append((b"cache-control", b"no-store"))
    return kept


def secured(headers: Headers, scheme: str) -> Headers:
    """An answer's headers with the security headers; a stricter policy that is there already (images) stays."""
    kept = [pair for pair in headers if pair[0] not in OURS]
    if not any(name == b"content-security-policy" for name, _ in kept):
        kept.append((b"content-security-policy", POLICY))
    return [*kept, *EVERYWHERE, HSTS] if scheme == "https" else [*kept, *EVERYWHERE]


def value_of(headers: Headers, name: bytes) -> bytes:
    """The first header of that name; empty where there is none."""
    return next((value for one, value in headers if one == name), b"")


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip."""
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
