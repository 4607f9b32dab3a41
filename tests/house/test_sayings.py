"""What the server says to people is there in every language of the app: of errors, of broken comics, of scans."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SERVER = ROOT / "gateway" / "web" / "locales" / "server"
LANGUAGES = sorted(path.stem for path in SERVER.parent.glob("*.json") if path.stem != "en")
PROBLEMS = {"Problem", "BadRequest", "Unauthorized", "Forbidden", "NotFound", "Conflict", "TooLarge", "Unprocessable"}
PROBLEMS |= {"TooMany", "Unavailable", "OutOfSpace", "BadGateway", "GatewayTimeout"}
# Answers that no page of the app ever gets: between services, to tools, and to requests that no browser sends.
NOT_FOR_PEOPLE = {
    *("audience_refused", "secret_wrong", "services_only", "unknown_audience", "unknown_service", "unknown_root"),
    *("unknown_series", "bad_token", "bad_host", "bad_request", "host_not_allowed", "cursor_and_offset", "bad_range"),
    "another_account",  # the app shows itself anew instead
    *(
        "method_not_allowed",
        "address_too_long",
        "headers_too_large",
        "invalid_request",
        "not_found",
        "page_out_of_range",
    ),
}
# Where sentences are made that are kept, and shown later: why a comic cannot be read, or a folder.
KEPT = ("thumbs/archives", "thumbs/opened.py", "thumbs/opening.py", "thumbs/albums.py", "thumbs/child/pictures.py")
KEPT += ("scanner/walk.py", "scanner/watch.py", "scanner/folder.py", "scanner/series_json.py", "scanner/reading.py")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
SENTENCE = re.compile(r"[A-Z{].* .*[.:}]$", re.S)
FRAMEWORK = re.compile(r"(Field required|String should|Input should|List should)")


def template(node: ast.AST | None) -> str | None:
    """A text in the source, `{}` where something is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None


def texts(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every text of a module but its docstrings, whole."""
    tree = ast.parse(path.read_text())
    parts = {id(one) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for one in node.values}
    parts |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) not in parts and (said := template(node)) is not None:
            yield node, said


SOURCES = [path for room in ("services", "gateway", "kit") for path in sorted((ROOT / room).rglob("*.py"))]


def raised() -> set[str]:
    """The sentences of problems, where they are raised with one."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            code, said = template(node.args[0]), template(node.args[1])
            if name in PROBLEMS and said and code not in NOT_FOR_PEOPLE:
                found.add(said)
    return found


def kept() -> set[str]:
    """The sentences about comics and folders."""
    of = [path for path in SOURCES if any(part in path.as_posix() for part in KEPT)]
    return {said for path in of for _, said in texts(path) if SENTENCE.match(said) and "\n" not in said}


def events() -> set[str]:
    """What the logs say, which administrators read in the app."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                of = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                if of == "log" and node.func.attr in LEVELS and (said := template(node.args[0])):
                    found.add(said)
    return found


def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((SERVER / f"{language}.json").read_text())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_are_told_is_there(language: str) -> None:
    assert sorted((raised() | kept() | events()) - set(catalogue(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over_and_every_place_is_one_of_the_sentence(language: str) -> None:
    here = catalogue(language)
    assert list(here) == sorted(here)
    said = {text for path in SOURCES for _, text in texts(path)}
    assert [key for key in here if key not in said and not FRAMEWORK.match(key)] == []
    for key, value in here.items():
        places = {int(one) for one in re.findall(r"\{(\d)\}", value)}
        assert places <= set(range(1, key.count("{}") + 1)), key
        assert value.strip(), key


def test_all_languages_have_the_same() -> None:
    assert len({frozenset(catalogue(one)) for one in LANGUAGES}) == 1
    assert sorted(path.stem for path in SERVER.glob("*.json")) == LANGUAGES
