"""`quarterbin scan`: starts a scan of the running server and shows how far it is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.remote import Remote, connect
from kit.errors import NotFound

POLL = 0.5  # seconds
PHASES = {"walk": "Looking", "save": "Saving", "finish": "Finishing"}


def scan(data: Path | None, library: str | None, *, rescan: bool, wait: bool) -> int:
    """Starts a scan; 1 when it failed or was cancelled. Raises Problem and StartupError."""
    console = Console(highlight=False)
    job = asyncio.run(_start(connect(data), library, rescan=rescan))
    if not wait:
        console.print("The scan has started; the app shows how far it is.")
        return 0
    try:
        job = asyncio.run(follow(connect(data), job, console))
    except KeyboardInterrupt:
        console.print("The scan goes on; the app shows how far it is.")
        return 0
    return report(job, console)


async def _start(remote: Remote, library: str | None, *, rescan: bool) -> dict[str, Any]:
    """The job of a scan that has begun."""
    async with remote:
        body = {"library": await library_id(remote, library)} if library else {}
        job: dict[str, Any] = await remote["scanner"].post("/api/rescan" if rescan else "/api/scan", body)
        return job


async def library_id(remote: Remote, name: str) -> str:
    """The id of the library of that name, without regard to case. Raises NotFound naming those there are."""
    libraries: list[dict[str, Any]] = (await remote["library"].get("/api/libraries"))["items"]
    for library in libraries:
        if library["name"].casefold() == name.casefold():
            return str(library["id"])
    known = ", ".join(library["name"] for library in libraries) or "none"
    raise NotFound("library_not_found", f"There is no library named {name!r}. There is: {known}.")


async def follow(remote: Remote, job: dict[str, Any], console: Console) -> dict[str, Any]:
    """Shows a progress bar until the job has ended; returns its last state."""
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with remote:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Looking", total=None)
            while True:
                now: dict[str, Any] = await remote["scanner"].get("/api/scan/status")
                if now.get("id") != job["id"] or now["status"] != "running":
                    return now if now.get("id") == job["id"] else await ended(remote, job)
                progress.update(
                    task,
                    description=PHASES.get(now.get("phase") or "", "Scanning"),
                    completed=now["processed_comics"],
                    total=now["total_comics"] or None,
                )
                await asyncio.sleep(POLL)


async def ended(remote: Remote, job: dict[str, Any]) -> dict[str, Any]:
    """The job's own last state, when another has begun since."""
    jobs: list[dict[str, Any]] = (await remote["scanner"].get("/api/scan/jobs"))["items"]
    return next((one for one in jobs if one["id"] == job["id"]), job)


def report(job: dict[str, Any], console: Console) -> int:
    """Says how the scan ended; answers the exit code."""
    for error in job.get("errors") or []:
        console.print(f"{error['path']}: {error['reason']}", markup=False)
    if job["status"] != "completed":
        reason = job.get("reason") or "the server's log says why"
        console.print(f"The scan was {job['status']}: {reason}", markup=False)
        return 1
    counts = ", ".join(f"{job[name]} {name}" for name in ("new", "changed", "moved", "missing"))
    errors = f", {job['error_count']} could not be read" if job["error_count"] else ""
    console.print(f"{job['total_comics']} comics: {counts}{errors}.", markup=False)
    return 0
