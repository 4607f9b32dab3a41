"""CBT: tar. Only its headers are read here; a page lies in it as it is, at its own place."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Sequence

from kit.contents import is_page
from services.thumbs.archives import entries
from services.thumbs.archives.archive import (
    COMIC_INFO,
    MAX_ENTRIES,
    MAX_INFO,
    STORED,
    Entry,
    Unreadable,
    check_sizes,
    ends_early,
    info_kind,
    left_out,
    natural,
)

HEADER = 512
DAMAGED = "The archive is damaged: {} of its pages can be read."


def is_tar(head: bytes) -> bool:
    """Do the first 512 bytes make a header, its sum included? The oldest tars have no mark."""
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


class TarArchive:
    """A tar of pages. Links and files with holes are no pages."""

    solid = False

    def __init__(self, fd: int) -> None:
        self.fd, self.problem = fd, ""
        size, cut = os.fstat(fd).st_size, False
        members: list[tuple[str, Entry]] = []
        for one in self._headers():
            if one.isreg() and not one.issparse():
                cut = one.offset_data + one.size > size
                if not cut:
                    members.append((one.name, Entry(STORED, one.offset_data, one.size, one.size, None)))
        pages = sorted((one for one in members if is_page(one[0])), key=lambda one: (natural(one[0]), one[0]))
        self.pages: Sequence[Entry] = [entry for _, entry in pages]
        check_sizes(self.pages)
        if cut:
            self.problem = ends_early(len(self.pages), None)
        self._infos = {kind: entry for name, entry in reversed(members) if (kind := info_kind(name))}
        self.remark = left_out({kind: entry.size for kind, entry in self._infos.items()})
        if not self.pages and not self.problem:
            raise Unreadable("There are no pictures in the archive.")

    def read(self, wanted: Sequence[int]) -> list[bytes]:
        return [entries.read(self.fd, self.pages[index]) for index in wanted]

    def info(self, kind: str = COMIC_INFO) -> bytes | None:
        entry = self._infos.get(kind)
        return None if entry is None or entry.size > MAX_INFO else entries.read(self.fd, entry)

    def _headers(self) -> list[tarfile.TarInfo]:
        """The members, as far as they can be found; what stops that is told by `problem`."""
        found: list[tarfile.TarInfo] = []
        try:
            with tarfile.open(fileobj=entries.as_file(self.fd), mode="r:", errors="replace") as archive:
                while (member := archive.next()) is not None:
                    found.append(member)
                    if len(found) > MAX_ENTRIES:
                        raise Unreadable(f"The archive has more than {MAX_ENTRIES} entries, the most that are read.")
                ended = not os.pread(self.fd, HEADER, archive.offset).strip(b"\0")
        except (tarfile.TarError, ValueError, OSError, EOFError, OverflowError, RecursionError):
            ended = False
        if not ended:  # tarfile takes a header that is none for the end
            readable = sum(is_page(one.name) for one in found if one.isreg())
            self.problem = DAMAGED.format(readable)
        return found
