"""Where pictures lie: a folder, or a bucket (`cover_bucket.py`). Both keep whole pictures, each under a key."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from kit.errors import OutOfSpace, Unavailable

PART = ".part"
MANY = 500


class File(NamedTuple):
    """Something that lies there; `changed_at` in seconds since 1970."""

    key: str
    bytes: int
    changed_at: float


class Files(Protocol):
    """A place for pictures. Each appears whole or not at all."""

    async def get(self, key: str) -> bytes | None:
        """The picture; None where there is none, or it cannot be had just now: then it is made again."""
        ...

    def at_hand(self, key: str) -> bytes | None:
        """The picture, where it can be had without waiting; None where `get` has to be asked."""
        ...

    def lacks(self, key: str) -> bool:
        """Is it known, without waiting, that there is none?"""
        ...

    async def put(self, key: str, data: bytes) -> None:
        """Keeps a picture. Raises Unavailable or OutOfSpace."""
        ...

    async def putting(self, pictures: Mapping[str, bytes]) -> Callable[[], None]:
        """Keeps pictures by their keys, once what is returned has been called, in a thread; both raise as `put`."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Takes pictures away; those that are gone already are no error. Raises Unavailable."""
        ...

    def all(self) -> AsyncIterator[list[File]]:
        """Everything that lies there, also what has no business there, some at a time. Raises Unavailable."""
        ...

    async def check(self) -> str:
        """For health checks: raises as `put` does."""
        ...


class Folder:
    """A folder. A picture is written under another name and renamed.

    A power cut may still leave an empty file, which counts as none, and is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    async def get(self, key: str) -> bytes | None:
        return self.at_hand(key)

    def at_hand(self, key: str) -> bytes | None:
        # Read here and not in a thread: 25 KB out of the page cache take 0.03 ms, the way to a thread and back more.
        try:
            with open(f"{self.folder}/{key}", "rb", buffering=0) as file:
                return file.read() or None
        except OSError:
            return None

    def lacks(self, key: str) -> bool:
        return not os.path.exists(f"{self.folder}/{key}")

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, key, data)

    async def putting(self, pictures: Mapping[str, bytes]) -> Callable[[], None]:
        def put() -> None:
            for key, data in pictures.items():
                self._write(key, data)

        return put

    async def delete(self, keys: Sequence[str]) -> None:
        await asyncio.to_thread(self._delete, keys)

    async def all(self) -> AsyncIterator[list[File]]:
        walk = self._walk()
        while some := await asyncio.to_thread(next, walk, None):
            yield some

    async def check(self) -> str:
        probe = f".check-{secrets.token_hex(4)}"
        await asyncio.to_thread(self._write, probe, b"ok")
        await asyncio.to_thread(self._delete, [probe])
        return "the cover folder can be written to"

    def _write(self, key: str, data: bytes) -> None:
        folder, _, name = f"{self.folder}/{key}".rpartition("/")
        part = f"{folder}/.{name}.{secrets.token_hex(4)}{PART}"
        try:
            try:
                _write(part, data)
            except FileNotFoundError:
                self._make_folders(folder)
                _write(part, data)
            os.replace(part, f"{folder}/{name}")
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(part)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise OutOfSpace(
                    "disk_full", "The server's disk is full: no cover can be kept.", retry_after=10
                ) from error
            sentence = "The folder of the covers cannot be written to just now."
            raise Unavailable("covers_read_only", sentence, retry_after=10) from error

    def _make_folders(self, wanted: str) -> None:
        """With the first picture, the folders of all (see cover_store): each would be made a moment later."""
        for folder in (wanted, *(f"{self.folder}/{one:x}" for one in range(16))):
            os.makedirs(folder, exist_ok=True)

    def _delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            try:
                (self.folder / key).unlink(missing_ok=True)
            except OSError as error:
                sentence = "The folder of the covers cannot be written to just now."
                raise Unavailable("covers_read_only", sentence, retry_after=10) from error

    def _walk(self) -> Iterator[list[File]]:
        for folder, _, names in os.walk(self.folder):
            some = []
            for name in names:
                path = os.path.join(folder, name)
                try:
                    about = os.stat(path)
                except OSError:
                    continue  # gone in this moment
                some.append(File(os.path.relpath(path, self.folder), about.st_size, about.st_mtime))
            if some:
                yield some


def _write(path: str, data: bytes) -> None:
    with open(path, "wb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
