"""A catalogue that reads like one: names in several languages, people, characters, summaries; always the same."""

from __future__ import annotations

import random
from typing import Any

ADJECTIVES = [
    "Amazing",
    "Silent",
    "Crimson",
    "Hollow",
    "Golden",
    "Broken",
    "Iron",
    "Secret",
    "Wandering",
    "Last",
    "Electric",
    "Midnight",
    "Savage",
    "Paper",
    "Glass",
    "Frozen",
    "Little",
    "Burning",
    "Lonely",
    "Astonishing",
    "Velvet",
    "Forgotten",
    "Radiant",
    "Bitter",
    "Distant",
    "Sunken",
    "Crooked",
    "Patient",
    "Scarlet",
    "Wild",
]
NOUNS = [
    "Lantern",
    "Harbour",
    "Detective",
    "Rider",
    "Empire",
    "Orchard",
    "Kingdom",
    "Sparrow",
    "Machine",
    "Garden",
    "Captain",
    "River",
    "Phantom",
    "Tower",
    "Comet",
    "Sailor",
    "Wolf",
    "Library",
    "Circus",
    "Desert",
    "Mirror",
    "Island",
    "Engine",
    "Samurai",
    "Witch",
    "Voyage",
    "Cathedral",
    "Butterfly",
    "Avenue",
    "Guardian",
]
ACCENTED = ("Élan", "Über", "Señor", "Château", "Ångström", "Façade", "Naïve", "Brûlée", "Žižka", "Ørsted")
JAPANESE = (
    "進撃",
    "巨人",
    "鋼鉄",
    "銀河",
    "魔女",
    "東京",
    "少年",
    "図書館",
    "灯台",
    "海賊",
    "物語",
    "旅人",
    "ナルト",
    "ブルー",
)
FIRST = (
    "Ada Bruno Chiyo Dagny Emil Fiona Goro Hélène Ivan Jun Katsu Lena Masashi Noor Otto Priya Quentin Rosa Sven Tomoko"
)
LAST = (
    "Abara Becker Castellanos Dubois Eriksen Fujimoto Grünwald Hayashi Ito Jansen Kishimoto Lindqvist Moreau Nakamura"
)
GENRES = [
    "Adventure",
    "Comedy",
    "Crime",
    "Drama",
    "Fantasy",
    "Historical",
    "Horror",
    "Mystery",
    "Romance",
    "Science-Fiction",
    "Sports",
    "Thriller",
]


class Names:
    """Draws names; the same ones for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._words = [self._word() for _ in range(6_000)]
        self.people = sorted({f"{self._one(FIRST.split())} {self._one(LAST.split())}" for _ in range(1_500)})
        self.people += [f"{self._word().title()} {self._word().title()}" for _ in range(1_200)]
        self.characters = [f"{self._word().title()} {self._one(NOUNS)}" for _ in range(4_000)]
        self.tags = sorted({self._one(self._words) for _ in range(400)})

    def series(self, index: int) -> str:
        """The name of a series; every one another."""
        kind = index % 10
        if kind == 0:
            return f"{self._one(JAPANESE)}の{self._one(JAPANESE)} {index}"
        if kind == 1:
            return f"{self._one(ACCENTED)} {self._one(NOUNS)} {index}"
        return f"The {self._one(ADJECTIVES)} {self._one(NOUNS)} of {self._one(self._words).title()} {index}"

    def metadata(self) -> dict[str, Any]:
        """What a series.json says, normalised."""
        return {
            "titles": [f"{self._one(JAPANESE)}{self._one(JAPANESE)}", self._one(self._words).title()],
            "summary": self.sentence(120),
            "authors": [{"name": one, "role": "writer"} for one in self._some(self.people, 2)],
            "genres": self._some(GENRES, 3),
            "tags": self._some(self.tags, 4),
            "year": self._random.randint(1960, 2026),
        }

    def info(self) -> dict[str, Any]:
        """What a ComicInfo.xml says."""
        return {
            "Title": self.sentence(3).title(),
            "Summary": self.sentence(60),
            "Writer": ", ".join(self._some(self.people, 2)),
            "Characters": ", ".join(self._some(self.characters, 5)),
        }

    def sentence(self, words: int) -> str:
        """So many words."""
        return " ".join(self._some(self._words, words))

    def slip(self, word: str) -> str:
        """The word with two of its letters in the wrong order."""
        at = self._random.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def _word(self) -> str:
        syllables = [
            "ka",
            "lo",
            "mi",
            "ra",
            "ten",
            "vor",
            "sel",
            "du",
            "nar",
            "pi",
            "gos",
            "eth",
            "wyn",
            "bra",
            "zul",
            "or",
            "ane",
            "fi",
            "thal",
            "mur",
            "qui",
            "xen",
            "dor",
            "sha",
        ]
        return "".join(self._random.choices(syllables, k=self._random.randint(2, 4)))

    def _one(self, of: Any) -> Any:
        return self._random.choice(of)

    def _some(self, of: Any, number: int) -> list[Any]:
        return self._random.sample(of, min(number, len(of)))
