"""One service away: standing still (SIGSTOP, which keeps its port), and killed without being started again.

What needs it answers within 5 s with a 504 or 503, what does not need it as ever; 2 s after it is back all is well.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from bench.faults.house import SETTLED, Client, Row, Said, books, comics, until
from bench.running import Server

WAYS = ("stopped", "killed")
WITHIN, BACK = 5.0, 2.0
LEEWAY = 0.5  # seconds: of this program and of a machine that does other things as well
_turn = count()


def measure(folder: Path, rounds: int, say: Callable[[str], None], ways: Sequence[str] = WAYS) -> list[Row]:
    """Each service in turn, `rounds` times in each of the `ways`."""
    root = comics(folder / "comics", "Tidewright", 40)
    with Server(folder / "data", more=SETTLED) as server:
        client = Client(server)
        server.add_library("All", root)
        server.scan()
        until(lambda: all(one["has_thumbnail"] for one in books(client)), 120, "all covers")
        rows = []
        for name in ("auth", "library", "thumbs", "scanner", "gateway"):
            for how in ways:
                found = [_away(server, name, how) for _ in range(rounds)]
                rows.append(_row(name, how, found))
                say(str(rows[-1]))
        return rows


def _away(server: Server, name: str, how: str) -> tuple[list[tuple[str, Said]], float]:
    """Every question while the service is away, all at once; and the seconds until all are answered well again."""
    asked = questions(server)
    process = server.processes[name]
    process.send_signal(signal.SIGSTOP if how == "stopped" else signal.SIGKILL)
    if how == "killed":
        process.wait()
    answers: list[tuple[str, Said]] = []

    def ask(method: str, path: str, body: object) -> None:
        answers.append((f"{method} {path}", Client(server, timeout=15).ask(method, path, body)))

    threads = [threading.Thread(target=ask, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if how == "stopped":
        process.send_signal(signal.SIGCONT)
    else:
        server.start(name)
    begun = time.monotonic()
    until(lambda: all(well(Client(server).ask(*one)) for one in asked), 30, f"{name} to be back")
    return answers, time.monotonic() - begun


def questions(server: Server) -> list[tuple[str, str, object]]:
    """What a person asks: something of every service."""
    some, turn = books(Client(server)), next(_turn)
    first, last = some[turn % len(some)], some[-1 - turn % len(some)]  # none that a service knows from the last time
    return [
        ("GET", "/", None),
        ("GET", "/api/auth/me", None),
        ("GET", "/api/books?limit=5", None),
        ("POST", "/api/progress", {"comic_id": first["id"], "current_page": 1}),
        ("GET", first["cover"], None),
        ("GET", f"/api/read/{last['id']}/page/1", None),
        ("GET", f"/api/read/{first['id']}/page/0?width=480", None),
        ("GET", "/api/scan/status", None),
        ("GET", "/api/scan/schedules", None),
        ("GET", "/api/system", None),
    ]


def well(said: Said) -> bool:
    """Was it answered?"""
    return 200 <= said.status < 300


def _row(name: str, how: str, found: list[tuple[list[tuple[str, Said]], float]]) -> Row:
    answers = [one for answers, _ in found for one in answers]
    slowest = max(answers, key=lambda one: one[1].seconds)
    back = max(seconds for _, seconds in found)
    odd = sorted({f"{path.split('?')[0]}: {said.status}" for path, said in answers if not expected(name, said)})
    counted = sorted({said.status for _, said in answers if not well(said)})
    in_time = back <= BACK and (name == "gateway" or slowest[1].seconds <= WITHIN + LEEWAY)
    told = f"{', '.join(map(str, counted)) or 'nothing needs it'}; the last answer after {slowest[1].seconds:.1f} s"
    told += f" ({slowest[0].split('?')[0]}); all well {back:.1f} s after its return"
    word = "504" if how == "stopped" else "503"
    goal = f"{word} within {WITHIN:g} s, well within {BACK:g} s of its return"
    if name == "gateway":  # there is nobody left to answer
        goal, told = f"well within {BACK:g} s of its return", f"no answer; all well {back:.1f} s after its return"
    return Row(f"{name} {how}", goal, told + (f"; odd: {', '.join(odd)}" if odd else ""), not odd, in_time)


def expected(name: str, said: Said) -> bool:
    """Well, or one of the words for a part that is not there; nothing at all only where the gateway itself is away."""
    return well(said) or said.status in (502, 503, 504) or (name == "gateway" and said.status == 0)
