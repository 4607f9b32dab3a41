"""The end of a scan's reading: everything has been seen, so the files that were kept back can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from services.scanner.diff import Known, Vanished
from services.scanner.library_scan import Held, LibraryScan
from services.scanner.models import Progress


def settle(
    libraries: Sequence[LibraryScan], gone_elsewhere: Iterable[tuple[str, Known]], progress: Progress, *, believed: bool
) -> int:
    """Sends each held file as moved, changed or new, and what is nowhere any more as missing. Answers how many are new.

    `gone_elsewhere` are comics outside of what is scanned that are not in their places any more, by their paths. Where
    a library has lost very many comics it is taken for offline instead, unless that is `believed`.
    """
    rivals = Counter(held.content for library in libraries for held in library.held)
    unseen = [one for library in libraries for one in library.snapshot.gone()]
    vanished = Vanished([*unseen, *gone_elsewhere], set(rivals))
    moved: set[str] = set()
    # Moves first: a file that lies where a moved comic was is another comic, once the library knows of the move.
    for library in libraries:
        library.held = [held for held in library.held if not _has_moved(library, held, vanished, rivals, moved)]
        library.batcher.flush()
    new = 0
    for library in libraries:
        for held in library.held:
            new += _stayed(library, held, progress, moved)
        library.batcher.flush()
    progress.moved += len(moved)
    for library in libraries:
        gone = library.gone(moved, believed=believed)
        for comic_id in gone:
            library.batcher.add_missing(comic_id)
        progress.missing += len(gone)
        library.batcher.flush()
    return new


def _has_moved(
    library: LibraryScan,
    held: Held,
    vanished: Vanished,
    rivals: Counter[tuple[int, float]],
    moved: set[str],
) -> bool:
    """Whether a vanished comic has come to lie here; it is sent then, and noted in `moved`."""
    known = vanished.claim(held.path, *held.content, rivals[held.content])
    if known is None:
        return False
    moved.add(known.comic_id)
    library.batcher.add(held.place, held.file, held.path, known.comic_id)
    return True


def _stayed(library: LibraryScan, held: Held, progress: Progress, moved: set[str]) -> bool:
    """Sends a file that was not moved here: changed in its place, packed in another format beside it, or new.

    Answers whether it is new.
    """
    same = next((one.comic_id for one in (held.known, held.kin) if one and one.comic_id not in moved), None)
    if held.kin and same == held.kin.comic_id:
        moved.add(same)
    elif same is not None:
        progress.changed += 1
    library.batcher.add(held.place, held.file, held.path, same)
    return same is None
