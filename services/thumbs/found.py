"""What the library has to hear of the inside of a comic, and by what a comic is known wherever it goes."""

from __future__ import annotations

import json
from hashlib import blake2s

from services.thumbs.archives.archive import MAX_INFO
from services.thumbs.children import Answer, ChildFailed
from services.thumbs.directories import Directory


def told(directory: Directory, answer: Answer) -> str:
    """What the library has to hear beside the cover, as JSON. Raises ChildFailed where it cannot be true."""
    try:
        info = json.loads(answer.parts[1]) if len(answer.parts[1]) <= 4 * MAX_INFO else None
    except (ValueError, IndexError) as error:
        raise ChildFailed("crashed", "The program that opens comics gave an answer that makes no sense.") from error
    pages = [{"size_bytes": page.size} for page in directory.pages]
    found = {"fingerprint": fingerprint(directory), "page_list": pages, "comic_info": info if info else {}}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def fingerprint(directory: Directory) -> str | None:
    """The same for archives of the same pages, however they are packed; None where an archive has no checksums."""
    if not directory.pages or any(page.crc is None for page in directory.pages):
        return None
    told = ",".join(f"{page.size}:{page.crc}" for page in directory.pages)
    return blake2s(told.encode(), digest_size=16).hexdigest()
