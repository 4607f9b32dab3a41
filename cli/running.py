"""How the other commands find the running server: DATA_DIR/run.json, believed only while its lock is held."""

from __future__ import annotations

import fcntl
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kit.errors import StartupError


@dataclass(frozen=True)
class Running:
    """A server that runs: the process to stop, the address to open, and where each service answers."""

    pid: int
    address: str
    urls: dict[str, str]
    started_at: str


def path_of(data: Path) -> Path:
    """The file that tells of the running server."""
    return data / "run.json"


def lock_path(data: Path) -> Path:
    """The file that a running server holds locked."""
    return data / "lock"


def write(data: Path, running: Running) -> None:
    """Leaves word of the running server; replaced at once and whole."""
    part = data / ".run.json.part"
    part.write_text(json.dumps(asdict(running), indent=1) + "\n")
    part.replace(path_of(data))


def find(data: Path) -> Running:
    """The server that runs on the data folder. Raises StartupError, with what to do, where none does."""
    none = StartupError(
        f"No server runs on the data folder {data}: start one with 'quarterbin serve', or name its folder with --data."
    )
    try:
        with lock_path(data).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pass  # held: somebody is there
    except FileNotFoundError as error:
        raise none from error
    except OSError as error:
        raise StartupError(f"The data folder {data} cannot be read: {error.strerror}.") from error
    else:
        raise none
    try:
        return Running(**json.loads(path_of(data).read_text()))
    except FileNotFoundError as error:
        raise StartupError("The server is still starting: try again in a moment.") from error
    except (OSError, ValueError, TypeError) as error:
        raise StartupError(f"The file {path_of(data)} cannot be read: restart the server.") from error
