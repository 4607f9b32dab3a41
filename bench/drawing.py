"""Pages as comics have them: panels of gradients, line art, halftone and paper grain, 1988x3056."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1988, 3056)


def page(number: int) -> Image.Image:
    """A page, the same for the same number."""
    rng = random.Random(number)
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    rows, y = rng.choice((3, 4)), 60
    height = (SIZE[1] - 120) // rows
    for _ in range(rows):
        split = rng.randrange(600, 1400)
        for left, right in ((60, split), (split + 30, SIZE[0] - 60)):
            _panel(image, draw, rng, (left, y, right, y + height - 30))
        y += height
    grain = Image.effect_noise(SIZE, 3).convert("RGB")
    return ImageChops.overlay(image.filter(ImageFilter.GaussianBlur(0.6)), grain)


def jpeg(number: int) -> bytes:
    """The page as a JPEG of quality 85: 0.7 to 1.5 MB."""
    return encoded(page(number), "JPEG")


def encoded(image: Image.Image, kind: str) -> bytes:
    """The picture as a file of that kind."""
    out = io.BytesIO()
    image.save(out, kind, quality=85)
    return out.getvalue()


def cbz(path: Path, pages: list[bytes], kind: str = "jpg") -> Path:
    """A comic of these pages, stored as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number, data in enumerate(pages, 1):
            archive.writestr(f"{number:03}.{kind}", data)
    return path


def _panel(image: Image.Image, draw: ImageDraw.ImageDraw, rng: random.Random, box: tuple[int, int, int, int]) -> None:
    across, down = box[2] - box[0], box[3] - box[1]
    shade = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180))).resize((across, down))
    colours = [tuple(rng.randrange(20, 255) for _ in range(3)) for _ in range(2)]
    image.paste(Image.composite(*(Image.new("RGB", shade.size, colour) for colour in colours), shade), box[:2])
    if rng.random() < 0.5:
        for x in range(box[0], box[2], 14):
            for y in range(box[1] + down // 2, box[3], 14):
                r = 1 + 5 * (y - box[1]) // down
                draw.ellipse((x - r, y - r, x + r, y + r), fill=colours[0])
    for _ in range(70):
        x, y, r = rng.randrange(box[0], box[2]), rng.randrange(box[1], box[3]), rng.randrange(4, 140)
        draw.arc((x - r, y - r, x + r, y + r), rng.randrange(360), rng.randrange(360), "black", rng.randrange(2, 8))
    draw.rectangle(box, outline="black", width=8)
