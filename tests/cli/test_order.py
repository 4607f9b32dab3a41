"""What services use lies together: the same functions do the same, and the lists name what there is."""

import sys
from collections.abc import Callable, Iterator
from types import CodeType

import pytest

from cli import order
from cli.order import lay_functions, lay_names, name_of


def counter(step: int) -> Callable[[], Iterator[int]]:
    def count() -> Iterator[int]:
        return (number * step for number in range(3))

    return count


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists name the functions of this module, and a stranger."""
    lines = {
        "functions.txt": [*(name_of(__name__, one) for one in ("counter", "counter.<locals>.count")), "gone:away"],
        "names.txt": ["a_name_that_nothing_else_has_yet"],
    }
    monkeypatch.setattr(order, "_lines", lines.__getitem__)


def inner(code: CodeType) -> CodeType:
    return next(one for one in code.co_consts if isinstance(one, CodeType))


def test_functions_get_code_of_their_own_and_do_the_same(listed: None) -> None:
    made = counter(2)
    before, within = counter.__code__, made.__code__
    lay_functions()
    assert counter.__code__ is not before
    assert made.__code__ is not within
    assert inner(counter.__code__) is made.__code__, "what a function makes has the code of those it made before"
    assert list(made()) == list(counter(2)()) == [0, 2, 4]


def test_names_are_those_that_modules_use_later(listed: None) -> None:
    lay_names()
    name = "_".join(["a", "name", "that", "nothing", "else", "has", "yet"])
    assert sys.intern(name) is not name, "it was there"


def test_the_lists_are_not_out_of_date() -> None:
    """`python -m bench.order` writes them anew."""
    there = 0
    own = [line for line in order._lines("functions.txt") if line.startswith(("services.", "kit.", "gateway."))]
    for line in own:
        module, _, qualname = line.partition(":")
        found: object = __import__(module, fromlist=["*"])
        for part in qualname.partition(".<locals>")[0].split("."):
            found = getattr(found, part, None)
        there += found is not None
    assert there > 0.8 * len(own), f"{there} of {len(own)} functions are still there"
