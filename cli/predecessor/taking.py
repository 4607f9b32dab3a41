"""Sends what the predecessor knew to the services, and counts what came of it."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.predecessor import values
from cli.predecessor.database import Old, Row
from cli.remote import Remote
from kit.paths import for_people, to_text
from kit.wire.predecessor import (
    MOST,
    OldBookmark,
    OldPreferences,
    OldProgress,
    OldReading,
    OldSeries,
    OldSeriesBatch,
    OldUser,
    OldUsers,
    PathFound,
    PathsAsked,
    PathsFound,
    ReadingTaken,
    SeriesTaken,
    UserFound,
    UsersFound,
)

USERS_AT_ONCE = 20  # each costs auth some 30 ms
LOOKED_NEAR = 2_000  # paths at which nothing lies, for which file names are tried
NEW_USER = "-"  # stands for whoever a dry run does not make


@dataclass
class Outcome:
    """What an import did, or would do. `left` are the rows that stay behind, each with its reason."""

    users: list[tuple[str, UserFound, bool]] = field(default_factory=list)  # name, who, has a password
    counts: Counter[str] = field(default_factory=Counter)
    left: list[dict[str, Any]] = field(default_factory=list)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)  # where comics lie that were not found

    def leave(self, table: str, row: Row, reason: str) -> None:
        """Notes a row that cannot be taken in now."""
        shown = {name: for_people(value) if isinstance(value, str) else value for name, value in row.items()}
        shown = {name: repr(value)[:100] if isinstance(value, bytes) else value for name, value in shown.items()}
        self.left.append({"table": table, "reason": reason, **shown})
        self.counts[f"{table} left"] += 1


class Taking:
    """One import; `folders` are pairs of where comics lay and where they lie now."""

    def __init__(self, remote: Remote, old: Old, folders: Sequence[tuple[str, str]], *, dry_run: bool) -> None:
        self._remote, self._old, self._folders, self._dry = remote, old, folders, dry_run
        self.outcome = Outcome()
        self._users: dict[Any, str] = {}
        self._comics: dict[Any, PathFound] = {}
        self._paths: dict[Any, str] = {}

    async def run(self) -> Outcome:
        """All of it, in the order in which one thing needs the other. Raises Problem."""
        await self._take_users()
        await self._find_comics()
        await self._take_series()
        await self._take_reading()
        return self.outcome

    async def _take_users(self) -> None:
        names: set[str] = set()
        asked: list[tuple[Row, OldUser]] = []
        for row in self._old.tables["users"]:
            name = values.text(row["username"], 60)
            if name is None:
                self.outcome.leave("users", {"id": row["id"]}, "has no name")
                continue
            if name.casefold() in names:
                name = next(one for n in range(2, 10_000) if (one := f"{name[:54]} {n}").casefold() not in names)
            names.add(name.casefold())
            told = OldUser(
                username=name,
                role="admin" if row["role"] == "admin" else "reader",
                password_sha256=values.sha256(row["password_hash"]),
                created_at=values.moment(row["created_at"]) or self._old.written_at,
                last_login_at=values.moment(row["last_login"]),
            )
            asked.append((row, told))
        for some in _chunks(asked, USERS_AT_ONCE):
            body = OldUsers(dry_run=self._dry, items=[one for _, one in some])
            answer = await self._remote["auth"].post_as(UsersFound, "/internal/predecessor/users", body, timeout=60)
            for (row, told), who in zip(some, answer.items, strict=True):
                self.outcome.users.append((told.username, who, told.password_sha256 is not None))
                if who.state == "refused":
                    self.outcome.leave("users", {"username": row["username"]}, who.reason)
                else:
                    self._users[row["id"]] = who.id or f"{NEW_USER}{len(self._users)}"

    async def _find_comics(self) -> None:
        for row in self._old.tables["comics"]:
            if isinstance(row["path"], str) and row["path"].startswith("/") and "\0" not in row["path"]:
                self._paths[row["id"]] = self._mapped(os.path.normpath(row["path"]))
            else:
                self.outcome.leave("comics", {"id": row["id"], "path": row["path"]}, "its path makes no sense")
        for some in _chunks(list(self._paths.items()), MOST):
            found = await self._ask([path for _, path in some], near=False)
            self._comics |= {one: at for (one, _), at in zip(some, found, strict=True) if at.comic_id}
        lost = [path for one, path in self._paths.items() if one not in self._comics]
        self.outcome.counts |= Counter({"comics": len(self._paths), "comics found": len(self._comics)})
        for some_lost in _chunks(lost[:LOOKED_NEAR], MOST):
            for path, at in zip(some_lost, await self._ask(some_lost, near=True), strict=True):
                if at.near:
                    self.outcome.moved[_folders_of(path, at.near)] += 1

    async def _ask(self, paths: list[str], *, near: bool) -> list[PathFound]:
        body = PathsAsked(paths=[to_text(path) for path in paths], near=near)
        answer = await self._remote["library"].post_as(PathsFound, "/internal/predecessor/paths", body, timeout=60)
        return answer.items

    def _mapped(self, path: str) -> str:
        for before, after in self._folders:
            if path == before or path.startswith(before.rstrip("/") + "/"):
                return after.rstrip("/") + path[len(before.rstrip("/")) :]
        return path

    async def _take_series(self) -> None:
        """A series here is the one in which most of its comics are now."""
        votes: dict[Any, Counter[str]] = defaultdict(Counter)
        for row in self._old.tables["comics"]:
            at = self._comics.get(row["id"])
            if at and at.series_id:
                votes[row["series_id"]][at.series_id] += 1
                votes[row["category"], row["series"]][at.series_id] += 1
        said: dict[str, OldSeries] = {}
        for row in self._old.tables["series"]:
            told = values.series(row)
            counted = votes.get(row["id"]) or votes.get((row["category"], row["name"])) or Counter()
            if not told:
                continue
            if not counted:
                self.outcome.leave("series", {"name": row["name"]}, "none of its comics was found")
                continue
            here = counted.most_common(1)[0][0]
            said.setdefault(here, OldSeries(series_id=here, said=told))
        self.outcome.counts["series"] = len(said)
        for some in _chunks(list(said.values()), 100):
            body = OldSeriesBatch(dry_run=self._dry, items=some)
            answer = await self._remote["library"].post_as(
                SeriesTaken, "/internal/predecessor/series", body, timeout=120
            )
            self.outcome.counts["series new"] += answer.series

    async def _take_reading(self) -> None:
        told: dict[str, list[Any]] = {
            "progress": [self._progress(row) for row in self._old.tables["reading_progress"]],
            "bookmarks": [self._bookmark(row) for row in self._old.tables["bookmarks"]],
            "preferences": [self._preferences(row) for row in self._old.tables["user_preferences"]],
        }
        for name, all_ in told.items():
            some = [one for one in all_ if one is not None]
            self.outcome.counts[name] = len(some)
            for part in _chunks(some, MOST):
                body = OldReading.model_validate({"dry_run": self._dry, name: [one.model_dump() for one in part]})
                answer = await self._remote["library"].post_as(
                    ReadingTaken, "/internal/predecessor/reading", body, timeout=120
                )
                self.outcome.counts[f"{name} new"] += getattr(answer, name)

    def _progress(self, row: Row) -> OldProgress | None:
        page = values.whole(row["current_page"])
        who = self._who("reading_progress", row, ok=page is not None)
        if who is None or page is None:
            return None
        return OldProgress(
            user_id=who[0],
            comic_id=who[1],
            current_page=page,
            total_pages=values.whole(row["total_pages"], 1, 100_000),
            completed=values.truth(row["completed"]),
            updated_at=values.moment(row["last_read"]) or self._old.written_at,
        )

    def _bookmark(self, row: Row) -> OldBookmark | None:
        page = values.whole(row["page_number"])
        who = self._who("bookmarks", row, ok=page is not None)
        if who is None or page is None:
            return None
        at = values.moment(row["created_at"]) or self._old.written_at
        note = values.text(row["note"], values.LONGEST_NOTE)
        return OldBookmark(user_id=who[0], comic_id=who[1], page_number=page, note=note, created_at=at)

    def _preferences(self, row: Row) -> OldPreferences | None:
        if row["user_id"] not in self._users:
            self.outcome.leave("user_preferences", row, "its reader is not there")
            return None
        said, raw = values.preferences(row)
        return OldPreferences(user_id=self._users[row["user_id"]], said=said, raw=raw) if raw else None

    def _who(self, table: str, row: Row, *, ok: bool) -> tuple[str, str] | None:
        """The reader and the comic of a row; notes why not where it has none."""
        at = self._comics.get(row["comic_id"])
        if not ok:
            self.outcome.leave(table, row, "its page makes no sense")
        elif row["user_id"] not in self._users:
            self.outcome.leave(table, row, "its reader is not there")
        elif at is None or at.comic_id is None:
            path = self._paths.get(row["comic_id"])
            reason = "its comic is not in the catalogue" if path else "its comic is in neither database"
            self.outcome.leave(table, {**row, "path": path}, reason)
        else:
            return self._users[row["user_id"]], at.comic_id
        return None


def _folders_of(before: str, after: str) -> tuple[str, str]:
    """What two paths begin with before they go on alike: where the comics lay, and where they lie."""
    one, other = before.split("/"), after.split("/")
    while len(one) > 2 and len(other) > 2 and one[-1] == other[-1]:
        one.pop()
        other.pop()
    return "/".join(one), "/".join(other)


def _chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]
