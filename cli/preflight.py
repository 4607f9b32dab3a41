"""Everything that can be found wrong before anything is started; each is a StartupError with one sentence."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path

import sqlalchemy as sa

from cli.plan import LOOPBACK, Plan
from cli.running import lock_path
from kit import sqlite
from kit.errors import StartupError


def take_data_folder(data: Path) -> int:
    """Makes the data folder where it is missing and locks it; the lock holds while the descriptor is open."""
    if data.exists() and not data.is_dir():
        raise StartupError(f"The data folder {data} is a file, not a folder.")
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(lock_path(data), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartupError(f"The data folder {data} cannot be written to: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StartupError(
            f"Another server already runs on the data folder {data}: stop it first, or choose another with --data."
        ) from error
    except OSError as error:
        raise StartupError(f"The data folder {data} cannot be locked: {error.strerror}.") from error
    return descriptor


def check(plan: Plan) -> None:
    """Raises StartupError for the first thing that would keep the services from starting."""
    if not plan.settings.database_url:
        sqlite.check(sa.make_url(plan.settings.sqlalchemy_url))
    for folder in plan.comics:
        check_comics(folder)
    for name, port in plan.ports.items():
        check_port(name, plan.host if name == "gateway" else LOOPBACK, port)


def check_comics(folder: Path) -> None:
    """A comics folder has to be there and to let itself be read."""
    if os.pathsep in str(folder):
        raise StartupError(f"The comics folder {folder} has a '{os.pathsep}' in its name, which separates folders.")
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except FileNotFoundError as error:
        raise StartupError(f"The comics folder {folder} does not exist.") from error
    except NotADirectoryError as error:
        raise StartupError(f"The comics folder {folder} is a file, not a folder.") from error
    except OSError as error:
        raise StartupError(f"The comics folder {folder} cannot be read: {error.strerror}.") from error


def check_port(name: str, host: str, port: int) -> None:
    """Nothing else may listen where `name` is going to."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except socket.gaierror as error:
        raise StartupError(f"The host {host} is not known: give an address of this machine with --host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartupError(
                f"Port {port} on {host} is taken, and the {name} service needs it: "
                "stop what uses it, or choose other ports with --port."
            ) from error
        if error.errno == errno.EACCES:
            raise StartupError(f"Port {port} is not for everyone to use: choose one above 1024 with --port.") from error
        raise StartupError(f"It is not possible to listen on {host}: {error.strerror}.") from error
