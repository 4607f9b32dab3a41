"""Which headers of a request go on to a service, and which of its answer come back."""

from __future__ import annotations

from gateway.inbound import Inbound
from kit.http.answer import Headers

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
# Headers that stay even if a Connection header names them: without them the answer would be a different one.
NEVER_NAMED = {b"content-length", b"content-type", b"etag", b"cache-control", b"keep-alive", b"close"}
# Trusted Types: no text becomes a script, or an address of one, but through the policies that are named here.
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    b"connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    b"form-action 'self'; require-trusted-types-for 'script'; trusted-types quarterbin-worker"
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
    kept: Headers = []
    named: set[bytes] = set()
    caching = False
    for pair in headers:
        name = pair[0]
        if name not in DROPPED:
            kept.append(pair)
            caching = caching or name == b"cache-control"
        elif name == b"connection":
            named.update(part.strip().lower() for part in pair[1].split(b","))
    named -= NEVER_NAMED
    if status in (204, 304):
        named.add(b"content-length")  # there is no body that it could describe
    if named:
        kept = [pair for pair in kept if pair[0] not in named]
    if not caching:
        kept.append((b"cache-control", b"no-store"))
    return kept


def secured(headers: Headers, scheme: str) -> Headers:
    """An answer's headers with the security headers; a stricter policy that is there already (images) stays."""
    kept: Headers = []
    policy = False
    for pair in headers:
        if pair[0] not in OURS:
            kept.append(pair)
            policy = policy or pair[0] == b"content-security-policy"
    if not policy:
        kept.append((b"content-security-policy", POLICY))
    kept += EVERYWHERE
    if scheme == "https":
        kept.append(HSTS)
    return kept


def value_of(headers: Headers, name: bytes) -> bytes:
    """The first header of that name; empty where there is none."""
    for one, value in headers:
        if one == name:
            return value
    return b""


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip."""
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
