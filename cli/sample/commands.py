"""`quarterbin sample`: the library that was drawn to look at first."""

from __future__ import annotations

import asyncio

import typer

from cli.options import Data
from cli.remote import Remote, connect, settings_for
from cli.sample import offer

app = typer.Typer(help="The sample library.", no_args_is_help=True)


@app.callback()
def sample() -> None:
    """The sample library that a server without comics draws at its first start."""


@app.command()
def remove(data: Data = None) -> None:
    """Remove the sample library and delete its files. It does not come back."""
    had_one = asyncio.run(_remove(connect(data), data))
    typer.echo("The sample library is gone." if had_one else "There is no sample library.")


async def _remove(remote: Remote, data: Data) -> bool:
    async with remote:
        return await offer.remove(remote, settings_for(data).data_dir)
