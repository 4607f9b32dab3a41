"""What the gateway costs: a cover and a page through it, logged in, against nginx proxying the same origin.

    python -m bench.gateway [--runs 3] [--seconds 4] [--connections 16]
    python -m bench.gateway --replicas [--requests 3000]

Both proxies stand before one nginx that serves two files (a cover of 25 KB, a page of 700 KB), the same load generator
(wrk, one thread) asks them in turn, and the ratio is taken within each run; auth is the real one. `--replicas` kills
one of three real thumbs under load, with SIGKILL. wrk and nginx are Debian's: apt-get install nginx wrk.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.door import Door
from bench.nginx import Nginx
from bench.replicas import kill_one

SIZES = {"cover": 25_000, "page": 700_000}
PATHS = {"cover": "/api/cover/c", "page": "/api/read/c/page/0"}
GOALS = {"cover": 0.5, "page": 0.7}


@dataclass
class Measured:
    """One run of wrk: requests a second, and CPU milliseconds a request of the process under test."""

    rate: float
    cpu: float


def measure(url: str, pid: int, *, cookie: str = "", seconds: int, connections: int) -> Measured:
    """Raises RuntimeError where one request failed."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    before = cpu_of(pid)
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    spent = cpu_of(pid) - before
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    requests = int(re.findall(r"(\d+) requests in", said)[0])
    return Measured(float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]), spent / requests * 1000)


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def make_files(folder: Path) -> None:
    """The two files, at the paths under which they are asked for."""
    for name, size in SIZES.items():
        file = folder / "files" / PATHS[name][1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xff\xd8" + random.Random(size).randbytes(size - 2))


def compare(folder: Path, runs: int, seconds: int, connections: int) -> None:
    """Prints the table."""
    make_files(folder)
    found: dict[str, list[tuple[Measured, Measured]]] = {name: [] for name in SIZES}
    load = {"seconds": seconds, "connections": connections}
    with Nginx(folder) as origin, Nginx(folder, origin.port) as proxy, Door(folder / "data", origin.url) as door:
        for _ in range(runs):
            for name, path in PATHS.items():
                peer = measure(proxy.url + path, proxy.worker, **load)  # type: ignore[arg-type]
                ours = measure(door.url + path, door.pid, cookie=door.cookie, **load)  # type: ignore[arg-type]
                found[name].append((peer, ours))
    print("| what | nginx to nginx /s | gateway /s | ratio (runs) | goal | CPU ms a request, nginx | gateway |")
    print("|---|---|---|---|---|---|---|")
    for name, pairs in found.items():
        ratios = [ours.rate / peer.rate for peer, ours in pairs]
        each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        middle = [
            statistics.median(getattr(pair[side], field) for pair in pairs)
            for side, field in ((0, "rate"), (1, "rate"), (0, "cpu"), (1, "cpu"))
        ]
        print(
            f"| {name}, {SIZES[name] // 1000} KB | {middle[0]:,.0f} | {middle[1]:,.0f} "
            f"| **{statistics.median(ratios):.2f}** ({each}) | {GOALS[name]} | {middle[2]:.3f} | {middle[3]:.3f} |"
        )


def survive(folder: Path, requests: int) -> None:
    """Prints how many requests failed. Exits with 1 where any did."""
    done, failures, answered = kill_one(folder / "house", before=requests // 3, after=requests)
    print(f"{done} requests, one of three thumbs killed after {sum(answered)}: {sum(failures.values())} failed")
    if failures:
        raise SystemExit(str(dict(failures)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="What the gateway costs, against nginx.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--replicas", action="store_true", help="kill one of three thumbs under load")
    parser.add_argument("--requests", type=int, default=3000, help="of --replicas, after the kill")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-gateway-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103 (started by root, the worker of nginx is another user)
        if chosen.replicas:
            survive(Path(folder), chosen.requests)
            return
        compare(Path(folder), chosen.runs, chosen.seconds, chosen.connections)


if __name__ == "__main__":
    main()
