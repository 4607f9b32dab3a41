"""`quarterbin serve`: looks whether it can, then hands over to the keeper and the supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from cli import keeper, preflight, warm
from cli.opening import Opening
from cli.plan import Plan
from kit.errors import StartupError
from kit.secrets import make_secrets


def serve(plan: Plan, entry: str = "kit.run", loaded: Callable[[], None] = lambda: None) -> NoReturn:
    """Runs the five services until told to stop, and ends with the exit code; StartupError where it cannot start.

    `entry` is the module whose `main([name])` runs one service in its own process. `loaded` is called once all that
    they share is there, before anything is forked.
    """
    lock = preflight.take_data_folder(plan.data)
    try:
        preflight.check(plan)
        make_secrets(plan.settings.secrets)
        warm.warm(plan)
        loaded()
        pid = os.getpid()
        keeper.keep(lambda: supervise(plan, pid, entry), lock)
    except OSError as error:
        raise StartupError(sentence(error, plan)) from error
    finally:
        os.close(lock)


def supervise(plan: Plan, pid: int, entry: str) -> int:
    """The keeper's child; `pid` is the keeper's own process id, the one that people signal."""
    try:
        return Opening(plan, pid, entry).run()
    except (StartupError, OSError) as error:
        said = sentence(error, plan) if isinstance(error, OSError) else error
        print(f"quarterbin: {said}", file=sys.stderr)
        return 2


def sentence(error: OSError, plan: Plan) -> str:
    """What the system refused, for people."""
    return f"{error.filename or plan.data}: {error.strerror or error}."
