"""Where a request comes from: what the gateway says, if it is the gateway; else what the socket says."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from kit.errors import Unauthorized
from kit.identity import Verifier
from services.auth import names

LONGEST_AGENT = 256  # characters


@dataclass(frozen=True)
class Origin:
    """`address` is an IP address or empty; `secure` means https all the way; `by_gateway`: it came through it."""

    address: str
    user_agent: str = ""
    secure: bool = False
    by_gateway: bool = False


async def get_origin(request: Request) -> Origin:
    """The origin of a request. Anybody can send X-Client-Address and X-Client-Scheme; only the gateway is believed."""
    agent = names.printable(request.headers.get("User-Agent", ""), LONGEST_AGENT)
    peer = request.client.host if request.client else ""
    if not await is_gateway(request):
        return Origin(ip_address(peer), agent)
    address = ip_address(request.headers.get("X-Client-Address", "")) or ip_address(peer)
    return Origin(address, agent, request.headers.get("X-Client-Scheme", "").lower() == "https", by_gateway=True)


async def is_gateway(request: Request) -> bool:
    """Does the request carry the gateway's own token?"""
    verifier: Verifier = request.app.state.verifier
    try:
        return (await verifier.identity(request.headers.get("X-Gateway-Token", ""))).service == "gateway"
    except Unauthorized:
        return False


def ip_address(text: str) -> str:
    """The address in its one canonical form; empty where it is none."""
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def network(address: str) -> str:
    """What one household has: an IPv4 address, or the first half of an IPv6 address."""
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return address


Client = Annotated[Origin, Depends(get_origin)]
