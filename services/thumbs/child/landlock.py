"""Landlock: a process gives up, for good and for its children too, every file that it does not name.

Linux 5.13 or newer; asked by system call, for neither Python nor the C library knows it. The values are those of
the kernel's linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every machine
ASK_VERSION, PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_FILE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 8
REFER, TRUNCATE, IOCTL = 1 << 13, 1 << 14, 1 << 15
FIRST_RIGHTS = (1 << 13) - 1
RIGHTS_SINCE = ((2, REFER), (3, TRUNCATE), (5, IOCTL))  # version of the kernel's interface, and what it added
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL

READ = READ_FILE | READ_DIR
RUN = READ | EXECUTE
KEEP = READ | WRITE_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE

TCP, SCOPES = 0b11, 0b11  # listening and connecting; signals to, and sockets of, other processes

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Of the kernel's interface; 0 where there is none."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)))


def enclose(allowed: Iterable[tuple[str | int, int]], *, reading: bool = True) -> bool:
    """Leaves this process the files beneath each path (or open file), with its rights, and nothing else.

    Without `reading` it may read and run what it could before. False where the kernel has no Landlock, or refuses.
    """
    now = version()
    if not now:
        return False
    rights = FIRST_RIGHTS | sum(added for since, added in RIGHTS_SINCE if now >= since)
    if not reading:
        rights &= ~RUN
    attributes = struct.pack("=QQQ", rights, TCP if now >= 4 else 0, SCOPES if now >= 6 else 0)
    size = 24 if now >= 6 else 16 if now >= 4 else 8
    rules = int(_libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(size), 0))
    if rules < 0:
        return False
    try:
        for place, wanted in allowed:
            _allow(rules, place, wanted & rights)
        return int(_libc.syscall(RESTRICT_SELF, rules, 0)) == 0
    finally:
        os.close(rules)


def _allow(rules: int, place: str | int, rights: int) -> None:
    """One rule; a path that is not there needs none."""
    try:
        fd = os.open(place, os.O_PATH | os.O_CLOEXEC) if isinstance(place, str) else os.dup(place)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= OF_FILES
        if rights:
            _libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)
