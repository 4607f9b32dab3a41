"""The limits a child lays upon itself before it touches the first hostile byte; the kernel keeps them."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

MIB = 1024 * 1024
MEMORY = 768 * MIB  # address space
FILE = 320 * MIB  # the largest file it may write: a page and its cover
FILES = 64  # open at once
WORKED_BEFORE_RETIRING = 256 * MIB  # resident after a task: then a fresh child is cheaper than the memory

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38


def enter(parent: int) -> None:
    """Lays the limits on. Ends the process where its parent is gone already."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then ends its children


def allow_cpu(seconds: int) -> None:
    """Grants so many seconds of processor time from now on; past them the kernel ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def grown() -> bool:
    """Has it kept so much memory that a fresh child should take its place?"""
    with open("/proc/self/statm", "rb") as file:
        pages = int(file.read().split()[1])
    return pages * resource.getpagesize() > WORKED_BEFORE_RETIRING
