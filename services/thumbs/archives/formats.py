"""Which archive is it: told by the bytes, whatever the name says."""

from __future__ import annotations

import os

from services.thumbs.archives import rar
from services.thumbs.archives import zip as zip_archive
from services.thumbs.archives.archive import Archive, Unreadable

HEAD = 512  # bytes that tell the format; tar has its mark at 257

# Formats that are known and not opened, so that the reason can name them.
NAMED = (
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"%PDF-", "a PDF"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x1f\x8b", "a gzip file"),
)


def open_archive(fd: int) -> Archive:
    """The archive in the file `fd`. Raises Unreadable with a sentence for people where it is none."""
    if os.fstat(fd).st_size == 0:
        raise Unreadable("The file is empty (0 bytes).")
    head = os.pread(fd, HEAD, 0)
    if head.startswith(rar.MARK):
        return rar.RarArchive(fd)
    if head.startswith(zip_archive.MARKS) or zip_archive.has_directory(fd):
        return zip_archive.ZipArchive(fd)
    for offset, mark, name in NAMED:
        if head[offset:].startswith(mark):
            raise Unreadable(f"The file is {name}, a format this server does not open.")
    if not head.strip(b"\0"):
        raise Unreadable("The file begins with nothing but zeros: it was probably not copied to its end.")
    raise Unreadable("The file is neither a ZIP nor a RAR archive, whatever its name says.")
