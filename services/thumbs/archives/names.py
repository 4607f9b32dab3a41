"""Names of members of a ZIP, whatever encoding they were written in.

APPNOTE 6.3.10: UTF-8 where flag 11 says so, or in the extra field 0x7075; else code page 437. In fact it is whatever
the maker's system used: mostly UTF-8 without the flag, or Shift-JIS, whose second bytes may look like a backslash.
"""

from __future__ import annotations

import struct
import zlib

UNICODE_PATH = 0x7075
CJK = "\u3000"  # kana, kanji and full-width signs begin here


def decoded(raw: bytes, extra: bytes, *, is_utf8: bool) -> str:
    """The name. It decides the order of pages, and is never shown."""
    if raw.isascii():
        return raw.decode("ascii")
    if is_utf8:
        return raw.decode("utf-8", "replace")
    if (name := _unicode_path(raw, extra)) is not None:
        return name
    for encoding in ("utf-8", "cp932"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or any(character >= CJK for character in name):
            return name
    return raw.decode("cp437")


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    """The name in the extra field, where that is of the same name."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        body = extra[4 : 4 + length]
        if kind == UNICODE_PATH and len(body) > 5 and body[0] == 1:
            if struct.unpack_from("<L", body, 1)[0] != zlib.crc32(raw):
                return None
            try:
                return body[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
        extra = extra[4 + length :]
    return None
