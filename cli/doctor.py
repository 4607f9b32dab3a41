"""`quarterbin doctor`: is each part well, and what to do where it is not."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite_driver
import sqlalchemy as sa
from rich.console import Console
from rich.text import Text

from cli.remote import connect, settings_for
from kit import sqlite
from kit.client import ServiceClient
from kit.errors import Problem, StartupError
from kit.settings import Settings

LEAST_FREE = 1024**3  # bytes on the disk of the data folder
STYLES = {True: ("ok ", "green"), False: ("no ", "bold red")}


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was looked at, whether it is well, and what was found or is to be done."""

    what: str
    well: bool
    sentence: str


def doctor(data: Path | None) -> int:
    """Prints a line for each part; 0 when all are well, 1 when one is not, 2 when no server runs."""
    settings = settings_for(data)
    console = Console(highlight=False, soft_wrap=True)
    findings = list(look_at_folder(settings))
    code = 0
    try:
        remote = connect(data)
    except StartupError as error:
        findings.append(Finding("server", False, str(error)))
        code = 2
    else:
        findings += asyncio.run(look_at_services(remote.urls, settings.data_dir / "logs"))
    for finding in findings:
        mark, style = STYLES[finding.well]
        console.print(Text.assemble((mark, style), f"{finding.what:<12} {finding.sentence}"))
    return code or int(not all(finding.well for finding in findings))


def look_at_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: there, writable, private, with space, on a disk of this machine; and the SQLite version."""
    data = settings.data_dir
    if not data.is_dir():
        yield Finding("data folder", False, f"{data} does not exist: name the server's data folder with --data.")
        return
    if not os.access(data, os.W_OK | os.X_OK):
        yield Finding("data folder", False, f"{data} cannot be written to: run this as the user the server runs as.")
    elif any(secret.stat().st_mode & 0o077 for secret in settings.secrets.glob("*/*")):
        yield Finding("data folder", False, f"Others can read {settings.secrets}: run chmod -R go= {settings.secrets}")
    else:
        yield Finding("data folder", True, str(data))
    free = shutil.disk_usage(data).free
    said = f"{free / 1024**3:.1f} GiB free"
    yield Finding("disk", free >= LEAST_FREE, said if free >= LEAST_FREE else f"Only {said}: make room on this disk.")
    if not settings.database_url:
        try:
            sqlite.check(sa.make_url(settings.sqlalchemy_url))
            yield Finding("database", True, f"SQLite {sqlite_driver.sqlite_version}, on a disk of this machine")
        except StartupError as error:
            yield Finding("database", False, str(error))


async def look_at_services(urls: Mapping[str, str], logs: Path) -> list[Finding]:
    """Each service's own report, asked without a token: auth may be what is not well."""
    reports = await asyncio.gather(*(look_at_service(name, url, logs) for name, url in urls.items()))
    return [finding for report in reports for finding in report]


async def look_at_service(name: str, url: str, logs: Path) -> list[Finding]:
    """What one service says of itself, or that it says nothing."""
    client = ServiceClient(name, url)
    try:
        return list(service_findings(name, await client.get("/healthz"), logs))
    except Problem as problem:
        return [Finding(name, False, f"{problem.detail} {logs / name}.log may say why.")]
    finally:
        await client.close()


def service_findings(name: str, health: dict[str, Any], logs: Path) -> Iterator[Finding]:
    """A /healthz document as lines: one for the service, and one for each thing it depends on that is not well."""
    parts = health.get("depends_on", {})
    bad = {part: said for part, said in parts.items() if said.get("status") != "ok"}
    details = ", ".join(f"{part}: {said['detail']}" for part, said in parts.items() if part not in bad)
    if bad:
        reasons = " ".join(f"{part}: {said.get('detail', '')}" for part, said in bad.items())
        yield Finding(name, False, f"{reasons} {logs / name}.log may say more.")
    else:
        yield Finding(name, health.get("status") == "ok", details or "answers")
