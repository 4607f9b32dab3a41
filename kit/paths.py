r"""File names are bytes; in the database and on the wire they are text that loses nothing.

A byte that is not UTF-8 is written `\xNN`, a backslash `\\`. Everything else stays as it is, newlines and emoji too.
"""

from __future__ import annotations

import os
import re
import unicodedata

_ESCAPE = re.compile(r"\\(\\|x[0-9a-f]{2})")
_SURROGATE = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def to_text(path: str) -> str:
    """A path as `os.scandir` gives it (surrogateescape), as text for the database and the wire."""
    if path.isascii() and "\\" not in path:
        return path
    return _SURROGATE.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", path.replace("\\", "\\\\"))


def to_path(text: str) -> str:
    """The path that `text` was made of, for `os.open` and its kin. Raises ValueError where it was made of none."""
    if "\0" in text:
        raise ValueError("a path holds no NUL")
    if "\\" not in text:
        return text
    path = _ESCAPE.sub(lambda match: "\\" if match[1] == "\\" else chr(0xDC00 + int(match[1][1:], 16)), text)
    if to_text(path) != text:
        raise ValueError("not a path written by to_text")
    return path


def normal(text: str) -> str:
    """A folder as it is kept, without detours: of text by `to_text`, or as people type it, who write a backslash once.

    What does not begin with / stays as it is.
    """
    try:
        path = to_path(text)
    except ValueError:
        path = text
    return to_text("/" + os.path.normpath(path).lstrip("/") if path.startswith("/") else path)


def overlap(one: str, other: str) -> bool:
    """Is one of these folders, both as they are kept, the other or within it?"""
    one, other = one.rstrip("/") + "/", other.rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)


def for_people(path: str) -> str:
    """A name to show: what is no character, or would turn the line around, becomes U+FFFD; NFC."""
    return unicodedata.normalize("NFC", _CONTROL.sub("\ufffd", path))


def open_beneath(root: str, relative: str) -> int:
    """A read-only file descriptor of what lies at `relative` beneath `root`, both as the system spells them.

    Symbolic links are followed only while they stay beneath the root.
    Raises PermissionError for a path that leaves it, OSError as `os.open` does.
    """
    target = os.path.realpath(os.path.join(root, relative))
    home = os.path.realpath(root)
    if os.path.commonpath([home, target]) != home or os.path.isabs(relative):
        raise PermissionError(f"{for_people(relative)} leads out of its library")
    return os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
