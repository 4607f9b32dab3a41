"""The running services as the commands see them: each on its own port, with the cli's own token (role admin)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from cli import running
from cli.plan import absolute
from kit.client import ServiceClient, ServiceTokens
from kit.settings import Settings
from kit.topology import SERVICES


class Remote:
    """Clients of all five services, for the time of a `async with` block."""

    def __init__(self, urls: Mapping[str, str], settings: Settings) -> None:
        """Raises StartupError where the cli's secret cannot be read."""
        self.urls = dict(urls)
        self._tokens = ServiceTokens("cli", settings.secret_of("cli"), urls["auth"])
        self._clients: dict[str, ServiceClient] = {}

    def __getitem__(self, service: str) -> ServiceClient:
        """The client of one service, made when it is first asked for."""
        if service not in self._clients:
            self._clients[service] = ServiceClient(service, self.urls[service], tokens=self._tokens)
        return self._clients[service]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients.values():
            await client.close()
        await self._tokens.close()


def settings_for(data: Path | None) -> Settings:
    """The settings, with the data folder of the option where it was given. Raises StartupError."""
    if data is not None:
        os.environ["DATA_DIR"] = str(data)
    settings = Settings.load()
    return settings.model_copy(update={"data_dir": absolute(settings.data_dir)})


def connect(data: Path | None) -> Remote:
    """The services that run on the data folder; where AUTH_URL is set (compose), those that the settings name.

    Raises StartupError where no server runs.
    """
    settings = settings_for(data)
    if os.environ.get("AUTH_URL"):
        inside = [service.name for service in SERVICES if service.name != "gateway"]
        return Remote({name: settings.url_of(name) for name in inside}, settings)
    return Remote(running.find(settings.data_dir).urls, settings)
