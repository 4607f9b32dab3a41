"""The commands and their options. Everything that goes wrong is one sentence; exit code 2: it could not even begin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import user
from cli.options import Data
from cli.sample import commands as sample
from kit import VERSION
from kit.errors import Problem, StartupError

if TYPE_CHECKING:
    from cli.plan import Plan

app = typer.Typer(
    name="quarterbin",
    epilog="'quarterbin test' sets up what the tests need and runs all of them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(user.app, name="user")
app.add_typer(sample.app, name="sample")


def print_version(wanted: bool) -> None:
    """Prints the version, and ends the command."""
    if wanted:
        typer.echo(f"quarterbin {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """A comics and manga server. A name in brackets, such as PORT, is an environment variable that says the same."""


@app.command()
def serve(
    comics_dirs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="COMICS_DIR", help="Folders with comics. (COMICS_DIR)", show_default=False),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 for the whole network. (HOST, else 127.0.0.1)")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen on; the four after it are used too. (PORT, else 8000)"),
    ] = None,
    data: Data = None,
    log_level: Annotated[
        str | None,
        typer.Option(help="debug, info, warning or error; debug shows the logs here. (LOG_LEVEL, else info)"),
    ] = None,
) -> None:
    """Start the server, and stay until Ctrl-C."""
    from cli.plan import make_plan

    plan = make_plan(comics_dirs or [], host=host, port=port, data=data, log_level=log_level)
    raise typer.Exit(begin(plan))


@app.command()
def scan(
    library: Annotated[str | None, typer.Option(help="Only this library, by its name.")] = None,
    rescan: Annotated[bool, typer.Option("--rescan", help="Read everything again, changed or not.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait, and show how far the scan is.")] = True,
    data: Data = None,
) -> None:
    """Look for new, changed and missing comics. Ctrl-C leaves the scan running."""
    from cli.scan import scan as run_scan

    raise typer.Exit(run_scan(data, library, rescan=rescan, wait=wait))


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The file to write; else a new one in DATA_DIR/backups.", show_default=False
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Copy the database into one file. The server may run meanwhile."""
    from cli.backup import make

    raise typer.Exit(make(file, data))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'backup' made.", show_default=False)],
    data: Data = None,
) -> None:
    """Put a backup back in place, while the server is stopped. The database that was there is kept in a file."""
    from cli.backup import restore as run_restore

    raise typer.Exit(run_restore(file, data))


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="OLD/comics.db", help="The old database; only read.", show_default=False)
    ],
    before: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FOLDER", help="Where the comics were; may be repeated."),
    ] = None,
    after: Annotated[
        list[str] | None, typer.Option("--to", metavar="FOLDER", help="Where they are now, for each --from.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else only say what would be done.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write what is left out to this file, as JSON.")] = None,
    data: Data = None,
) -> None:
    """Take users, progress, bookmarks and series over from the old single-process server."""
    from cli.predecessor.command import run as run_import

    raise typer.Exit(run_import(file, data, before or [], after or [], apply=apply, report=report))


@app.command()
def doctor(data: Data = None) -> None:
    """Check each part of the server, and say what to do about what is wrong."""
    from cli.doctor import doctor as run_doctor

    raise typer.Exit(run_doctor(data))


def begin(plan: Plan) -> int:
    """Serves until told to stop; returns the exit code. `__main__` puts `serving.become` in its place."""
    from cli.serve import serve as run_server

    return run_server(plan)


def run(arguments: list[str] | None = None) -> int:
    """Runs a command; returns the exit code."""
    try:
        app(arguments, prog_name="quarterbin")
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0
    except StartupError as error:
        return said(str(error), 2)
    except Problem as problem:
        return said(problem.detail, 1)
    return 0


def said(sentence: str, code: int) -> int:
    """Prints what went wrong to standard error; returns `code`."""
    print(f"quarterbin: {sentence}", file=sys.stderr)
    return code
