"""The limits that a child sets for itself before it touches the first hostile byte; the kernel enforces them."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from services.thumbs.child import landlock, seccomp

MIB = 1024 * 1024
MEMORY = 768 * MIB  # address space
FILE = 320 * MIB  # the largest file it may write: a page and its cover
FILES = 256  # open at once: the volumes of an archive, and those once more for 7zz
WORKED_BEFORE_RETIRING = 256 * MIB  # resident after a task: then a fresh child is cheaper than the memory

# What a picture took is kept for the next one, until the child ends: to have 24 MB mapped anew for each takes longer
# than to decode some of them.
KEPT, ONE = 96 * MIB, 32 * MIB
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
# Folders of programs and libraries. Data, secrets and comics lie elsewhere.
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", sys.prefix, sys.base_prefix)
_HERE = Path(__file__).resolve()
OWN = (str(_HERE.parents[1]), str(_HERE.parents[3] / "kit"))

NO_FILTER = "the kernel does not forbid the network to child processes (no seccomp)"
NO_LANDLOCK = "the kernel does not close off files to child processes (no Landlock)"

_statm: list[int] = []


def enter(parent: int) -> list[str]:
    """Sets all limits but those on files. Returns what the kernel cannot enforce. Exits where the parent is gone."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if hasattr(libc, "mallopt"):  # glibc
        libc.mallopt(M_MMAP_THRESHOLD, ONE)
        libc.mallopt(M_TRIM_THRESHOLD, KEPT)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then ends its children
    return [] if seccomp.forbid() else [NO_FILTER]


def enclose(scratch: str) -> list[str]:
    """Gives up every file but programs, for reading, and the folder `scratch`.

    Returns what the kernel cannot enforce.
    """
    _statm.append(os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC))
    allowed: list[tuple[str | int, int]] = [(place, landlock.RUN) for place in (*SYSTEM, *OWN)]
    allowed += [(scratch, landlock.KEEP), ("/dev/null", landlock.READ | landlock.WRITE_FILE)]
    return [] if landlock.enclose(allowed) else [NO_LANDLOCK]


def allow_cpu(seconds: int) -> None:
    """Grants so many seconds of processor time from now on; past them the kernel ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def grown() -> bool:
    """Has it kept so much memory that a fresh child should take its place?"""
    pages = int(os.pread(_statm[0], 100, 0).split()[1])
    return pages * resource.getpagesize() > WORKED_BEFORE_RETIRING
