"""A cover looks like its page: colours, depths, rotation and transparency of every kind, on the decoder itself."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms, ImageFile

from services.thumbs.archives.archive import Unreadable
from services.thumbs.child import pictures
from tests.thumbs.comics import encoded

ORANGE = (230, 120, 30)


def cover(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(pictures.covers(data, large=False)[0]))
    assert image.format == "JPEG"
    assert not {"icc_profile", "exif"} & set(image.info)
    return image


def colour(image: Image.Image, at: tuple[float, float] = (0.5, 0.5)) -> tuple[int, ...]:
    found = image.convert("RGB").getpixel((int(image.width * at[0]), int(image.height * at[1])))
    assert isinstance(found, tuple)
    return tuple(map(int, found))


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_format(kind: str) -> None:
    assert near(colour(cover(encoded(Image.new("RGB", (600, 900), ORANGE), kind))), ORANGE)


def test_cmyk_without_and_with_a_profile() -> None:
    sheet = Image.new("RGB", (600, 900), ORANGE).convert("CMYK")
    assert near(colour(cover(encoded(sheet))), ORANGE)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(colour(cover(encoded(sheet, icc_profile=srgb))), ORANGE)  # of another space than the picture's


def swapped() -> bytes:
    """A profile in which red and green have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for named in (b"sRGB", "sRGB".encode("utf-16-be")):
        profile = profile.replace(named, b"x" * len(named))
    count = int.from_bytes(profile[128:132], "big")
    rows = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = rows[b"rXYZ"], rows[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_profile_of_a_page_counts(kind: str) -> None:
    data = encoded(Image.new("RGB", (600, 900), ORANGE), kind, icc_profile=swapped())
    found = colour(cover(data))
    assert near(found, (120, 230, 30), 25)
    narrow = pictures.narrowed(data, 480)
    assert narrow
    assert near(colour(Image.open(io.BytesIO(narrow))), found)


@pytest.mark.parametrize("profile", [b"", b"x" * 5000, swapped()[:200], swapped()[:-2000]])
def test_a_broken_profile_is_no_broken_page(profile: bytes) -> None:
    cover(encoded(Image.new("RGB", (600, 900), ORANGE), icc_profile=profile))


def test_sixteen_bits_are_scaled_and_not_cut() -> None:
    half = Image.new("I;16", (600, 900), 0x8000)
    assert near(colour(cover(encoded(half, "PNG"))), (128, 128, 128))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_every_mode(mode: str) -> None:
    sheet = Image.new("RGB", (600, 900), "white").convert(mode)
    assert near(colour(cover(encoded(sheet, "PNG"))), (255, 255, 255))


def test_what_is_transparent_lies_on_white() -> None:
    assert near(colour(cover(encoded(Image.new("RGBA", (600, 900), (0, 0, 0, 0)), "PNG"))), (255, 255, 255))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA")])
def test_a_page_stands_upright(orientation: int, kind: str, mode: str) -> None:
    upright = Image.new("RGB", (600, 900), "white")
    upright.paste((255, 0, 0), (0, 0, 300, 300))  # red in its upper left
    turns = {number: turn for number, turn in pictures.TURNS.items() if number == orientation}
    undo = {
        Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
        Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
    }
    for turn in turns.values():
        upright = upright.transpose(undo.get(turn, turn))
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = orientation
    image = cover(encoded(upright.convert(mode), kind, exif=exif))
    assert image.size == (300, 450)
    assert near(colour(image, (0.2, 0.1)), (255, 0, 0), 30)
    assert near(colour(image, (0.8, 0.9)), (255, 255, 255), 30)


@pytest.mark.parametrize("more", [{}, {"progressive": True}], ids=["baseline", "progressive"])
def test_a_jpeg_that_is_cut_off_is_shown_as_far_as_it_goes(more: dict[str, bool]) -> None:
    sheet = Image.new("RGB", (600, 900), ORANGE)
    sheet.paste(Image.effect_noise((600, 300), 60).convert("RGB"), (0, 600))
    whole = encoded(sheet, **more)
    assert near(colour(cover(whole[:-2]), (0.5, 0.1)), ORANGE)
    assert pictures.covers(whole[:-2], large=True) == pictures.covers(whole, large=True)
    half = whole[: len(whole) * 2 // 3]
    assert near(colour(cover(half), (0.5, 0.1)), ORANGE)
    assert pictures.narrowed(half, 480)


def test_a_png_that_is_cut_off_or_damaged_is_shown_as_far_as_it_goes() -> None:
    sheet = Image.new("RGB", (600, 900), ORANGE)
    sheet.paste(Image.effect_noise((600, 450), 60).convert("RGB"), (0, 450))
    whole = encoded(sheet, "PNG")
    assert near(colour(cover(whole[: len(whole) // 2]), (0.5, 0.1)), ORANGE)
    assert near(colour(cover(whole[:-30] + b"damaged" + whole[-23:]), (0.5, 0.1)), ORANGE)
    with pytest.raises(Unreadable):
        cover(whole[:40])
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("turned", [1, 6])
@pytest.mark.parametrize("width", [800, 200])
def test_of_a_long_strip_the_cover_is_its_top(turned: int, width: int) -> None:
    strip = Image.new("RGB", (width, width * 12), "white")
    strip.paste(ORANGE, (0, 0, width, width * 2))
    exif = Image.Exif()
    exif[0x0112] = turned
    if turned == 6:
        strip = strip.transpose(Image.Transpose.ROTATE_90)
    data = encoded(strip, exif=exif)
    for large, sizes in ((False, [(300, 450)]), (True, [(300, 450), (600, 900)])):
        for made, size in zip(pictures.covers(data, large), sizes, strict=True):
            image = Image.open(io.BytesIO(made))
            assert image.size == ((width, width * 3 // 2) if width < size[0] else size)
            assert near(colour(image, (0.5, 0.95)), ORANGE)
    assert pictures.narrowed(data, 480) is None or width == 800
