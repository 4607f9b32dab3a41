"""What the sample library holds: every issue, its place on the shelves, its cover and the pages in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Issue:
    """One comic. `shelf` is its folder (category/subcategory/series), `file` its name without `.cbz`.

    `cover` names a drawing in `art/`; `pages` the drawn pages that follow it, by number. `info` are elements of its
    ComicInfo.xml; without any the archive has none.
    """

    shelf: str
    file: str
    cover: str
    pages: tuple[int, ...]
    info: tuple[tuple[str, str], ...] = ()


def _info(series: str, **elements: str) -> tuple[tuple[str, str], ...]:
    return (("Series", series), *elements.items())


TIDEWRIGHT = "Comics/Adventure/Tidewright"
RIGHT_TO_LEFT = "YesAndRightToLeft"

ISSUES = (
    Issue(TIDEWRIGHT, "Tidewright #01 - The Lamp", "tidewright-1", (1, 2, 3, 4, 5, 6)),
    Issue(TIDEWRIGHT, "Tidewright #02 - Salt Debt", "tidewright-2", (3, 1, 5, 2, 6)),
    Issue(TIDEWRIGHT, "Tidewright #03 - Undertow", "tidewright-3", (4, 2, 1, 6, 3, 5)),
    Issue(TIDEWRIGHT, "Tidewright #04 - Slack Water", "tidewright-4", (5, 3, 6, 1, 4)),
    Issue(
        "Comics/Crime and noir/Salt & Static",
        "Salt & Static #12",
        "salt-and-static",
        (1, 5, 3, 6),
        _info("Salt & Static", Number="12", Title="A Mister Grey Mystery", Genre="Crime, Mystery"),
    ),
    Issue(
        "Comics/Fantasy/The Clockmaker's Orchard",
        "The Clockmaker's Orchard",
        "clockmakers-orchard",
        (2, 3, 1, 4, 6),
    ),
    Issue("Comics/Fantasy/Moss Giants", "Moss Giants v01", "moss-giants", (6, 4, 2, 1)),
    Issue("Comics/Fantasy/Moss Giants", "Moss Giants v02", "moss-giants-2", (3, 5, 1, 6, 2)),
    Issue("Comics/Science fiction/Hollow Signal", "Hollow Signal v01", "hollow-signal", (1, 3, 5, 2, 4, 6)),
    Issue("Comics/Science fiction/Velvet Orbit", "Velvet Orbit #1", "velvet-orbit", (4, 1, 6, 3)),
    Issue("Comics/Science fiction/Velvet Orbit", "Velvet Orbit #2", "velvet-orbit-2", (2, 6, 5, 1, 3)),
    Issue(
        "Comics/Superheroes/Kid Comet",
        "Kid Comet #1",
        "kid-comet",
        (5, 1, 2, 3),
        _info("Kid Comet", Number="1", Title="All Ages", Year="2024", Genre="Superhero"),
    ),
    Issue(
        "Comics/Superheroes/Kid Comet",
        "Kid Comet #2",
        "kid-comet-2",
        (6, 3, 4, 1, 5),
        _info("Kid Comet", Number="2", Title="The Long Way Down", Year="2024", Genre="Superhero"),
    ),
    Issue(
        "Manga/Shonen/Ninefold Blade",
        "Ninefold Blade v04",
        "ninefold-blade",
        (6, 5, 4, 3, 2, 1),
        _info("Ninefold Blade", Volume="4", Manga=RIGHT_TO_LEFT, LanguageISO="ja"),
    ),
    Issue("Manga/Seinen/Paper Kaiju", "Paper Kaiju v01", "paper-kaiju", (1, 4, 2, 5, 3)),
    Issue("Manga/Slice of life/Ramen for Ghosts", "Ramen for Ghosts v03", "ramen-for-ghosts", (2, 1, 6, 4)),
    Issue("Picture books/All ages/Nine Cats North", "Nine Cats North", "nine-cats-north", (4, 6, 1)),
    Issue("Picture books/All ages/Octopus Postal Service", "Octopus Postal Service", "octopus-post", (1, 4, 6)),
)

# series.json of Tidewright, in its flat form.
SERIES_JSON: dict[str, dict[str, Any]] = {
    TIDEWRIGHT: {
        "name": "Tidewright",
        "year": 2026,
        "status": "Ongoing",
        "publisher": "Quarterbin",
        "summary": "Every lamp keeper on the coast winds one clock. One night the tide does not turn, and the youngest "
        "of them rows out to ask it why.",
        "genres": ["Adventure", "Fantasy"],
        "tags": ["sea", "lighthouse", "sample"],
    }
}
