"""PDF, by PDFium. A page that is one JPEG is taken out as it is; any other is drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pypdfium2
from pypdfium2 import raw

from services.thumbs.archives import entries
from services.thumbs.archives.archive import CODED, COMIC_INFO, MAX_ENTRIES, MAX_ENTRY, Entry, Unreadable

WIDTH, HEIGHT = 1600, 2400  # pixels that a drawn page has at most: enough for a tablet held in the hand
QUALITY = 90
COVERED = 0.98  # of the page's width and height, by an image that is the page
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
    """The JPEG that the page is; None where it is more than that, or lies on it in another way than upright."""
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
    upright = matrix.b == matrix.c == 0 and matrix.a >= across * COVERED and matrix.d >= down * COVERED
    raw_data = image.get_data(decode_simple=False) if upright else b""
    data = bytes(raw_data) if len(raw_data) <= MAX_ENTRY else b""
    return data if data.startswith(b"\xff\xd8\xff") else None


def _drawn(page: Any) -> bytes:
    across, down = page.get_size()
    if not (across >= 1 and down >= 1):
        raise Unreadable(BAD_PAGE)
    with closing(page.render(scale=min(WIDTH / across, HEIGHT / down), rev_byteorder=True)) as bitmap:
        image = bitmap.to_pil()
        out = io.BytesIO()
        (image if image.mode in ("RGB", "L") else image.convert("RGB")).save(out, "JPEG", quality=QUALITY)
        return out.getvalue()
