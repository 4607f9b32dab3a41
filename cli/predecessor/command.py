"""`quarterbin import`: what it says to people."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from rich.console import Console

from cli.predecessor.database import read
from cli.predecessor.taking import Outcome, Taking
from cli.remote import Remote, connect
from kit.errors import StartupError

SHOWN = 10  # rows that stay behind, of each table, on the screen
TABLES = {"reading_progress": "Progress", "bookmarks": "Bookmarks", "user_preferences": "Preferences"}


def run(file: Path, data: Path | None, before: list[str], after: list[str], *, apply: bool, report: Path | None) -> int:
    """Says what an import would do, or does it; 1 where something could not be read. Raises Problem, StartupError."""
    if len(before) != len(after):
        raise StartupError("Every --from needs its --to: where the comics lay, and where they lie now.")
    old = read(file)
    remote = connect(data)
    folders = list(zip(before, after, strict=True))
    outcome = asyncio.run(_take(Taking(remote, old, folders, dry_run=not apply), remote))
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in [*told(outcome), *old.damaged]:
        console.print(line)
    if report is not None:
        _write(report, outcome)
        console.print(f"All that stays behind is written in {report}.")
    if not apply:
        console.print("This was a dry run: nothing was changed. The same with --apply takes it in.")
    elif outcome.left:
        console.print("Nothing is lost: after the next scan, import again, and what is found then is taken in too.")
    return 1 if old.damaged else 0


async def _take(taking: Taking, remote: Remote) -> Outcome:
    async with remote:
        return await taking.run()


def told(outcome: Outcome) -> list[str]:
    """The report, line by line."""
    counts, states = outcome.counts, [who.state for _, who, _ in outcome.users]
    lines = [
        f"Users: {len(states)}, of which {states.count('new')} are new and {states.count('known')} are here already.",
        f"Comics: {counts['comics found']:,} of {counts['comics']:,} are in the catalogue.",
        f"Series: {counts['series']:,} with metadata, {counts['series new']:,} of them new here.",
    ]
    for table, name in TABLES.items():
        short = name.lower()
        lines.append(
            f"{name}: {counts[short]:,} can be taken in, {counts[f'{short} new']:,} of them new here; "
            f"{counts[f'{table} left']:,} stay behind."
        )
    weak = [name for name, who, has in outcome.users if who.state == "new" and not has]
    if weak:
        lines.append(f"Without a password that can be used: {', '.join(weak)}. Set one: quarterbin user password NAME")
    for table in ("users", "comics", "series", *TABLES):
        rows = [row for row in outcome.left if row["table"] == table]
        lines += [f"  {table}: {row['reason']}: {_named(row)}" for row in rows[:SHOWN]]
        lines += [f"  {table}: and {len(rows) - SHOWN:,} more"] if len(rows) > SHOWN else []
    if outcome.moved:
        (before, after), number = outcome.moved.most_common(1)[0]
        lines.append(
            f"{number:,} comics that were not found lie elsewhere, by their file names. "
            f"Try: --from '{before}' --to '{after}'"
        )
    return lines


def _named(row: dict[str, object]) -> str:
    known = ((name, row.get(name)) for name in ("path", "username", "name", "comic_id", "id", "user_id"))
    return ", ".join(f"{name} {str(value)[:200]}" for name, value in known if value is not None) or "a row of its own"


def _write(report: Path, outcome: Outcome) -> None:
    try:
        report.write_text(
            json.dumps(outcome.left, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8", "replace"
        )
    except OSError as error:
        raise StartupError(f"{report} cannot be written: {error.strerror}.") from error
