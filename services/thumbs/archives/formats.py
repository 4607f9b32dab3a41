"""Which kind of archive it is: recognised by its bytes, whatever its name says."""

from __future__ import annotations

import os
from collections.abc import Sequence

from services.thumbs.archives import rar, rar_volumes, sevenzip, tar
from services.thumbs.archives import zip as zip_archive
from services.thumbs.archives.archive import Archive, Unreadable

HEAD = 512  # bytes that tell the format; a header of tar is as long

# Formats that are recognised but not opened, so that the reason can name them.
NAMED = (
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\xff\xd8\xff", "a single picture"),
    (b"\x89PNG", "a single picture"),
)


def open_archive(fds: Sequence[int]) -> Archive:
    """The archive in these files, its volumes in order. Raises Unreadable with a sentence where there is none."""
    fd = fds[0]
    if os.fstat(fd).st_size == 0:
        raise Unreadable("The file is empty (0 bytes).")
    head = os.pread(fd, HEAD, 0)
    if head.startswith(rar.MARK):
        return rar_volumes.opened(fds)
    if head.startswith(sevenzip.MARK):
        return sevenzip.SevenZipArchive(fd)
    if head.startswith(zip_archive.MARKS):
        return _zip(fd, head)
    if tar.is_tar(head):
        return tar.TarArchive(fd)
    if b"%PDF-" in os.pread(fd, 1024, 0):  # some programs write other things first
        from services.thumbs.archives import pdf  # loads PDFium, which most children never need

        return pdf.PdfArchive(fd)
    if zip_archive.has_directory(fd):
        return zip_archive.ZipArchive(fd)
    for mark, name in NAMED:
        if head.startswith(mark):
            raise Unreadable(f"The file is {name}, which this server does not open as a comic.")
    if not head.strip(b"\0"):
        raise Unreadable("The file begins with nothing but zeros: it was probably not copied to its end.")
    raise Unreadable("The file is not a comic in a format that this server opens, whatever its name says.")


def _zip(fd: int, head: bytes) -> Archive:
    """An EPUB names itself in its first entry, unless it was packed anew; then it has an EPUB's list of contents."""
    if b"application/epub+zip" not in head:
        archive = zip_archive.ZipArchive(fd)
        if not archive.is_epub:
            return archive
    from services.thumbs.archives import epub  # loads the parser of XML

    return epub.EpubArchive(fd)
