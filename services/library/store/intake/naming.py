"""The series that comics of a batch go to, and what series are found by."""

from __future__ import annotations

from typing import Any, NamedTuple

from kit.folding import fold

# Characters. With the sort key they fit into one index entry of PostgreSQL (2,704 bytes) in every script.
LONGEST_NAME = 200
LONGEST_SHELF = 150


class Shelf(NamedTuple):
    """A series that comics of the batch go to. `home`: the series of their folder, where that is another."""

    id: str
    category: str
    subcategory: str | None
    name: str
    age_rating: int | None
    home: str | None = None


def shortened(name: str) -> str:
    """A series' name, as long as it may be."""
    return name[:LONGEST_NAME]


def search_text(name: str, said: dict[str, Any]) -> str:
    """Everything a series is found by: its names, its people, its publisher, genres and tags, a line each."""
    people = [person["name"] for person in said.get("authors", ()) if person.get("name")]
    names = [name, *said.get("titles", ()), *people, said.get("publisher") or ""]
    return "\n".join(fold(one) for one in [*names, *said.get("genres", ()), *said.get("tags", ())] if one)
