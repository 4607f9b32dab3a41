"""A request as it came in: checked and parsed once, with what may be believed about its sender."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from starlette.types import Scope

from gateway.settings import Network
from kit.errors import BadRequest, NotFound, Problem

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
TARGET_LIMIT = 8 * 1024  # bytes of path and query
HEADERS_LIMIT = 32 * 1024  # bytes of all headers
_PLAIN = re.compile(rb"[\x21-\x7e]*")
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.{1,2}(?:/|\Z)")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Inbound:
    """`path` is decoded, `target` the bytes of path and query as they came; of repeated headers the first counts.

    `address`, `scheme` and `host` are the client's: a trusted proxy's word where there is one, else the connection's.
    """

    method: str
    path: str
    target: bytes
    headers: dict[bytes, bytes]
    address: str
    scheme: str
    host: str

    def text(self, name: bytes) -> str:
        """A header as text; empty where it was not sent."""
        return self.headers.get(name, b"").decode("latin-1").strip()

    @property
    def has_body(self) -> bool:
        """Whether a body was announced."""
        return self.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in self.headers


def inbound_of(scope: Scope, trusted: tuple[Network, ...]) -> Inbound:
    """Reads the request of `scope`. Raises a Problem where it is none that this server answers."""
    headers: dict[bytes, bytes] = {}
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"cookie" and name in headers:
            headers[name] += b"; " + value
        elif name == b"host" and name in headers:
            raise BadRequest("bad_request", "A request names one host.")
        else:
            headers.setdefault(name, value)
    if size > HEADERS_LIMIT:
        raise Problem("headers_too_large", "The headers of this request are too large.", status=431)
    if scope["method"] not in METHODS:
        sentence = "This server does not take that method."
        raise Problem("method_not_allowed", sentence, status=405, headers={"Allow": ", ".join(sorted(METHODS))})
    target, path = _target_of(scope)
    peer = str(scope["client"][0]) if scope.get("client") else ""
    address, scheme, host = peer, str(scope["scheme"]), headers.get(b"host", b"").decode("latin-1")
    if trusted and _is_in(peer, trusted):
        address = _forwarded_for(headers.get(b"x-forwarded-for", b"").decode("latin-1"), peer, trusted)
        scheme = _last(headers, b"x-forwarded-proto", scheme, ("http", "https"))
        host = _last(headers, b"x-forwarded-host", host)
    host = host.lower()
    if not _HOST.fullmatch(host) and (host or scope.get("http_version") == "1.1"):
        raise BadRequest("bad_host", "The host that this request names is not right.")
    return Inbound(scope["method"], path, target, headers, address, scheme, host)


def check_host(inbound: Inbound, allowed: tuple[str, ...]) -> None:
    """Raises BadRequest for a host name that is none of `allowed` (`*.name`: all below; none: any will do)."""
    if not allowed:
        return
    host = inbound.host.rpartition(":")[0] if inbound.host.rpartition(":")[2].isdigit() else inbound.host
    if not any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in allowed):
        raise BadRequest("host_not_allowed", "This server does not answer to that name.")


def check_reads(inbound: Inbound) -> None:
    """Raises a Problem (405) for another method than GET and HEAD, where there is only something to read."""
    if inbound.method not in ("GET", "HEAD"):
        sentence = "This address does not take that method."
        raise Problem("method_not_allowed", sentence, status=405, headers={"Allow": "GET, HEAD"})


def _target_of(scope: Scope) -> tuple[bytes, str]:
    raw, query = scope["raw_path"], scope["query_string"]
    target = raw + b"?" + query if query else raw
    if len(target) > TARGET_LIMIT:
        raise Problem("address_too_long", "This address is too long.", status=414)
    path = scope["path"]
    # Paths must mean the same to everybody: nothing passes that a service might resolve, split or decode differently.
    if not path.startswith("/") or _ODD.search(path) or b"%2f" in raw.lower():
        raise NotFound("not_found", "There is nothing at this address.")
    if not _PLAIN.fullmatch(target):
        raise BadRequest("bad_request", "This address has characters that have to be written as %XX.")
    return target, path


def _is_in(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


def _forwarded_for(value: str, peer: str, trusted: tuple[Network, ...]) -> str:
    """The last address that no trusted proxy wrote about itself: what stands before it, anyone may have written."""
    address = peer
    for part in reversed(value.split(",")):
        candidate = part.strip().strip("[]")
        try:
            ipaddress.ip_address(candidate)
        except ValueError:
            return address
        address = candidate
        if not _is_in(candidate, trusted):
            return address
    return address


def _last(headers: dict[bytes, bytes], name: bytes, default: str, among: tuple[str, ...] = ()) -> str:
    value = headers.get(name, b"").decode("latin-1").rpartition(",")[2].strip().lower()
    return value if value and (not among or value in among) else default
