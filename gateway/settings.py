"""What the gateway can be told."""

from __future__ import annotations

import ipaddress
from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator

from kit.limits import MIB
from kit.settings import Settings as KitSettings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Settings(KitSettings):
    """The settings of the gateway."""

    trusted_proxies: str = Field(
        "", description="Networks, with commas between, of proxies whose X-Forwarded-For, -Proto and -Host count."
    )
    allowed_hosts: str = Field(
        "", description="Host names, with commas between, that the server answers to (*.name: all below). Empty: any."
    )
    request_limit: int = Field(MIB, ge=1024, description="Largest request body, in bytes.")
    request_timeout: float = Field(30.0, gt=0, description="Seconds a client may take to send a request's body.")
    stall_timeout: float = Field(60.0, gt=0, description="Seconds a client may take no byte of an answer.")
    answer_timeout: float = Field(5.0, gt=0, description="Seconds a service may take until its answer begins.")
    picture_timeout: float = Field(
        25.0, gt=0, description="The same for thumbs, while it is alive: more than THUMBS_WALL_SECONDS for one page."
    )
    body_gap: float = Field(10.0, gt=0, description="Seconds a service may pause in the middle of an answer.")
    service_connections: int = Field(128, ge=1, description="Connections the gateway keeps with each service.")
    web_dir: Path = Field(Path(__file__).parent / "web", description="Folder of the web app's files.")
    web_reload: bool = Field(False, description="Reads the web app's files again when they change (development).")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        for part in _parts(text):
            ipaddress.ip_network(part, strict=False)
        return text

    @cached_property
    def trusted_networks(self) -> tuple[Network, ...]:
        """TRUSTED_PROXIES, parsed."""
        return tuple(ipaddress.ip_network(part, strict=False) for part in _parts(self.trusted_proxies))

    @cached_property
    def host_names(self) -> tuple[str, ...]:
        """ALLOWED_HOSTS, in lower case."""
        return tuple(part.lower() for part in _parts(self.allowed_hosts))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
