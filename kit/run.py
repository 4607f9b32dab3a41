"""`python -m kit.run SERVICE`: serves it; exits with 2 and one sentence where it cannot start."""

from __future__ import annotations

import ctypes
import gc
import importlib
import resource
import sys
from functools import cache

from kit import memory
from kit.errors import StartupError
from kit.observe import set_up_logs
from kit.settings import Settings
from kit.topology import BY_NAME

PR_SET_NAME = 15
OPEN = 65_536  # files and connections
GARBAGE = 10_000, 20, 20  # objects before garbage is collected, more than usual: many of a scan's live for a while
GRACE = 10  # seconds for requests under way when it is told to stop


@cache
def settings_of(name: str) -> Settings:
    """The settings of the service `name`, read once (before a fork, where there is one). Raises StartupError."""
    settings: Settings = importlib.import_module(BY_NAME[name].settings).Settings.load()
    return settings


def serve(name: str) -> None:
    """Serves the service `name` until SIGTERM or SIGINT. Raises StartupError where it cannot start."""
    import uvicorn

    memory.settle()
    allow_connections()
    service = BY_NAME[name]
    module = importlib.import_module(service.app)
    settings = settings_of(name)
    set_up_logs(name, settings.log_level, settings.data_dir / "logs" / f"{name}.log")
    app = module.create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port or service.port,
        http=app.state.protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=75,
        lifespan="on",
    )
    gc.freeze()  # what exists now stays: looking through it would stop the service for some 80 ms each time
    gc.enable()
    gc.set_threshold(*GARBAGE)
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        raise StartupError(f"The service {name} could not start; the log says why.")


def allow_connections() -> None:
    """Lets this process open as many files as its user may, OPEN at most: each connection is one, and 1,024 are few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN if hard == resource.RLIM_INFINITY else min(OPEN, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def name_process(name: str) -> None:
    """What `top` and `ps -o comm` show for this process, at most 15 characters. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, ctypes.create_string_buffer(name.encode()[:15]), 0, 0, 0)


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) != 1 or arguments[0] not in BY_NAME:
        print(f"Usage: python -m kit.run {{{','.join(BY_NAME)}}}", file=sys.stderr)
        return 2
    name_process(f"qb-{arguments[0]}")
    gc.disable()  # off until it serves: what imports make stays, and collecting took a tenth of the start
    try:
        serve(arguments[0])
    except StartupError as error:
        print(f"quarterbin {arguments[0]}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
