"""PDF, by PDFium. A page that is one JPEG is taken out as it is; any other is drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageStat
from pypdfium2 import raw

from services.thumbs.archives import entries
from services.thumbs.archives.archive import CODED, COMIC_INFO, MAX_ENTRIES, MAX_ENTRY, Entry, Unreadable

WIDTH, HEIGHT = 1600, 2400  # pixels that a drawn page has at most: enough for a tablet held in the hand
QUALITY = 90
COVERED = 0.98  # of the page's width and height that an image covers, if it is the whole page
# A JPEG is the page if both, so small, differ by no more than this (of 255): on average, and anywhere.
SMALL, GRID = 192, (12, 18)  # pixels each way at most, and the fields they are averaged into
ON_AVERAGE, ANYWHERE = 8, 48
ORIENTATION = 0x0112  # of EXIF
LOCKED = "The PDF is protected with a password."
DAMAGED = "The PDF is damaged and cannot be opened."
BAD_PAGE = "This page of the PDF is damaged."


class PdfArchive:
    """A PDF, whose pages have no size before they are read: it is given as 0."""

    solid, problem, remark = False, "", ""

    def __init__(self, fd: int) -> None:
        self._file = entries.as_file(fd)
        try:
            self._pdf = pypdfium2.PdfDocument(self._file)
        except pypdfium2.PdfiumError as error:
            locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).casefold()
            raise Unreadable(LOCKED if locked else DAMAGED) from error
        count = len(self._pdf)
        if count > MAX_ENTRIES:
            raise Unreadable(f"The PDF has {count} pages; at most {MAX_ENTRIES} are read.")
        if count < 1:
            raise Unreadable("There are no pages in the PDF.")
        self.pages: Sequence[Entry] = [Entry(CODED, 0, 0, 0, None)] * count

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        return [self._read(index) for index in wanted]

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        return None

    def _read(self, index: int) -> bytes:
        try:
            with closing(self._pdf[index]) as page:
                return _jpeg_of(page) or _drawn(page)
        except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
            raise Unreadable(BAD_PAGE) from error


@contextmanager
def closing(thing: Any) -> Iterator[Any]:
    """Closes a page or a bitmap at the end of the block."""
    try:
        yield thing
    finally:
        thing.close()


def _jpeg_of(page: Any) -> bytes | None:
    """The JPEG that is the whole page; None where the page is more than that, or does not show it upright."""
    found = list(islice(page.get_objects(max_depth=1), 2))
    if len(found) != 1 or not isinstance(found[0], pypdfium2.PdfImage) or page.get_rotation():
        return None
    image = found[0]
    if image.get_filters() != ["DCTDecode"] or raw.FPDFPageObj_HasTransparency(image):
        return None
    about = image.get_metadata()
    if about.colorspace in (raw.FPDF_COLORSPACE_DEVICECMYK, raw.FPDF_COLORSPACE_INDEXED):
        return None
    matrix = image.get_matrix()
    across, down = page.get_size()
    upright = matrix.b == matrix.c == 0 and _covers(matrix.a, across) and _covers(matrix.d, down)
    raw_data = image.get_data(decode_simple=False) if upright else b""
    data = bytes(raw_data) if len(raw_data) <= MAX_ENTRY else b""
    return data if data.startswith(b"\xff\xd8\xff") and _looks_like(page, data) else None


def _covers(image: float, page: float) -> bool:
    """Is the image as large as the page? One that is larger is shown in part, such as one half of a spread."""
    return page * COVERED <= image <= page / COVERED


def _looks_like(page: Any, jpeg: bytes) -> bool:
    """Does the page look like the JPEG alone? PDF may change its colours, clip it, shift it or mask it."""
    shown = _rendered(page, SMALL, SMALL).resize(GRID, Image.Resampling.BOX)
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            if image.mode not in ("RGB", "L") or image.getexif().get(ORIENTATION, 1) != 1:
                return False  # which turns it wherever it is shown, but not in a PDF
            image.draft(None, (SMALL, SMALL))
            own = image.convert("RGB").resize(GRID, Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    statistics = ImageStat.Stat(ImageChops.difference(shown, own))
    return max(statistics.mean) <= ON_AVERAGE and max(most for _, most in statistics.extrema) <= ANYWHERE


def _drawn(page: Any) -> bytes:
    out = io.BytesIO()
    _rendered(page, WIDTH, HEIGHT).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _rendered(page: Any, width: int, height: int) -> Image.Image:
    """The page in RGB, as large as fits."""
    across, down = page.get_size()
    if not (across > 0 and down > 0):
        raise Unreadable(BAD_PAGE)
    with closing(page.render(scale=min(width / across, height / down), rev_byteorder=True)) as bitmap:
        image: Image.Image = bitmap.to_pil()
        return image.convert("RGB")
