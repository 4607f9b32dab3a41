"""Writes ComicInfo.xml 2.1 (https://anansi-project.github.io/docs/comicinfo/documentation) from the fields of a comic.

The reverse of `comicinfo`: reading what is written here gives the same fields, as far as the schema has a place for
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from services.library.comicinfo import AGES, LISTS, ROLES, TEXTS, numbered
from services.library.xml_text import xml_text

# Other names of the schema's eight roles, as files have them.
_OTHER_ROLES = {
    **dict.fromkeys(("author", "story", "script", "plot", "creator", "original story"), "Writer"),
    **dict.fromkeys(("artist", "art", "illustrator", "pencils", "layouts", "breakdowns"), "Penciller"),
    **dict.fromkeys(("inks", "finishes", "embellisher"), "Inker"),
    **dict.fromkeys(("colors", "colours", "colourist", "color separations"), "Colorist"),
    **dict.fromkeys(("letters", "lettering"), "Letterer"),
    **dict.fromkeys(("cover", "covers", "cover art"), "CoverArtist"),
    **dict.fromkeys(("senior editor", "associate editor", "assistant editor"), "Editor"),
    "translation": "Translator",
}
_ROLES = {role: element for element, role in ROLES.items()} | _OTHER_ROLES


def written(said: Mapping[str, Any], pages: int) -> str:
    """The document for a comic of so many pages, of which the fields `said` are known."""
    root = Element("ComicInfo")
    found = {element: said.get(field) for field, element in TEXTS.items()}
    found |= {element: _listed(said.get(field)) for field, element in LISTS.items()}
    found |= _numbered(said) | _people(said.get("authors") or []) | _arcs(said.get("story_arcs") or [])
    found |= dict(zip(("Year", "Month", "Day"), (said.get("release_date") or "").split("-"), strict=False))
    found |= {
        "Count": said.get("issue_count"),
        "Web": " ".join(said.get("web") or []),
        "AgeRating": _age(said.get("age_rating")),
        "Manga": "YesAndRightToLeft" if said.get("direction") == "rtl" else None,
        "BlackAndWhite": {"yes": "Yes", "no": "No"}.get(said.get("black_and_white") or ""),
        "CommunityRating": _plain(said.get("community_rating")),
        "PageCount": pages,
    }
    for element, value in found.items():
        if value not in (None, ""):
            SubElement(root, element).text = xml_text(str(value))
    if types := [one for one in said.get("page_types") or [] if one["page"] < pages]:
        _page_types(SubElement(root, "Pages"), types)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _numbered(said: Mapping[str, Any]) -> dict[str, str | None]:
    """Number and Volume.

    Where the number is known both as a text and as a number, the text is written if they agree.
    """
    number, chapter = said.get("number"), said.get("chapter")
    if number is None or (chapter is not None and numbered(number) != chapter):
        number = _plain(chapter)
    return {"Number": number, "Volume": _plain(said.get("volume"))}


def _people(authors: list[dict[str, Any]]) -> dict[str, str]:
    by_role: dict[str, list[str]] = {element: [] for element in ROLES}
    for one in authors:
        by_role[_ROLES.get((one.get("role") or "").casefold(), "Writer")].append(one["name"])
    return {element: _listed(names) for element, names in by_role.items()}


def _arcs(arcs: list[dict[str, Any]]) -> dict[str, str]:
    numbers = [one.get("number") or "" for one in arcs]
    told = {"StoryArc": _listed([one["name"] for one in arcs])}
    return {**told, "StoryArcNumber": ", ".join(_no_comma(one) for one in numbers)} if any(numbers) else told


def _age(years: int | None) -> str | None:
    """The schema's rating for so many years; where it has none for them, the next stricter one."""
    if years is None:
        return None
    names = {"everyone": "Everyone", "pg": "PG", "ma15+": "MA15+", "r18+": "R18+"}
    above = [(age, name) for name, age in AGES.items() if age >= years]
    if not above:
        return "X18+"
    lowest = min(age for age, _ in above)
    name = next(name for age, name in above if age == lowest)
    return names.get(name, name.title())


def _page_types(pages: Element, types: list[dict[str, Any]]) -> None:
    for one in types:
        page = SubElement(pages, "Page", Image=str(one["page"]))
        if one.get("type"):
            page.set("Type", xml_text(str(one["type"])))
        if one.get("double"):
            page.set("DoublePage", "true")


def _listed(names: list[str] | None) -> str:
    """Values with commas between; a comma within a value would make two of one, and is replaced."""
    return ", ".join(dict.fromkeys(_no_comma(one) for one in names or ()))


def _no_comma(text: str) -> str:
    return " ".join(text.replace(",", " ").split())


def _plain(value: float | None) -> str | None:
    return None if value is None else f"{value:.10g}"
