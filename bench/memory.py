"""What the whole server takes, idle, by share (PSS): `python -m bench.memory [COMICS] [--seconds 75]`.

Starts `quarterbin serve` as people do, on a library of its own, scans it, looks at covers and reads some pages, lets
it rest for so many seconds, and prints each process. What processes share is counted once, in equal parts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench import drawing
from bench.running import PASSWORD, USER, await_ready, free_port

GOAL, THUMBS = 180, 120  # MiB


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="What the whole server takes, idle.")
    parser.add_argument("comics", type=int, nargs="?", default=30)
    parser.add_argument("--seconds", type=float, default=75.0, help="of rest before it is looked at")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="quarterbin-memory-"))
    try:
        pages = [drawing.encoded(drawing.page(number), "JPEG") for number in range(4)]
        for number in range(chosen.comics):
            drawing.cbz(
                folder / "comics" / f"Series {number % 5}" / f"Series {number % 5} #{number:03}.cbz", pages, "jpg"
            )
        measure(folder, chosen.seconds)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, seconds: float) -> None:
    """Starts, uses, and prints."""
    port = free_port()
    while port > 32_000 or port < 1024:
        port = free_port() - 30_000
    command = [sys.executable, "-m", "cli", "serve", str(folder / "comics"), "--data", str(folder / "data")]
    # As any but the very first start: what is compiled is there, and compiling leaves nothing in anybody's memory.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    rooms = ("cli", "gateway", "kit", "services")
    subprocess.run([sys.executable, "-m", "compileall", "-q", *rooms], env=environment, check=True)
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log, env=environment)
    try:
        await_ready(f"http://127.0.0.1:{port}/readyz", server)
        begun = time.monotonic()
        tables = {"started": tree(server.pid)}
        use(f"http://127.0.0.1:{port}", folder / "data")
        tables["after a scan, covers and pages"] = tree(server.pid)
        time.sleep(seconds)
        tables[f"idle for {seconds:g} s"] = tree(server.pid)
        report(tables)
        print(f"up for {time.monotonic() - begun:.0f} s")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def report(tables: dict[str, dict[str, float]]) -> None:
    """One row a process."""
    names = list(dict.fromkeys(name for table in tables.values() for name in table))
    print(f"| PSS, MiB | {' | '.join(tables)} |")
    print("|---|" + "---|" * len(tables))
    for name in names:
        print(
            f"| {name} | "
            + " | ".join(f"{table[name]:.1f}" if name in table else "" for table in tables.values())
            + " |"
        )
    print(
        f"| **all** (goal {GOAL}) | " + " | ".join(f"**{sum(table.values()):.0f}**" for table in tables.values()) + " |"
    )
    thumbs = [sum(size for name, size in table.items() if name.startswith("qb-thumbs")) for table in tables.values()]
    print(f"| thumbs with its children (goal {THUMBS}) | " + " | ".join(f"{size:.0f}" for size in thumbs) + " |")


def tree(root: int) -> dict[str, float]:
    """MiB of a process and of all beneath it, by name; the children of a service under its name."""
    found: dict[str, float] = {}
    waiting = [(root, "keeper")]
    while waiting:
        pid, name = waiting.pop(0)
        try:
            found[name] = found.get(name, 0.0) + pss_of(pid)
            below = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            for child in below:
                comm = Path(f"/proc/{child}/comm").read_text().strip()
                own = comm if comm.startswith("qb-") else "supervisor" if name == "keeper" else f"{name}, child"
                waiting.append((child, own.replace(", child, child", ", child")))
        except OSError:
            continue  # ended in this moment
    return found


def pss_of(pid: int) -> float:
    """MiB of a process, by share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def use(url: str, data: Path) -> None:
    """The first admin, a scan, some lists, every cover, and pages of three comics."""
    code = (data / "setup-code").read_text().strip()
    cookie = ""

    def ask(method: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        nonlocal cookie
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
        sent = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(
            urllib.request.Request(url + path, sent, headers, method=method), timeout=60
        ) as got:
            cookie = (got.headers["Set-Cookie"] or cookie).partition(";")[0]
            return bytes(got.read())

    ask("POST", "/api/auth/setup", {"code": code, "username": USER, "password": PASSWORD})
    while json.loads(ask("GET", "/api/scan/status"))["status"] == "running":
        time.sleep(0.2)
    for path in ("/api/home", "/api/series", "/api/search?q=series"):
        ask("GET", path)
    comics = [one["id"] for one in json.loads(ask("GET", "/api/books?limit=200"))["items"]]
    for comic in comics:
        ask("GET", f"/api/cover/{comic}")
    for comic in comics[:3]:
        for number in range(4):
            ask("GET", f"/api/read/{comic}/page/{number}")
            ask("GET", f"/api/read/{comic}/page/{number}?width=800")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", os.getcwd())
    main()
