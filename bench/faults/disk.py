"""The disk of the data folder full, and read-only: what changes anything is refused in a word, reading goes on.

By the double: writes to the database, its log, the covers and the backups fail as the system would let them fail.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bench.faults.house import Client, Row, Said, books, comics, double, until, whole_picture
from bench.faults.killing import checked
from bench.running import Server

RECOVERED = 10.0  # seconds


def measure(folder: Path, say: Callable[[str], None]) -> list[Row]:
    """Both, one after the other."""
    root, word = comics(folder / "comics", "Tidewright", 20), folder / "word"
    more = double(folder, word, folder / "data")
    with Server(folder / "data", more=more) as server:
        client = Client(server)
        server.add_library("All", root)
        server.scan()
        until(lambda: all(one["has_thumbnail"] for one in books(client)), 120, "all covers")
        rows = []
        for fault in ("full", "readonly"):
            comics(root, f"New {fault}", 3)
            word.write_text(fault)
            try:
                rows.append(_under(client, fault, word))
            finally:
                word.unlink(missing_ok=True)
            say(str(rows[-1]))
        broken = checked(server.data / "comics.db")
        return [*rows, Row("after both", "integrity_check ok", "; ".join(broken) or "ok", not broken)]


def writes(client: Client) -> dict[str, Said]:
    """One of each kind of change."""
    some = books(client)[0]["id"]
    asked: dict[str, tuple[str, str, object]] = {
        "progress": ("POST", "/api/progress", {"comic_id": some, "current_page": 1}),
        "bookmark": ("POST", "/api/bookmarks", {"comic_id": some, "page_number": 2, "note": "x" * 500}),
        "list": ("POST", "/api/lists", {"name": f"list {time.monotonic()}", "kind": "reading"}),
        "preferences": ("PUT", "/api/preferences", {"x": "y" * 20_000}),
        "key": ("POST", "/api/auth/keys", {"name": f"key {time.monotonic()}"}),
        "library": ("PATCH", f"/api/libraries/{client.ask('GET', '/api/libraries').json['items'][0]['id']}",
                    {"name": f"All {time.monotonic():.3f}"}),
        "scan": ("POST", "/api/scan", {}),
    }  # fmt: skip
    return {name: client.ask(*one) for name, one in asked.items()}


def reads(client: Client) -> dict[str, Said]:
    """One of each kind of reading."""
    some = books(client)
    paths = {
        "me": "/api/auth/me",
        "books": "/api/books?limit=5",
        "series": "/api/series",
        "search": "/api/search?q=tide",
        "cover": some[0]["cover"],
        "page": f"/api/read/{some[0]['id']}/page/1",
        "narrow page": f"/api/read/{some[1]['id']}/page/1?width=480",
        "progress": "/api/progress",
        "scan": "/api/scan/status",
        "web": "/",
    }
    return {name: client.ask("GET", path) for name, path in paths.items()}


def _under(client: Client, fault: str, word: Path) -> Row:
    refused, read = writes(client), reads(client)
    refused |= {"backup": _backup(client)}
    new = _new_cover(client)
    word.unlink()
    begun = time.monotonic()
    until(lambda: all(200 <= one.status < 300 or one.status == 409 for one in writes(client).values()), 60, "writing")
    recovered = time.monotonic() - begun
    until(lambda: client.ask("GET", "/api/scan/status").json["status"] == "completed", 60, "a scan")
    until(lambda: all(one["has_thumbnail"] for one in books(client)), 60, "the new covers")
    pictures = [one["id"] for one in books(client) if not whole_picture(client.ask("GET", one["cover"]).body)]
    wrong = sorted(f"{name}: {one.status} {one.code}" for name, one in refused.items() if one.status not in (503, 507))
    unread = sorted(f"{name}: {one.status} {one.code}" for name, one in read.items() if one.status != 200)
    statuses = ", ".join(map(str, sorted({one.status for one in refused.values()})))
    found = (
        f"{len(refused)} kinds of writing: {statuses}; {len(read) - len(unread)} of {len(read)} kinds of reading go on"
    )
    found += f"; {new}; all is written again {recovered:.1f} s later"
    found += "".join(f"; {name}: {', '.join(those)}" for name, those in (("refused otherwise", wrong),
             ("not read", unread), ("torn covers", pictures)) if those)  # fmt: skip
    goal = f"writes answer 503 or 507, reads go on, recovery within {RECOVERED:g} s without a restart"
    name = {"full": "disk full", "readonly": "disk read-only"}[fault]
    return Row(name, goal, found, not (wrong or unread or pictures), recovered <= RECOVERED)


def _backup(client: Client) -> Said:
    """A backup that is to fail: it is begun, and says afterwards why there is none."""
    said = client.ask("POST", "/api/backups", {})
    if said.status != 202:
        return said
    state = until(lambda: (one := client.ask("GET", "/api/backups").json)["running"] is None and one, 30, "a backup")
    return Said(507 if state["failed"] else 200, b"{}", said.seconds)


def _new_cover(client: Client) -> str:
    """A cover that was not drawn before: shown or refused in a word, never torn."""
    cover = books(client)[2]["cover"]
    said = client.ask("GET", f"{cover}&size=large")
    return f"a new large cover: {said.status} {said.code}".strip()
