"""The screen that `serve` shows when it is ready."""

from __future__ import annotations

import contextlib
import io
import socket
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cli.plan import EVERYWHERE, Plan, bracketed
from cli.welcome import Welcome
from kit import VERSION

WIDTH = 8


class Screen:
    """Standard output, which shows paths as they are."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):  # a folder's name may be no text at all
            sys.stdout.reconfigure(errors="replace")
        self.console = Console(highlight=False, soft_wrap=True)

    def ready(self, plan: Plan, welcome: Welcome) -> None:
        """Shows the screen."""
        self._print(Text())
        self._print(Text(f"  Quarterbin {VERSION} is ready.", style="bold"))
        self._print(Text())
        first, *others = addresses(plan)
        self._fact("Open", Text(first, style="bold"))
        for other in others:
            self._fact("", Text(other))
        if code := setup_code(plan.data):
            self._fact("Code", Text.assemble((code, "bold"), "  asked for when you make the first admin"))
        for index, line in enumerate(comics(plan, welcome)):
            self._fact("" if index else "Comics", Text(line))
        self._fact("Data", Text(f"{plan.data}  (what the services say is in logs/)"))
        self._fact("Stop", Text("Ctrl-C"))
        self._print(Text())

    def _fact(self, name: str, what: Text) -> None:
        self._print(Text.assemble(f"  {name:<{WIDTH}}", what))

    def _print(self, text: Text) -> None:
        # The terminal may be gone, or whoever read the pipe: then rich would end the process, and the server goes on.
        with contextlib.suppress(OSError, SystemExit):
            self.console.print(text)


def comics(plan: Plan, welcome: Welcome) -> list[str]:
    """Where the comics come from."""
    lines = [str(folder) for folder in plan.comics]
    if welcome.sample:
        lines += [
            f"A sample library of {welcome.sample} comics was drawn, so that the first page is not empty.",
            "Remove it in the app, or with: quarterbin sample remove",
        ]
    elif not lines and welcome.libraries == 0:
        lines.append("No library yet: add one in the app, or start with a folder: quarterbin serve FOLDER")
    elif not lines and welcome.libraries:
        lines.append("1 library" if welcome.libraries == 1 else f"{welcome.libraries} libraries")
    if welcome.problem:
        lines.append(welcome.problem)
    return lines


def addresses(plan: Plan) -> list[str]:
    """The addresses to open: on this machine, and on the local network where the gateway listens there too."""
    found = [plan.urls["gateway"]]
    if plan.host in EVERYWHERE and (outside := lan_address()):
        found.insert(0, f"http://{bracketed(outside)}:{plan.port}")
    return found


def lan_address() -> str | None:
    """This machine's address on its network, as far as it has one. Nothing is sent: a UDP socket only picks a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith("127.") else address


def setup_code(data: Path) -> str:
    """The one-time code for the first admin; empty once there is one."""
    try:
        return (data / "setup-code").read_text().strip()
    except OSError:
        return ""
