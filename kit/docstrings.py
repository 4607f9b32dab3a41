"""Brings docstrings back where Python was told to leave them out (`-OO`), since the API pages are made of them.

A server at home runs without docstrings: five services would keep them in memory for pages that are hardly ever opened.
"""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path
from types import ModuleType

from fastapi import FastAPI
from fastapi.routing import APIRoute

OURS = ("gateway", "kit", "services")


def describe(app: FastAPI) -> None:
    """Gives what `app` describes its docstrings back, from the sources."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS and module.__file__:
            _read(module, Path(module.__file__))
    for route in app.routes:
        if isinstance(route, APIRoute):
            route.description = route.description or inspect.cleandoc(route.endpoint.__doc__ or "")


def _read(module: ModuleType, source: Path) -> None:
    for node in ast.parse(source.read_bytes()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            one = getattr(module, node.name, None)
            if one is not None and one.__doc__ is None:
                one.__doc__ = ast.get_docstring(node)
