"""GET library/internal/libraries/{id}/snapshot: what is known of a library's comics, folder by folder, as NDJSON.

Three lines a folder:

    [root_id, folder, comics that are not missing]
    the listing: [[name, size_bytes, mtime], ...] of those, in the order of these entries as text
    [[id, ...] in the same order, [[name, size_bytes, mtime, id], ...] of the missing ones]

The scanner writes the listing of what lies in a folder on the disk in the same way: two folders in which nothing has
changed have the same text, and one comparison says so. A folder may come in several parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from json.encoder import encode_basestring_ascii as quoted

__all__ = ["entry", "listing", "quoted"]


def entry(name: str, size_bytes: int, mtime: float) -> str:
    """A comic of a listing; `name` is text by `kit.paths`."""
    return f"[{quoted(name)},{size_bytes},{mtime!r}]"


def listing(entries: Iterable[str]) -> str:
    """The listing of a folder."""
    return f"[{','.join(sorted(entries))}]"
