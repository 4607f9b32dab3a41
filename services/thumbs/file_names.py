"""Names of files that people download: in headers, and on the disks of whatever system they have."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from kit.paths import for_people

LONGEST = 120  # characters
# Media types by the extension of a comic's file.
KINDS = {
    "cbz": "application/vnd.comicbook+zip",
    "zip": "application/zip",
    "cbr": "application/vnd.comicbook-rar",
    "rar": "application/vnd.rar",
    "cb7": "application/x-cb7",
    "7z": "application/x-7z-compressed",
    "cbt": "application/x-cbt",
    "tar": "application/x-tar",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
}
# What no name on some system may hold, and the names that Windows keeps for itself.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\ufffd]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe(name: str) -> str:
    """A name that every system takes for that of one file or folder."""
    plain = " ".join(_FORBIDDEN.sub("_", for_people(name)).split())[:LONGEST].strip(" .")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    return plain if plain.strip("_") else "comic"


def named(name: str) -> str:
    """The name of a comic's file as it may be kept, its extension whole."""
    stem, _, last = name.rpartition(".")
    return f"{safe(stem)}.{last}" if stem and last.lower() in KINDS else safe(name)


def with_extension(name: str, extension: str) -> str:
    """The name of a file, with another extension in place of that of a comic, if it has one."""
    stem, _, last = name.rpartition(".")
    return f"{safe(stem if stem and last.lower() in KINDS else name)}.{extension}"


def attachment(name: str) -> dict[str, str]:
    """The header under which a browser keeps a file by this name (RFC 6266), older ones by the nearest in ASCII."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = safe(re.sub(r"[^\w .()\[\]#&+,=@!-]", "_", folded))
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
