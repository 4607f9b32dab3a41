"""`quarterbin user`: accounts, without the app. Works on the running server."""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.options import Data
from cli.remote import Remote, connect
from kit.errors import NotFound, StartupError

app = typer.Typer(help="Accounts: add, list, password, role, remove.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the input, one line.")]


class Role(StrEnum):
    """What an account may do."""

    ADMIN = "admin"
    READER = "reader"


@app.command()
def add(name: Name, role: Role = Role.READER, password_stdin: FromStdin = False, data: Data = None) -> None:
    """Add an account. Asks for its password twice."""
    remote = connect(data)
    password = ask_password(password_stdin)
    asyncio.run(_add(remote, {"username": name, "password": password, "role": role.value}))
    typer.echo(f"{name} may log in now, as {role.value}.")


@app.command("list")
def list_(data: Data = None) -> None:
    """List all accounts."""
    users = asyncio.run(_all(connect(data)))
    table = Table("Name", "Role", "Status", "Libraries", "Last login (UTC)", box=None, pad_edge=False)
    for user in users:
        libraries = "all" if user["libraries"] is None else str(len(user["libraries"]))
        last = (user["last_login_at"] or "never").removesuffix("Z").partition(".")[0].replace("T", " ")
        table.add_row(user["username"], user["role"], user["status"], libraries, last)
    Console(highlight=False, markup=False).print(table if users else "There are no accounts yet.")


@app.command()
def password(name: Name, password_stdin: FromStdin = False, data: Data = None) -> None:
    """Set a new password. All sessions of the account end."""
    remote = connect(data)
    asyncio.run(_change(remote, name, "POST", "/password", {"new_password": ask_password(password_stdin)}))
    typer.echo(f"{name} has a new password and is logged out everywhere.")


@app.command()
def role(
    name: Name, role: Annotated[Role, typer.Argument(metavar="ROLE", show_default=False)], data: Data = None
) -> None:
    """Make someone an admin or a reader."""
    asyncio.run(_change(connect(data), name, "PATCH", "", {"role": role.value}))
    typer.echo(f"{name} is {role.value} now.")


@app.command()
def remove(
    name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False, data: Data = None
) -> None:
    """Remove an account, and with it its reading progress and bookmarks."""
    remote = connect(data)
    if not yes:
        typer.confirm(f"Remove {name}, with their progress and bookmarks?", abort=True)
    asyncio.run(_change(remote, name, "DELETE", "", None))
    typer.echo(f"{name} is gone.")


def ask_password(from_stdin: bool) -> str:
    """The password: one line of the input, or asked for twice. Raises StartupError where nobody can be asked."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise StartupError("There is no terminal to ask for the password on: send it to --password-stdin.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="The same again"))


async def _add(remote: Remote, user: dict[str, Any]) -> None:
    async with remote:
        await remote["auth"].post("/api/users", user)


async def _all(remote: Remote) -> list[dict[str, Any]]:
    async with remote:
        return await users(remote)


async def _change(remote: Remote, name: str, method: str, path: str, body: dict[str, Any] | None) -> None:
    async with remote:
        found = [user for user in await users(remote) if user["username"].casefold() == name.casefold()]
        if not found:
            raise NotFound("user_not_found", f"There is no account named {name!r}.")
        await remote["auth"].send(method, f"/api/users/{found[0]['id']}{path}", body)


async def users(remote: Remote) -> list[dict[str, Any]]:
    """Every account, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        params = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = await remote["auth"].get("/api/users", params=params)
        found += page["items"]
        cursor = page.get("next_cursor")
        if not cursor:
            return found
