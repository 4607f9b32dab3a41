"""Makes the sample library known to the server, once, and takes it away again."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

from cli.remote import Remote
from cli.sample.assemble import assemble
from kit.errors import Conflict

NAME = "Sample library"
SCAN_TRIES = 40  # four a second


def folder_of(data: Path) -> Path:
    """Where its comics lie."""
    return data / "sample"


def marker_of(data: Path) -> Path:
    """The file that says it was offered once: whoever removed it, here or in the app, does not get it again."""
    return data / "sample-offered"


async def make(remote: Remote, data: Path) -> int:
    """Draws the sample library and registers it; answers how many comics it has. 0: it was removed before.

    Comics left over after it was removed in the app are deleted here.
    """
    if marker_of(data).exists():
        shutil.rmtree(folder_of(data), ignore_errors=True)
        return 0
    count = assemble(folder_of(data))
    request = {"name": NAME, "roots": [str(folder_of(data))], "sample": True}
    library: dict[str, Any] = await remote["library"].post("/api/libraries", request)
    marker_of(data).touch(mode=0o600)
    await scan(remote, library["id"])
    return count


async def scan(remote: Remote, library_id: str) -> None:
    """Starts the first scan of the library, after the one with which the scanner itself begins."""
    for attempt in range(SCAN_TRIES):
        try:
            await remote["scanner"].post("/api/scan", {"library": library_id})
            return
        except Conflict:
            if attempt == SCAN_TRIES - 1:
                raise
        await asyncio.sleep(0.25)


async def remove(remote: Remote, data: Path) -> bool:
    """Takes the sample library out of the server and deletes its files; False where there was none."""
    libraries: list[dict[str, Any]] = (await remote["library"].get("/api/libraries"))["items"]
    samples = [library for library in libraries if library["sample"]]
    for library in samples:
        await remote["library"].send("DELETE", f"/api/libraries/{library['id']}")
    had_files = folder_of(data).is_dir()
    shutil.rmtree(folder_of(data), ignore_errors=True)
    marker_of(data).touch(mode=0o600)
    return bool(samples) or had_files
