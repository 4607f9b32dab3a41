"""The list of pages of each comic: learnt once from a child, and kept while the file stays as it is."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from dataclasses import dataclass

from kit.errors import Problem
from services.thumbs import albums
from services.thumbs.archives.archive import CODED, DEFLATED, MAX_ENTRY, STORED, Entry, Unreadable
from services.thumbs.children import Answer, ChildFailed, Refused
from services.thumbs.opened import Opened, close, unreadable
from services.thumbs.reports import Reports
from services.thumbs.trials import Quarantined, Trials

KEPT_PAGES = 50_000  # over all directories, some 12 MB

Key = tuple[str, int, int]


@dataclass(frozen=True)
class Directory:
    """The pages of one file, in reading order; `problem` says what is wrong with it, or is empty."""

    pages: list[Entry]
    solid: bool = False
    problem: str = ""


class Directories:
    """Keyed by comic, size and time of the open file: one that changes on disk is read anew."""

    def __init__(self, trials: Trials, reports: Reports) -> None:
        self._trials, self._reports = trials, reports
        self._kept: OrderedDict[Key, Directory] = OrderedDict()
        self._pages = 0
        self._asked: dict[Key, asyncio.Task[Directory]] = {}

    async def of(self, opened: Opened) -> Directory:
        """The directory of an open comic, with at least one page. Raises Unprocessable with the reason."""
        key = key_of(opened)
        directory = self._kept.get(key)
        if directory is None:
            task = self._asked.get(key)
            if task is None:
                task = self._asked[key] = asyncio.create_task(self._ask(key, opened, opened.dup()))
                task.add_done_callback(lambda _: self._asked.pop(key, None))
            directory = await asyncio.shield(task)
        else:
            self._kept.move_to_end(key)
        if not directory.pages:
            raise unreadable(directory.problem)
        return directory

    def forget(self, comic_id: str) -> None:
        """Reads a comic anew, whatever was wrong with it."""
        for key in [key for key in self._kept if key[0] == comic_id]:
            self._pages -= len(self._kept.pop(key).pages) + 1

    def kept(self, key: Key) -> Directory | None:
        """What is known of a file without opening it."""
        return self._kept.get(key)

    def learn(self, opened: Opened, answer: Answer) -> Directory:
        """Keeps what a child found in an open comic. Raises ChildFailed where it cannot be true."""
        directory = Directory(
            _entries(answer.parts[0], opened.size), bool(answer.ok["solid"]), str(answer.ok["problem"])
        )
        self._keep(key_of(opened), directory)
        return directory

    def _keep(self, key: Key, directory: Directory) -> None:
        old = self._kept.pop(key, None)
        self._pages += len(directory.pages) + 1 - (len(old.pages) + 1 if old else 0)
        self._kept[key] = directory
        while self._pages > KEPT_PAGES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._pages -= len(dropped.pages) + 1

    async def _ask(self, key: Key, opened: Opened, fds: list[int]) -> Directory:
        try:
            if opened.album:
                directory = Directory(albums.entries_of(opened.album))
                self._keep(key, directory)
            else:
                answer = await self._trials.ask(opened, "inspect", {"cover": False}, fds, page=None)
                directory = self.learn(opened, answer)
        except (ChildFailed, Quarantined) as failed:
            return Directory([], problem=failed.why)
        except (Refused, Unreadable) as why:
            directory = Directory([], problem=str(why))
            if not (isinstance(why, Refused) and why.passing):
                self._keep(key, directory)
        finally:
            close(*fds)
        await self._tell(opened, directory)
        return directory

    async def _tell(self, opened: Opened, directory: Directory) -> None:
        """Tells the library what was learnt. It may know that already, or not be there."""
        if opened.is_current and opened.location.pages != len(directory.pages):
            try:
                await self._reports.pages(
                    opened.location.comic_id, opened.version, len(directory.pages), directory.problem
                )
            except Problem:
                return  # the cover's report will say it


def key_of(opened: Opened) -> Key:
    """What a directory is kept by."""
    return opened.location.comic_id, opened.size, opened.mtime_ns


def _entries(listing: bytes, size: int) -> list[Entry]:
    """The child's list, believed only as far as it cannot do harm."""
    try:
        found = [_entry(*one) for one in json.loads(listing)]
    except (ValueError, TypeError, IndexError) as error:
        raise ChildFailed("crashed", "The program that opens comics gave an answer that makes no sense.") from error
    for one in found:
        inside = one.method in (STORED, DEFLATED) and 0 <= one.offset <= one.offset + one.packed <= size
        same = one.method != STORED or one.packed == one.size
        if one.size > MAX_ENTRY or not ((inside and same) or one.method == CODED):
            raise ChildFailed("crashed", "The program that opens comics gave an answer that makes no sense.")
    return found


def _entry(method: object, offset: object, packed: object, size: object, crc: object) -> Entry:
    return Entry(_whole(method), _whole(offset), _whole(packed), _whole(size), None if crc is None else _whole(crc))


def _whole(value: object) -> int:
    if not isinstance(value, int) or value < CODED:
        raise ValueError("not a size")
    return value
