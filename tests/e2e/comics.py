"""A folder of comics for the tests: drawn pages in CBZ files, and the real CBR where the shared data is at hand."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw

SHARED_CBR = Path(__file__).parents[3] / "shared" / "data" / "Captain Science #001-cix-cbi.cbr"
SIZE = (700, 1050)
# Shelf and file name (without .cbz), and the number of pages.
SERIES = (
    ("Comics/Adventure/Lantern Riders", "Lantern Riders #{:02}", 6, 8),
    ("Comics/Science fiction/Far Harbour", "Far Harbour #{}", 4, 6),
    ("Comics/Crime and noir/Glass Alibi", "Glass Alibi #{}", 2, 5),
    ("Manga/Shonen/Steel Petal", "Steel Petal v{:02}", 5, 10),
    ("Manga/Seinen/Night Kitchen", "Night Kitchen v{:02}", 3, 6),
    ("Picture books/All ages/A Bear Abroad", "A Bear Abroad", 1, 4),
)
# Beside them: one long comic; one of which some pages, counted from 0, are double pages; one with wide white borders.
LONG = ("Manga/Seinen/Endless Stair", "Endless Stair", 64)
SPREADS = ("Comics/Adventure/Wide Country", "Wide Country", 12, (4, 9))
BORDERED = ("Comics/Crime and noir/White Margin", "White Margin", 4)
SERIES_JSON = {
    "Comics/Adventure/Lantern Riders": {
        "name": "Lantern Riders",
        "year": 2021,
        "status": "Ongoing",
        "publisher": "Tall Mill",
        "summary": "Six riders carry one light across a country that has none.",
        "genres": ["Adventure"],
    }
}


def page(seed: int, caption: str) -> bytes:
    """A JPEG that looks like a page: panels with gradients, lines and a caption; every seed another one."""
    picture = Image.new("RGB", SIZE, (246, 239, 224))
    draw = ImageDraw.Draw(picture)
    for row in range(3):
        split = 230 + (seed * 97 + row * 61) % 240
        for left, right in ((30, split - 10), (split + 10, SIZE[0] - 30)):
            top, bottom = 60 + row * 325, 60 + row * 325 + 305
            for y in range(top, bottom, 3):
                shade = (y - top) * 160 // 305
                draw.rectangle((left, y, right, y + 2), fill=((seed * 53 + shade) % 256, shade, (seed * 29 + 90) % 256))
            for x in range(left, right, 11):
                draw.line((x, bottom, (left + right) // 2, top + 40), fill=(20, 22, 28), width=1)
            draw.rectangle((left, top, right, bottom), outline=(20, 22, 28), width=4)
    draw.text((36, 20), caption, fill=(20, 22, 28))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()


def smaller(picture: bytes) -> bytes:
    """The same page in a fifth of its width and height."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as full:
        full.resize((SIZE[0] // 5, SIZE[1] // 5)).save(written, "JPEG", quality=70)
    return written.getvalue()


def double(picture: bytes) -> bytes:
    """A double page: the same page twice, side by side."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as single:
        wide = Image.new("RGB", (SIZE[0] * 2, SIZE[1]))
        wide.paste(single, (0, 0))
        wide.paste(single, (SIZE[0], 0))
        wide.save(written, "JPEG", quality=82)
    return written.getvalue()


def bordered(picture: bytes) -> bytes:
    """The same page with a white border of 120 pixels all around."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as bare:
        framed = Image.new("RGB", (SIZE[0] + 240, SIZE[1] + 240), "white")
        framed.paste(bare.point(lambda value: value * 3 // 4), (120, 120))
        framed.save(written, "JPEG", quality=82)
    return written.getvalue()


def make_odd_comics(folder: Path, inner: list[bytes]) -> int:
    """The long one, the one with double pages, the one with borders; answers how many they are."""
    small = [smaller(picture) for picture in inner]
    odd: list[tuple[str, str, list[bytes]]] = [
        (LONG[0], LONG[1], [small[number % len(small)] for number in range(LONG[2])]),
        (
            SPREADS[0],
            SPREADS[1],
            [
                double(inner[number % len(inner)]) if number in SPREADS[3] else inner[number % len(inner)]
                for number in range(SPREADS[2])
            ],
        ),
        (BORDERED[0], BORDERED[1], [bordered(picture) for picture in inner[: BORDERED[2]]]),
    ]
    for shelf, title, pages in odd:
        (folder / shelf).mkdir(parents=True)
        with zipfile.ZipFile(folder / shelf / f"{title}.cbz", "w") as archive:
            for number, picture in enumerate(pages):
                archive.writestr(f"{number:03}.jpg", picture)
    return len(odd)


def make_comics(folder: Path, many: int = 0) -> int:
    """Fills `folder` and answers how many comics are in it; `many` of them are small ones of two pages."""
    inner = [page(seed, f"page {seed}") for seed in range(1, 10)]
    count = 0
    for shelf, name, issues, pages in SERIES:
        (folder / shelf).mkdir(parents=True)
        for issue in range(1, issues + 1):
            count += 1
            title = name.format(issue)
            with zipfile.ZipFile(folder / shelf / f"{title}.cbz", "w") as archive:
                archive.writestr("000.jpg", page(100 + count, title))
                for number in range(1, pages):
                    archive.writestr(f"{number:03}.jpg", inner[(number + count) % len(inner)])
        if shelf in SERIES_JSON:
            (folder / shelf / "series.json").write_text(json.dumps(SERIES_JSON[shelf]))
    if SHARED_CBR.exists():
        shelf_of_cbr = folder / "Comics" / "Golden Age" / "Captain Science"
        shelf_of_cbr.mkdir(parents=True)
        shutil.copyfile(SHARED_CBR, shelf_of_cbr / SHARED_CBR.name)
        count += 1
    count += make_odd_comics(folder, inner)
    little = [smaller(picture) for picture in inner]
    for number in range(many):
        name = f"Zephyr Weekly {1900 + number // 52}"
        shelf_of_many = folder / "Weeklies" / "Newsstand" / name
        shelf_of_many.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(shelf_of_many / f"{name} #{number % 52 + 1:02}.cbz", "w") as archive:
            archive.writestr("1.jpg", little[number % len(little)])
            archive.writestr("2.jpg", little[(number + 4) % len(little)])
    return count + many
