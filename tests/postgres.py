"""A throw-away PostgreSQL server for the tests, from Debian's binaries, gone with the process that started it."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

START_SECONDS = 30
PR_SET_PDEATHSIG = 1
# Nothing here has to survive a power cut, and the tests make many small databases.
OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}


class PostgresMissing(Exception):
    """There are no PostgreSQL server binaries on this machine, or nobody to run them as."""


def find_binaries() -> Path:
    """The folder with initdb and postgres: the newest of Debian's, else that of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing("PostgreSQL's server is not installed (on Debian: apt install postgresql)")


def find_user() -> str:
    """Who runs the server: PostgreSQL refuses root, so root lends the work to Debian's user postgres."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise PostgresMissing("PostgreSQL refuses to run as root, and there is no user 'postgres'") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """Asks the kernel to stop the server when pytest is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


@contextlib.contextmanager
def running_server(settings: Mapping[str, str] = OPTIONS) -> Iterator[str]:
    """Starts a server in a folder of its own; gives `postgresql://postgres@127.0.0.1:PORT`, without a database.

    `settings` are PostgreSQL's, in place of its defaults.
    """
    binaries, user = find_binaries(), find_user()
    become = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-postgres-"))
    try:
        if become:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **become)
        here = {"listen_addresses": "127.0.0.1", **settings}
        options = [part for name, value in here.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one call, made before any thread of ours
                **become,
            )
        try:
            await_ready(server, binaries, port, folder / "log")
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def await_ready(server: subprocess.Popen[bytes], binaries: Path, port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    ask = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ask, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)
