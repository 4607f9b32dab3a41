"""What is done once before the services are forked, so that they share it."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys

from cli.plan import Plan
from kit import memory
from kit.topology import SERVICES

# What every service imports sooner or later, beside its own app: loaded by name when it first serves, connects or opens
# its database, so it has to be named here to be imported once, before the first fork.
SHARED = (
    "anyio._backends._asyncio",
    "encodings.idna",
    "encodings.unicode_escape",
    "fastapi.telemetry._runtime",
    "importlib.readers",
    "kit.run",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "stringprep",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.auto",
    *(service.app for service in SERVICES),
    *(service.settings for service in SERVICES),
)


def warm(plan: Plan) -> None:
    """Imports what the services share, and does once what each would do first.

    Everything is hidden from the garbage collector, so that it stays shared. A service that cannot be imported is left
    out: its own process says in its log what is wrong.
    """
    from cli.rehearsal import rehearse

    memory.settle()
    gc.disable()  # a collection would leave holes, and each hole that a child fills is a page copied
    for name in SHARED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    rehearse(plan)
    gc.freeze()
    gc.enable()


def has_compiled(since: float) -> bool:
    """Whether a module that is loaded was compiled after `since` (seconds of the epoch), and that is kept."""
    kept = (getattr(module, "__cached__", None) for module in list(sys.modules.values()))
    return any(os.path.exists(file) and os.path.getmtime(file) >= since for file in kept if file)
