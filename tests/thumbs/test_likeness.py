"""Covers beside their pages, pixel by pixel: whatever a page is made of, its cover looks like it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms, ImageDraw

from services.thumbs.child import pictures
from tests.thumbs.comics import encoded, psnr

SIZE = (600, 900)
ALIKE = 27  # dB: what JPEG and another filter leave of strong colours side by side


def drawing(size: tuple[int, int] = SIZE) -> Image.Image:
    """Gradients, flat colours and lines."""
    image = Image.merge("RGB", [Image.linear_gradient("L").resize(size).rotate(turn) for turn in (0, 90, 180)])
    draw = ImageDraw.Draw(image)
    for number, fill in enumerate(((230, 120, 30), (20, 60, 200), (250, 240, 60), (255, 255, 255), (0, 0, 0))):
        left, top = 60 + 100 * number, 80 + 140 * number
        draw.rectangle((left, top, left + 90, top + 120), fill=fill, outline="black", width=4)
    return image


def likeness(data: bytes, expected: Image.Image) -> float:
    """In dB, of the cover to what the page should look like."""
    small, large = (Image.open(io.BytesIO(one)) for one in pictures.covers(data, large=True))
    assert small.size == (300, 450)
    wanted = (expected.resize(one.size, Image.Resampling.LANCZOS) for one in (small, large))
    return min(psnr(one, want) for one, want in zip((small, large), wanted, strict=True))


def on_white(image: Image.Image) -> Image.Image:
    rgba = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, rgba).convert("RGB")


def half_transparent() -> Image.Image:
    image = drawing().convert("RGBA")
    image.putalpha(Image.radial_gradient("L").resize(SIZE))
    return image


def palette_with_a_hole() -> Image.Image:
    """A palette in which one colour is transparent, as GIFs and small PNGs have."""
    image = drawing().quantize(64)
    image.paste(63, (100, 100, 500, 300))
    image.info["transparency"] = 63
    return image


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (drawing, "JPEG"), (drawing, "PNG"), (drawing, "WEBP"), (drawing, "AVIF"),
        (lambda: drawing().convert("L"), "PNG"), (lambda: drawing().convert("L"), "JPEG"),
        (lambda: drawing().quantize(200), "PNG"), (lambda: drawing().quantize(200), "GIF"),
        (half_transparent, "PNG"), (half_transparent, "WEBP"), (half_transparent, "AVIF"),
        (lambda: half_transparent().convert("LA"), "PNG"),
        (palette_with_a_hole, "PNG"), (palette_with_a_hole, "GIF"),
        (lambda: drawing().convert("1"), "PNG"),
    ],
)  # fmt: skip
def test_every_mode_and_format(make: Callable[[], Image.Image], kind: str) -> None:
    page = make()
    more = {"transparency": page.info["transparency"]} if "transparency" in page.info else {}
    least = 15 if page.mode == "1" else ALIKE  # grains of black and white, which every filter makes grey in its way
    assert likeness(encoded(page, kind, **more), on_white(page)) > least


def test_sixteen_bits_a_gradient_and_not_a_step() -> None:
    deep = Image.linear_gradient("L").resize(SIZE).convert("I").point(lambda value: value * 257).convert("I;16")
    assert likeness(encoded(deep, "PNG"), Image.linear_gradient("L").resize(SIZE)) > 40


def test_cmyk_though_its_inks_are_written_upside_down() -> None:
    data = encoded(drawing().convert("CMYK"))
    assert b"Adobe" in data, "the marker that says so"
    assert likeness(data, drawing()) > ALIKE


def test_a_wide_gamut_is_brought_into_srgb() -> None:
    """A page in linear light: taken as sRGB it would be far too dark."""
    srgb, linear = ImageCms.createProfile("sRGB"), linear_srgb()
    converted = ImageCms.profileToProfile(drawing(), srgb, ImageCms.ImageCmsProfile(io.BytesIO(linear)))
    assert converted is not None
    assert psnr(converted, drawing()) < 20
    for kind in ("PNG", "JPEG", "WEBP"):
        assert likeness(encoded(converted, kind, icc_profile=linear), drawing()) > 22


def linear_srgb() -> bytes:
    """The profile of sRGB with a straight line in place of its three curves."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    for row in range(132, 132 + 12 * count, 12):
        if profile[row + 1 : row + 4] == b"TRC":
            at = int.from_bytes(profile[row + 4 : row + 8], "big")
            profile[at : at + 12] = b"curv" + bytes(8)  # no points: the line
            profile[row + 8 : row + 12] = (12).to_bytes(4, "big")
    for named in (b"sRGB", "sRGB".encode("utf-16-be")):
        profile = profile.replace(named, b"x" * len(named))
    return bytes(profile)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_picture(kind: str) -> None:
    first, others = drawing(), [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    frames = [one.quantize(128) for one in (first, *others)] if kind == "GIF" else [first, *others]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    assert getattr(Image.open(io.BytesIO(out.getvalue())), "n_frames", 1) == 3
    assert likeness(out.getvalue(), frames[0].convert("RGB")) > ALIKE


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_by_exif_with_a_profile_and_by_draft(orientation: int) -> None:
    """All at once, as phones write it: decoded at half its size, turned, and in its own colours."""
    upright = drawing((1200, 1800))
    lying = upright
    undo = {
        Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
        Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
    }
    if (turn := pictures.TURNS.get(orientation)) is not None:
        lying = upright.transpose(undo.get(turn, turn))
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = orientation
    assert likeness(encoded(lying, exif=exif), upright) > ALIKE


def test_a_narrow_page_is_as_alike_as_its_cover() -> None:
    page = half_transparent()
    data = pictures.narrowed(encoded(page, "PNG"), 480)
    assert data
    narrow = Image.open(io.BytesIO(data))
    assert psnr(narrow, on_white(page).resize(narrow.size, Image.Resampling.LANCZOS)) > ALIKE
