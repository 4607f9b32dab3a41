"""Writes down the names that services use, in the order in which they are to lie in memory: `python -m bench.names`.

A server is started, used as bench.memory does, and left alone for a while; each service notes the names within every
function that runs. The list goes to cli/names.txt, from which `serve` takes it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bench.drawing import cbz, encoded, page
from bench.memory import use
from bench.running import await_ready, free_port
from cli.names import LIST

NOTES = "QUARTERBIN_NOTES"  # the folder in which services note what runs
REST = 70.0  # seconds; what is done once a minute is used too


def main() -> None:
    """The command; started with NOTES it is the server itself."""
    if os.environ.get(NOTES):
        os.register_at_fork(after_in_child=note)
        from cli import serving

        sys.exit(serving.main())
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-names-"))
    try:
        record(folder)
        names = together(folder / "notes")
    finally:
        shutil.rmtree(folder)
    LIST.write_text("".join(f"{name}\n" for name in names))
    print(f"{LIST.name}: {len(names)}")


def record(folder: Path) -> None:
    """Lets a server run that notes what it uses."""
    (folder / "notes").mkdir()
    for number in range(20):
        cbz(folder / "comics" / f"Series {number % 5}" / f"{number:03}.cbz", [encoded(page(number), "JPEG")] * 4, "jpg")
    port = free_port() % 20_000 + 10_000
    own = {"PORT": str(port), "DATA_DIR": str(folder / "data"), "COMICS_DIR": str(folder / "comics")}
    environment = {**os.environ, **own, NOTES: str(folder / "notes"), "PYTHONOPTIMIZE": "2", "HOST": "127.0.0.1"}
    server = subprocess.Popen([sys.executable, "-m", "bench.names"], env=environment)
    try:
        await_ready(f"http://127.0.0.1:{port}/readyz", server)
        use(f"http://127.0.0.1:{port}", folder / "data")
        time.sleep(REST)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def note() -> None:
    """In a process just forked: notes the names within each function when it runs for the first time."""
    seen: dict[int, CodeType] = {}  # kept, so that its address stays its own

    def ran(frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        if id(code) not in seen:
            seen[id(code)] = code
            service = Path("/proc/self/comm").read_text().strip()
            with (Path(os.environ[NOTES]) / service).open("a") as notes:
                notes.writelines(f"{name}\n" for name in names_in(code))

    sys.setprofile(ran)
    threading.setprofile(ran)


def names_in(code: CodeType) -> Iterator[str]:
    """The names that `code` uses: of attributes, globals, keywords, and texts that look like a name."""
    constants = [
        one for constant in code.co_consts for one in (constant if isinstance(constant, tuple) else [constant])
    ]
    for one in (*code.co_names, *constants):
        if isinstance(one, str) and one.isidentifier() and one.isascii():
            yield one


def together(notes: Path) -> list[str]:
    """The names, those side by side that the same services use, most services first."""
    users: dict[str, set[str]] = {}
    for file in sorted(notes.glob("qb-*")):
        for name in file.read_text().splitlines():
            users.setdefault(name, set()).add(file.name)
    return sorted(users, key=lambda name: (-len(users[name]), sorted(users[name])))


if __name__ == "__main__":
    main()
