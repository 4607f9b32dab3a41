"""One child process, seen from the service: started with nothing of ours, asked one thing at a time, killed at need."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOME = str(Path(__file__).resolve().parents[2])
PACKET = 80 * 1024  # more than SMALL of child/main.py
NEWS = b'{"page"'
MAX_ANSWER = 512 * 1024 * 1024
# -I: neither PYTHON... variables nor the current folder count; so the project's folder is put in by hand.
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from services.thumbs.child.main import main; main(*map(int, sys.argv[1:4]), sys.argv[4])"
)


log = logging.getLogger("quarterbin.thumbs")


class ChildFailed(Exception):
    """The child crashed, hung or answered nonsense: `why` is a sentence for people, `kind` one word for metrics.

    `opened`: it had opened the comic, and failed over what came then.
    """

    def __init__(self, kind: str, why: str, *, opened: bool = False) -> None:
        super().__init__(why)
        self.kind, self.why, self.opened = kind, why, opened


class Refused(Exception):
    """The child works and says, in a sentence for people, why this comic cannot be read.

    `passing`: the reason lies with this server and not with the comic.
    """

    def __init__(self, why: str, passing: bool = False) -> None:
        super().__init__(why)
        self.why, self.passing = why, passing


@dataclass
class Answer:
    """What a child said, and the parts that came with it."""

    ok: dict[str, Any]
    parts: list[bytes] = field(default_factory=list)


@dataclass
class Question:
    """What a child is asked in this moment; `news` hears what it says before its answer, a packet and open files."""

    answered: asyncio.Future[tuple[bytes, list[int]]]
    news: Callable[[bytes], None] | None


class Child:
    """A process in a session of its own. Not safe for two questions at once: the pool sees to that."""

    def __init__(self, tool: str | None, scratch: str, volumes: str = "") -> None:
        self.tasks, self.worn = 0, False
        self._question: Question | None = None
        self._mark = os.memfd_create("opened")  # one byte, which it sets once the comic is open: see child/main.py
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel.setblocking(False)
        arguments = [HOME, str(theirs.fileno()), str(self._mark), str(os.getpid()), tool or ""]
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", PROGRAM, *arguments],
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": scratch, "VOLUMES": volumes},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno(), self._mark],
                start_new_session=True,
            )
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._channel, self._hear)

    @property
    def alive(self) -> bool:
        """Does it still run?"""
        return self.process.poll() is None

    @property
    def opened(self) -> bool:
        """Has it opened the comic that it was asked about last?"""
        return self._mark >= 0 and os.pread(self._mark, 1, 0) == b"1"

    async def ask(
        self, request: dict[str, Any], fds: Sequence[int], wall: float, news: Callable[[bytes], None] | None = None
    ) -> Answer:
        """Its answer, within `wall` seconds. Raises Refused; ChildFailed, after which the child must be killed.

        `news` hears what it says before.
        """
        self.tasks += 1
        answered: asyncio.Future[tuple[bytes, list[int]]] = self._loop.create_future()
        self._question = Question(answered, news)
        try:
            os.pwrite(self._mark, b"0", 0)
            socket.send_fds(self._channel, [json.dumps(request).encode()], fds)
            async with asyncio.timeout(wall):
                packet, received = await answered
        except TimeoutError as error:
            raise ChildFailed("hung", f"It was given up after {wall:g} seconds.", opened=self.opened) from error
        except OSError as error:
            why = "The program that opens comics crashed on it."
            raise ChildFailed("crashed", why, opened=self.opened) from error
        except asyncio.CancelledError:
            if answered.done() and not answered.cancelled() and not answered.exception():
                _close(answered.result()[1])  # the answer came at that very moment
            raise
        finally:
            self._question = None
        try:
            return self._read(packet, received)
        finally:
            _close(received)

    def kill(self) -> None:
        """Ends it and all that it started, at once. Returns without waiting; a thread of its own buries it."""
        if self._mark < 0:
            return
        self._loop.remove_reader(self._channel)
        self._channel.close()
        os.close(self._mark)
        self._mark = -1
        if self._question and not self._question.answered.done():
            self._question.answered.set_exception(ConnectionResetError())
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        if self.process.poll() is None:
            threading.Thread(target=self.process.wait, daemon=True).start()

    def _hear(self) -> None:
        """Takes what the child says; the last of it is the answer."""
        question = self._question
        try:
            packet, fds = self._packet()
        except BlockingIOError:
            return
        except OSError as error:
            self._loop.remove_reader(self._channel)
            if question and not question.answered.done():
                question.answered.set_exception(error)
            return
        if question and question.news and packet.startswith(NEWS):
            question.news(packet)
        elif question and not question.answered.done():
            question.answered.set_result((packet, fds))
        else:
            _close(fds)

    def _packet(self) -> tuple[bytes, list[int]]:
        packet, fds, flags, _ = socket.recv_fds(self._channel, PACKET, 1, socket.MSG_CMSG_CLOEXEC)
        if not packet or flags & socket.MSG_TRUNC:
            raise ConnectionResetError
        return packet, fds

    def _read(self, packet: bytes, fds: list[int]) -> Answer:
        nonsense = ChildFailed("crashed", "The program that opens comics gave an answer that makes no sense.")
        try:
            said, _, data = packet.partition(b"\n")
            answer = json.loads(said)
            self.worn = bool(answer.get("retire"))
            if "problem" in answer:
                if trace := answer.get("trace"):
                    log.warning("unknown damage", extra={"data": {"trace": str(trace)}})
                raise Refused(str(answer["problem"])[:500], bool(answer.get("passing")))
            sizes = [int(size) for size in answer.get("parts", [])]
            length = os.fstat(fds[0]).st_size if fds else len(data)
            if sizes and (min(sizes) < 0 or not sum(sizes) == length <= MAX_ANSWER):
                raise nonsense
            parts, at = [], 0
            for size in sizes:
                parts.append(os.pread(fds[0], size, at) if fds else data[at : at + size])
                at += size
            return Answer(dict(answer["ok"]), parts)
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise nonsense from error


def _close(fds: Sequence[int]) -> None:
    for fd in fds:
        os.close(fd)
