"""Brings all tables up to date before the services start, in a process that ends: what that takes is freed with it."""

from __future__ import annotations

import importlib
import os

from cli.plan import Plan
from kit.db import Database
from kit.errors import Problem, StartupError
from kit.topology import SERVICES


def bring_up_to_date(plan: Plan) -> int:
    """For a child. What does not work here is said by the service itself, which tries it again."""
    for service in SERVICES:
        if not service.tables:
            continue
        os.environ.update(plan.environment_of(service))
        try:
            settings = importlib.import_module(service.settings).Settings.load()
            database = Database(settings, service.name)
            try:
                database.init_db(importlib.import_module(service.app).MIGRATIONS)
            finally:
                database.close()
        except (StartupError, Problem, ImportError):
            return 1
    return 0
