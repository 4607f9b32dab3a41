"""`python -m cli.serving`: what `quarterbin serve` becomes, once its options are read.

A process of its own, begun anew: it has not loaded what only commands need, which the services would carry along. The
options reach it as settings of the environment. Little is imported before the names are laid together.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from cli import names

if TYPE_CHECKING:
    from cli.plan import Plan

COMPILED = "QUARTERBIN_COMPILED"  # set where this process has begun anew for that


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
    except KeyboardInterrupt:  # before there is anything to be stopped; from then on the keeper hears of it
        return 130


def _serve() -> int:
    """The same, while Ctrl-C is an exception."""
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
    """Begins anew, once, where modules had to be compiled: that leaves its traces in memory, 8 MiB of them."""
    from cli import warm

    if warm.has_compiled(began) and COMPILED not in os.environ:
        os.execve(sys.executable, [sys.executable, "-m", "cli.serving"], {**os.environ, COMPILED: "1"})  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
