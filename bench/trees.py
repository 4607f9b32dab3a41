"""Trees of comics to scan: names as people have them, files that are only a name and a size."""

from __future__ import annotations

import json
import os
from pathlib import Path

CATEGORIES = ("Comics", "Manga", "Picture books", "One-shots")
SHELVES = ("Adventure", "Crime and noir", "Fantasy", "Horror", "Science fiction", "Slice of life")


def make(root: Path, comics: int, a_series: int = 30) -> int:
    """Makes `comics` files in series of `a_series` beneath `root`, every second series with a series.json.

    Returns how many series there are. A file takes no space: its size is set, nothing is written.
    """
    series = -(-comics // a_series)
    for number in range(series):
        name = f"The Ledger of {CATEGORIES[number % 4]} {number:05d}"
        folder = root / CATEGORIES[number % 4] / SHELVES[number % 6] / name
        folder.mkdir(parents=True, exist_ok=True)
        if number % 2:
            said = {"series": name, "synopsis": "A long story. " * 20, "genres": ["Drama", "Mystery"], "mal_id": number}
            (folder / "series.json").write_text(json.dumps(said))
        for issue in range(min(a_series, comics - number * a_series)):
            stem = f"{name} v{issue // 6 + 1:02d} #{issue + 1:03d} (2019) (digital)"
            path = folder / f"{stem}.{'cbr' if issue % 5 == 0 else 'cbz'}"
            with open(path, "wb") as file:
                os.truncate(file.fileno(), 30_000_000 + number * 1000 + issue)
    return series
