"""The two pictures in place of a cover: one that is still being made, and one that never will be.

Both are drawn once, at the start.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

SIZE = (300, 450)
PAPER, DOTS, INK, LINE = "#1d1b22", "#2b2833", "#b9b3c6", "#4a4556"
GRID = 18  # pixels between dots of the halftone


def generating() -> bytes:
    """A sheet of halftone, growing towards the foot, and the word."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    for row, y in enumerate(range(0, SIZE[1] + GRID, GRID)):
        radius = 1 + 7 * y / SIZE[1]
        for x in range((row % 2) * GRID // 2, SIZE[0] + GRID, GRID):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=DOTS)
    _label(draw, "Generating...", SIZE[1] // 2)
    return _jpeg(image)


def broken() -> bytes:
    """A dashed frame, a page with a folded corner and a cross on it, and the words."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    for x in range(12, SIZE[0] - 12, 16):
        draw.line((x, 12, x + 8, 12), LINE, 2)
        draw.line((x, SIZE[1] - 12, x + 8, SIZE[1] - 12), LINE, 2)
    for y in range(12, SIZE[1] - 12, 16):
        draw.line((12, y, 12, y + 8), LINE, 2)
        draw.line((SIZE[0] - 12, y, SIZE[0] - 12, y + 8), LINE, 2)
    draw.line(((168, 150), (118, 150), (118, 224), (182, 224), (182, 164), (168, 150), (168, 164), (182, 164)), INK, 3)
    draw.line((139, 178, 161, 206), INK, 3)
    draw.line((161, 178, 139, 206), INK, 3)
    _label(draw, "Cannot be read", 262)
    return _jpeg(image)


def _label(draw: ImageDraw.ImageDraw, text: str, y: int) -> None:
    font = ImageFont.load_default(22)
    left, top, right, bottom = draw.textbbox((SIZE[0] / 2, y), text, font=font, anchor="mm")
    draw.rounded_rectangle((left - 12, top - 9, right + 12, bottom + 9), 6, fill=PAPER)
    draw.text((SIZE[0] / 2, y), text, INK, font, anchor="mm")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
