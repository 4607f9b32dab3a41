"""Pictures: decoded at the smallest scale that will do, made smaller with a good filter, written as JPEG."""

from __future__ import annotations

import importlib
import io
import warnings
from collections.abc import Callable
from typing import TypeVar

# Registered by name: where Image.open misses one of FORMATS it would load all fifty decoders.
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from services.thumbs.archives.archive import ToolMissing, Unreadable
from services.thumbs.child import colours
from services.thumbs.kinds import HEAD, HEIC, JXL, picture_type

PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
# Read where somebody installed what reads them: the package, how it is set up, and what Pillow calls the format.
EXTRAS = {HEIC: ("pillow_heif", "register_heif_opener", "HEIF"), JXL: ("pillow_jxl", "", "JXL")}
COVER = (300, 450)
LARGE = (600, 900)
STRIP = 3  # times as high as it is wide, and higher
QUALITY = 85
PIXELS = 50_000_000
ORIENTATION = 0x0112  # of EXIF: 5 to 8 lie on their side
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)  # Pillow's own error comes only at twice the limit

TOO_MANY_PIXELS = f"The picture has more than {PIXELS // 1_000_000} million pixels."
NO_PICTURE = "The page is not a picture in a format this server reads."
DAMAGED = "The picture is damaged."
END_OF_JPEG = b"\xff\xd9"

Result = TypeVar("Result")


class Damaged(Unreadable):
    """It is a picture, but not all of it is there as it should be."""


def covers(data: bytes, large: bool) -> list[bytes]:
    """The picture within 300x450, as a JPEG; with `large` also within 600x900, from the same decoding.

    Of a long strip, as webtoons are, its top: the whole of it would be a line.
    """

    def drawn(image: Image.Image) -> list[bytes]:
        if not large:
            return [_jpeg(_top_within(image, COVER))]
        big = _top_within(image, LARGE)
        size = _fit(big.size if _is_strip(image) else _upright(image), COVER)
        small = big.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        return [_jpeg(small), _jpeg(big)]

    return _decoded(data, drawn)


def narrowed(data: bytes, width: int) -> bytes | None:
    """The picture `width` pixels wide, as a JPEG; None where it is no wider than that and every browser shows it."""

    def drawn(image: Image.Image) -> bytes | None:
        across, down = _upright(image)
        if across <= width and image.format in FORMATS:
            return None
        return _jpeg(_within(image, (width, max(1, round(down * width / across)))))

    return _decoded(data, drawn)


def _decoded(data: bytes, drawn: Callable[[Image.Image], Result]) -> Result:
    """What is `drawn` of the picture; where it is cut off or damaged, of as much as there is, as browsers show it."""
    try:
        with _opened(data) as image:
            return drawn(image)
    except Damaged:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        # With its end a JPEG is decoded as far as it goes, progressive ones too.
        with _opened(data + END_OF_JPEG if picture_type(data[:HEAD]) == "image/jpeg" else data) as image:
            return drawn(image)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _opened(data: bytes) -> Image.Image:
    kind = picture_type(data[:HEAD])
    formats = (_extra(kind),) if kind in EXTRAS else FORMATS
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise Unreadable(NO_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, TypeError) as error:
        raise Damaged(DAMAGED) from error


def _extra(kind: str) -> str:
    """What Pillow calls this kind, once the package that reads it is loaded. Raises ToolMissing where there is none."""
    package, set_up, name = EXTRAS[kind]
    try:
        module = importlib.import_module(package)
    except ImportError as error:
        short, project = kind.removeprefix("image/").upper(), package.replace("_", "-")
        raise ToolMissing(f"{short} pictures cannot be read here: the Python package {project} is missing.") from error
    if set_up:
        getattr(module, set_up)()
    return name


def _top_within(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The same as `_within`, and of a strip its top in the shape of `box`."""
    if not _is_strip(image):
        return _within(image, box)
    across, down = _upright(image)
    whole = _within(image, (box[0], round(box[0] * down / across)))
    return whole.crop((0, 0, whole.width, round(whole.width * box[1] / box[0])))


def _is_strip(image: Image.Image) -> bool:
    across, down = _upright(image)
    return down > STRIP * across


def _within(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The picture upright, in RGB, within `box` and never enlarged."""
    try:
        return _shrunk(image, box)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, ZeroDivisionError, EOFError) as error:
        raise Damaged(DAMAGED) from error


def _shrunk(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    if image.width * image.height > PIXELS:
        raise Unreadable(TOO_MANY_PIXELS)
    if _lies_on_side(image):
        box = (box[1], box[0])
    size = _fit(image.size, box)
    turn = TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile")
    image.draft(None, size)  # JPEG only: decodes at an eighth, a quarter or a half, where that is still large enough
    image.load()
    whole = image if image.mode == "CMYK" and profile else _rgb(image)
    if whole.width > size[0] or whole.height > size[1]:
        whole = whole.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    whole = _rgb(colours.as_srgb(whole, profile))
    return whole.transpose(turn) if turn is not None else whole


def _fit(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright(image: Image.Image) -> tuple[int, int]:
    """Width and height as it is shown."""
    return image.size[::-1] if _lies_on_side(image) else image.size


def _lies_on_side(image: Image.Image) -> bool:
    return 5 <= _orientation(image) <= 8


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (ValueError, TypeError, SyntaxError, OSError, KeyError):
        return 1


def _rgb(image: Image.Image) -> Image.Image:
    """In RGB, or grey where it is grey: what is transparent on white, 16 bits scaled down and not cut off."""
    if image.mode.startswith("I"):
        image = image.convert("F").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(rgba, mask=rgba.getchannel("A"))
        return paper
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
