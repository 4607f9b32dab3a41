"""Lays what services use close together in memory, before they are forked.

CPython counts references in the objects themselves, so that a service copies each page of the memory it shares on
which it so much as looks at something. What is used lies among far more that is not; laid together it is on fewer
pages. `names.txt` and `functions.txt` list it, what the same services use side by side, as a linker's order file does.
`python -m bench.order` writes them; what they name and is not there any more is passed over.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import CodeType, FunctionType

FOLDER = Path(__file__).parent
# What lay there before stays: services would fill the gaps between what they share, and copy each page they do it on.
_left: list[object] = []


def lay_names() -> None:
    """Makes the names, before modules are imported that use them."""
    _left.extend(sys.intern(name) for name in _lines("names.txt"))


def lay_functions() -> None:
    """Gives the functions that are there new code objects, made one after another."""
    found: dict[str, list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found.setdefault(name_of(one.__module__, one.__code__.co_qualname), []).append(one)
    wanted = _lines("functions.txt")
    layer = Layer(frozenset(wanted))
    _left.append(layer)
    for function in (function for name in wanted for function in found.get(name, ())):
        function.__code__ = layer.laid(function.__code__, str(function.__module__))


class Layer:
    """Makes new code objects out of old ones; what two functions share they share again."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._made: dict[int, tuple[CodeType, CodeType]] = {}  # by address: equal code may be another's

    def laid(self, code: CodeType, module: str) -> CodeType:
        """`code` anew, with those within it that are wanted."""
        key = id(code)
        if key not in self._made:
            within = tuple(self._within(one, module) for one in code.co_consts)
            self._made[key] = code, code.replace(co_consts=within)
        return self._made[key][1]

    def _within(self, constant: object, module: str) -> object:
        if isinstance(constant, CodeType) and name_of(module, constant.co_qualname) in self._wanted:
            return self.laid(constant, module)
        return constant


def name_of(module: str | None, qualname: str) -> str:
    """How a function stands in the list."""
    return f"{module}:{qualname}"


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text().splitlines()
