"""Every sentence of the web app stands in a catalogue, every catalogue has all of them, and none is left over."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT

WEB = ROOT / "gateway" / "web"
CATALOGUES = sorted((WEB / "locales").glob("*.json"))
# t('key') and parts('key'): the key is always written out, so that it can be found.
USE = re.compile(r"\b(?:t|parts)\(\s*'([^']+)'")
LITERAL = re.compile(r"'([a-z][a-z0-9-]*(?:\.[a-zA-Z0-9_-]+)+)'")
VALUE = re.compile(r"\{(\w+)\}")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.S | re.M)
SCRIPTS = {path: COMMENT.sub("", path.read_text()) for path in sorted((WEB / "js").rglob("*.js"))}
ENGLISH = WEB / "locales" / "en.json"


def catalogue(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def values_of(message: str | dict[str, str]) -> set[str]:
    """The names in braces; of the plural forms together."""
    texts = [message] if isinstance(message, str) else list(message.values())
    return {name for text in texts for name in VALUE.findall(text)}


def test_every_sentence_asked_for_is_there() -> None:
    english = catalogue(ENGLISH)
    missing = {
        f"{path.name}: {key}" for path, text in SCRIPTS.items() for key in USE.findall(text) if key not in english
    }
    assert not missing


def test_no_sentence_is_left_over() -> None:
    said = {key for text in SCRIPTS.values() for key in LITERAL.findall(text)}
    assert not sorted(set(catalogue(ENGLISH)) - said)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_whole(path: Path) -> None:
    english, here = catalogue(ENGLISH), catalogue(path)
    assert list(here) == sorted(here), "keys are kept in order, so that two hands rarely meet"
    assert set(here) == set(english)
    assert not [key for key in here if values_of(here[key]) - values_of(english[key]) - {"n"}]
    assert not [key for key, message in here.items() if isinstance(message, dict) and "other" not in message]


def test_every_language_is_offered() -> None:
    offered = re.search(r"LANGUAGES = .*?\(\{(.*?)\}\)", SCRIPTS[WEB / "js" / "words.js"], re.S)
    assert offered
    assert set(re.findall(r"(\w+): '", offered[1])) == {path.stem for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_installed_app_is_the_same_in_every_language(path: Path) -> None:
    """Its manifest says what the English one says, in the words of the catalogue."""
    english = catalogue(WEB / "manifest.webmanifest")
    here = catalogue(path.with_suffix(".webmanifest")) if path != ENGLISH else english
    assert (here["lang"], here["dir"]) == (path.stem, "ltr")
    words = catalogue(path)
    assert [one["name"] for one in here["shortcuts"]] == [words["offline.title"], words["search.search"]]
    assert (here["description"] == english["description"]) == (path == ENGLISH)
    same = {"lang", "description", "shortcuts"}
    assert {key: value for key, value in here.items() if key not in same} == {
        key: value for key, value in english.items() if key not in same
    }
    assert [one["url"] for one in here["shortcuts"]] == [one["url"] for one in english["shortcuts"]]


def test_without_scripts_every_language_is_told_so() -> None:
    told = (WEB / "index.html").read_text().partition("<noscript>")[2].partition("</noscript>")[0]
    assert {path.stem for path in CATALOGUES} == {"en", *re.findall(r'lang="(\w+)"', told)}


# What each language never has: French sets narrow spaces that do not break, Japanese full-width marks and no spaces.
KANA = "[\u3040-\u30ff\u4e00-\u9fff]"
UNUSUAL = {
    "fr": r"[^\s\w)}\u202f»][;!?»]|[ \u00a0][;:!?»%]|\w[;!?»]|[^\W\d]:(?!//)|«[^\u202f]|['\"“”]|\.\.\.",
    "ja": rf"{KANA}[,.:;!?()]|[,:;!?(]{KANA}|[\u3001\u3002\uff01\uff1f\uff1a\uff08\uff09\u300c\u300d] |['\"“”]|\.\.\.",
    "de": r"[“\"'][^\W\d]|\.\.\.",
    "es": r"[\"'“”]|\.\.\.|^[^¿]*\?|^[^¡]*!",
}


@pytest.mark.parametrize("language", UNUSUAL)
def test_marks_and_spaces_are_those_of_the_language(language: str) -> None:
    wrong = []
    for path in (WEB / "locales" / f"{language}.json", WEB / "locales" / "server" / f"{language}.json"):
        for key, message in catalogue(path).items():
            for text in [message] if isinstance(message, str) else message.values():
                wrong += [f"{key}: {text}"] if re.search(UNUSUAL[language], text) else []
    assert wrong == []
