"""What `serve` is about to do: addresses, folders and the environment each service gets."""

from __future__ import annotations

import os
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from kit.errors import StartupError
from kit.settings import Settings
from kit.topology import BY_NAME, SERVICES, Service

LOOPBACK = "127.0.0.1"
OFFSETS = {service.name: service.port - BY_NAME["gateway"].port for service in SERVICES}
EVERYWHERE = {"0.0.0.0": LOOPBACK, "::": "::1", "": LOOPBACK}


@dataclass(frozen=True)
class Plan:
    """One run of the five services. `host` and `port` are the gateway's; the others listen on this machine only."""

    settings: Settings
    host: str
    port: int
    comics: tuple[Path, ...]

    @property
    def data(self) -> Path:
        return self.settings.data_dir

    @property
    def debug(self) -> bool:
        return self.settings.log_level == "debug"

    @property
    def ports(self) -> dict[str, int]:
        """Every service's port, counted from the gateway's as in the topology."""
        return {name: self.port + offset for name, offset in sorted(OFFSETS.items(), key=itemgetter(1))}

    @property
    def urls(self) -> dict[str, str]:
        """Where each service is reached from this machine."""
        gateway = EVERYWHERE.get(self.host, self.host)
        return {
            name: f"http://{bracketed(gateway if name == 'gateway' else LOOPBACK)}:{port}"
            for name, port in self.ports.items()
        }

    def environment_of(self, service: Service) -> dict[str, str]:
        """What is laid over the environment for `service`."""
        own = {"HOST": self.host if service.name == "gateway" else LOOPBACK, "PORT": str(self.ports[service.name])}
        urls = {BY_NAME[name].url_setting: url for name, url in self.urls.items() if name != "gateway"}
        comics = {"COMICS_DIR": os.pathsep.join(map(str, self.comics))} if self.comics else {}
        return {
            **urls,
            **own,
            **comics,
            "DATA_DIR": str(self.data),
            "SECRETS_DIR": str(self.settings.secrets),
            "LOG_LEVEL": self.settings.log_level,
        }


def bracketed(host: str) -> str:
    """`host` as it stands in an address: an IPv6 one in brackets."""
    return f"[{host}]" if ":" in host else host


def make_plan(
    folders: list[Path], *, host: str | None, port: int | None, data: Path | None, log_level: str | None
) -> Plan:
    """The plan from the options, and the environment where an option is not given. Raises StartupError."""
    options = {"HOST": host, "PORT": port, "DATA_DIR": data, "LOG_LEVEL": log_level}
    os.environ.update({name: str(value) for name, value in options.items() if value is not None})
    settings = Settings.load()
    _ = settings.sqlalchemy_url  # raises where DATABASE_URL is nothing it can be
    settings = settings.model_copy(update={"data_dir": absolute(settings.data_dir)})
    settings = settings.model_copy(update={"secrets_dir": absolute(settings.secrets)})
    chosen = settings.port or BY_NAME["gateway"].port
    highest = max(OFFSETS.values())
    if chosen + highest > 65535:
        raise StartupError(f"The port {chosen} is too high: the services use the {highest} after it as well.")
    named = folders or [Path(part) for part in os.environ.get("COMICS_DIR", "").split(os.pathsep) if part]
    return Plan(settings, settings.host, chosen, tuple(absolute(folder) for folder in named))


def absolute(path: Path) -> Path:
    """`path` from the root, `~` resolved, links kept as they are."""
    return Path(os.path.abspath(path.expanduser()))
