"""Opening what the system has in memory: by openat2(2), which gives up at once where a disk would have to be asked.

Only on file systems that open a file without asking anybody else: one over a network, or one that is a program (FUSE),
asks for each. Older kernels than Linux 5.12, and other systems, cannot do this at all.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

OPENAT2 = 437  # the same on every machine
HERE = -100  # AT_FDCWD
NO_OTHER_MOUNT, NO_MAGIC_LINKS, BENEATH, CACHED = 0x01, 0x02, 0x08, 0x20  # RESOLVE_..., linux/openat2.h
# What statfs(2) calls them: ext2 to ext4, XFS, Btrfs, ZFS, F2FS, bcachefs, tmpfs, overlayfs.
LOCAL = {0xEF53, 0x58465342, 0x9123683E, 0x2FC12FC1, 0xF2F52010, 0xCA451A4E, 0x01021994, 0x794C7630}


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


# PyDLL keeps the interpreter during the call, which is right for a call that never waits.
_libc = ctypes.PyDLL(None) if sys.platform == "linux" else None
_syscall: Callable[..., int] | None = getattr(_libc, "syscall", None)
_fstatfs: Callable[..., int] | None = getattr(_libc, "fstatfs", None)


def open_cached(root: str, relative: str) -> int | None:
    """As kit.paths.open_beneath; None where that would have to wait for a disk, or where a plain open is not enough."""
    folder = _open(HERE, root, os.O_PATH | os.O_DIRECTORY, CACHED) if _syscall else -1
    if folder < 0:
        return None
    try:
        if not _is_local(folder):
            return None
        flags = os.O_RDONLY | os.O_NONBLOCK
        fd = _open(folder, relative, flags, CACHED | BENEATH | NO_MAGIC_LINKS | NO_OTHER_MOUNT)
        return fd if fd >= 0 else None
    finally:
        os.close(folder)


def _open(folder: int, path: str, flags: int, resolve: int) -> int:
    how = _How(flags | os.O_CLOEXEC, 0, resolve)
    name = ctypes.c_char_p(os.fsencode(path))
    size = ctypes.c_size_t(ctypes.sizeof(how))
    return _syscall(ctypes.c_long(OPENAT2), folder, name, ctypes.byref(how), size) if _syscall else -1


def _is_local(folder: int) -> bool:
    about = (ctypes.c_long * 64)()  # struct statfs begins with the type, a long
    return _fstatfs is not None and _fstatfs(folder, about) == 0 and about[0] in LOCAL
