"""`quarterbin backup` and `restore`: the database as one file, and back."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from cli.plan import absolute
from cli.preflight import take_data_folder
from cli.remote import settings_for
from cli.restoring import restore as put_back
from kit import backup
from kit.errors import StartupError
from kit.mounts import network_file_system


def make(file: Path | None, data: Path | None) -> int:
    """Makes a backup, whether the server runs or not. Raises StartupError and Problem."""
    database = database_of(data)
    if not database.exists():
        raise StartupError(f"There is no database in the data folder {database.parent}: name another with --data.")
    target = absolute(file) if file else database.parent / backup.FOLDER / backup.new_name()
    if target.is_dir():
        target = target / backup.new_name()
    if target.exists():
        raise StartupError(f"{target} is there already: choose another name.")
    if file and not target.parent.is_dir():
        raise StartupError(f"The folder {target.parent} does not exist.")
    columns = (TextColumn("Copying"), BarColumn(), TaskProgressColumn())
    with backup.alone(database.parent / backup.FOLDER), Progress(*columns, transient=True) as bar:
        task = bar.add_task("Copying", total=1.0)
        backup.make(database, target, lambda share: bar.update(task, completed=share))
    Console(highlight=False, soft_wrap=True).print(f"The backup is made and checked: {target}", markup=False)
    return 0


def restore(file: Path, data: Path | None) -> int:
    """Puts a backup back, where no server runs. Raises StartupError."""
    database = database_of(data)
    lock = take_data_folder(database.parent)
    try:
        kept = put_back(absolute(file), database.parent)
    finally:
        os.close(lock)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{file} is the database now. Everybody's login is as it was then.", markup=False)
    if kept:
        console.print(f"What was there before is kept: {kept}", markup=False)
    return 0


def database_of(data: Path | None) -> Path:
    """The SQLite database of the data folder. Raises StartupError where it is PostgreSQL's, or elsewhere."""
    settings = settings_for(data)
    if settings.database_url:
        raise StartupError(backup.POSTGRES)
    if kind := network_file_system(settings.data_dir):
        raise StartupError(f"The data folder {settings.data_dir} is on a network file system ({kind}).")
    return settings.data_dir / "comics.db"
