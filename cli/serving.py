"""`python -m cli.serving`: what `quarterbin serve` becomes, once its options are read.

A process of its own, begun anew: it has not loaded what only commands need, which the services would carry along. The
options reach it as settings of the environment.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from cli.plan import Plan, make_plan
from kit.errors import StartupError


def become(plan: Plan) -> NoReturn:
    """Turns this process into one that serves `plan`."""
    comics = {"COMICS_DIR": os.pathsep.join(map(str, plan.comics))} if plan.comics else {}
    own = {"HOST": plan.host, "PORT": str(plan.port), "DATA_DIR": str(plan.data)}
    lean = {"PYTHONOPTIMIZE": "2"}  # without docstrings: kit/docstrings.py has them where they are asked for
    environment = {**os.environ, **own, **comics, **lean, "LOG_LEVEL": plan.settings.log_level}
    os.execve(sys.executable, [sys.executable, "-m", "cli.serving"], environment)  # noqa: S606


def main() -> int:
    """Serves; answers the exit code."""
    from cli.serve import serve

    try:
        serve(make_plan([], host=None, port=None, data=None, log_level=None))
    except StartupError as error:
        print(f"quarterbin: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
