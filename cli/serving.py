"""`python -m cli.serving`: what `quarterbin serve` becomes once its options are read.

A process begun anew, without the modules that only commands need: the services would inherit them. The options reach it
as environment variables. Little is imported before the names are put together in memory.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from cli import names

if TYPE_CHECKING:
    from cli.plan import Plan

COMPILED = "QUARTERBIN_COMPILED"  # set when the process has begun anew after compiling


def become(plan: Plan) -> NoReturn:
    """Turns this process into one that serves `plan`."""
    comics = {"COMICS_DIR": os.pathsep.join(map(str, plan.comics))} if plan.comics else {}
    own = {"HOST": plan.host, "PORT": str(plan.port), "DATA_DIR": str(plan.data)}
    lean = {"PYTHONOPTIMIZE": "2"}  # without docstrings: kit/docstrings.py has them where they are asked for
    environment = {**os.environ, **own, **comics, **lean, "LOG_LEVEL": plan.settings.log_level}
    os.execve(sys.executable, [sys.executable, "-m", "cli.serving"], environment)  # noqa: S606


def main() -> int:
    """Serves; answers the exit code."""
    try:
        return _serve()
    except KeyboardInterrupt:  # nothing is running yet; later the keeper handles it
        return 130


def _serve() -> int:
    """The same, where Ctrl-C is still an exception."""
    began = time.time()
    names.lay()
    from cli import serve
    from cli.plan import make_plan
    from kit.errors import StartupError

    try:
        serve.serve(make_plan([], host=None, port=None, data=None, log_level=None), loaded=lambda: anew(began))
    except StartupError as error:
        print(f"quarterbin: {error}", file=sys.stderr)
        return 2


def anew(began: float) -> None:
    """Starts the process once more where modules had to be compiled, since that leaves 8 MiB of traces in memory."""
    from cli import warm

    if warm.has_compiled(began) and COMPILED not in os.environ:
        os.execve(sys.executable, [sys.executable, "-m", "cli.serving"], {**os.environ, COMPILED: "1"})  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
