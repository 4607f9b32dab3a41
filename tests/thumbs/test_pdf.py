"""PDF: a page that is one JPEG comes out as that; one that only holds it, and shows something else, is drawn."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image

from services.thumbs.archives.formats import open_archive
from tests.thumbs import comics

SIZE = (600, 900)
WHOLE = b"q 600 0 0 900 0 0 cm /I Do Q"
RGB = b"/DeviceRGB"


def sheet() -> Image.Image:
    """Red left and blue right, white above."""
    image = Image.new("RGB", SIZE, (220, 40, 30))
    image.paste((30, 60, 220), (300, 0, 600, 900))
    image.paste("white", (0, 0, 600, 200))
    return image


def stream(about: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (about, len(data), data)


def shown(
    jpeg: bytes, content: bytes = WHOLE, page: bytes = b"", image: bytes = b"", space: bytes = RGB
) -> tuple[bytes, Image.Image]:
    """The page of a PDF of one JPEG, as it is sent."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
        % (page if b"MediaBox" in page else page + b"/MediaBox[0 0 600 900]"),
        stream(b"", content),
        stream(
            b"/Type/XObject/Subtype/Image/Width 600/Height 900/BitsPerComponent 8/Filter/DCTDecode/ColorSpace%b%b"
            % (space, image),
            jpeg,
        ),
        stream(b"/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", b"\xff\x00"),
    ]
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % one for one in enumerate(objects, 1))
    fd = os.memfd_create("pdf")
    os.write(fd, out + b"trailer<</Root 1 0 R>>\n")
    data = open_archive([fd]).read([0])[0]
    os.close(fd)
    return data, Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize(
    "page",
    [b"", b"/UserUnit 10", b"/MediaBox[0 0 -600 -900]", b"/MediaBox[100 100 700 1000]", b"/MediaBox[0 0 0.5 0.5]"],
)
def test_a_page_that_is_one_jpeg_is_that(page: bytes) -> None:
    for jpeg in (comics.encoded(sheet()), comics.encoded(sheet(), progressive=True), comics.page(1, SIZE)):
        content = WHOLE
        if b"-600" in page:
            content = b"q 600 0 0 900 -600 -900 cm /I Do Q"
        elif b"100" in page:
            content = b"q 600 0 0 900 100 100 cm /I Do Q"
        elif b"0.5" in page:
            content = b"q 0.5 0 0 0.5 0 0 cm /I Do Q"
        assert shown(jpeg, content, page)[0] == jpeg


def test_half_of_a_spread_is_a_page_of_its_own() -> None:
    jpeg = comics.encoded(sheet())
    left, right = (shown(jpeg, b"q 1200 0 0 900 %d 0 cm /I Do Q" % at)[1] for at in (0, -600))
    box = b"/MediaBox[0 0 1200 900]/CropBox[600 0 1200 900]"
    cropped = shown(jpeg, b"q 1200 0 0 900 0 0 cm /I Do Q", box)[1]
    for page, is_red in ((left, True), (right, False), (cropped, False)):
        red, _, blue = page.getpixel((page.width // 2, page.height * 3 // 4))  # type: ignore[misc]
        assert (red > blue) is is_red


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"content": b"q 0 0 300 900 re W n 600 0 0 900 0 0 cm /I Do Q"}, (255, 255, 255)),
        ({"content": b"q 600 0 0 900 -300 0 cm /I Do Q"}, (255, 255, 255)),
        ({"image": b"/SMask 6 0 R"}, (255, 255, 255)),
        ({"image": b"/Decode[1 0 1 0 1 0]"}, (225, 195, 35)),
    ],
    ids=["clipped", "shifted", "masked", "turned around"],
)
def test_what_the_page_makes_of_its_jpeg_is_shown(how: dict[str, bytes], expected: tuple[int, int, int]) -> None:
    found = shown(comics.encoded(sheet()), **how)[1].getpixel((1500, 2000))
    assert isinstance(found, tuple)
    assert all(abs(a - b) < 12 for a, b in zip(found, expected, strict=True))


def test_grey_that_is_an_ink_is_not_turned_around() -> None:
    ink = b"[/Separation/Black/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]"
    page = shown(comics.encoded(Image.new("L", SIZE, 250)), space=ink)[1]
    assert page.getpixel((800, 1200)) < (20, 20, 20)  # type: ignore[operator]


def test_a_jpeg_that_says_it_lies_on_its_side() -> None:
    """PDF takes no notice of that, and browsers do."""
    turned = Image.Exif()
    turned[0x0112] = 3
    page = shown(comics.encoded(sheet(), exif=turned))[1]
    assert page.getpixel((800, 100)) > (240, 240, 240)  # type: ignore[operator]
    assert "exif" not in page.info
