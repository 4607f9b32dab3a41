"""The pool of children: bounded, people before background, each child replaced when it dies or wears out."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from kit.errors import Unavailable
from services.thumbs import metrics
from services.thumbs.archives import tool
from services.thumbs.children import Answer, Child, ChildFailed, Refused
from services.thumbs.scratch import Scratch

TASKS = 2000  # a child is replaced after so many, or when it has grown (child/sandbox.py); starting one takes 0.13 s
IDLE = 60.0  # seconds after which children that have nothing to do end; the next is there within half a second

log = logging.getLogger("quarterbin.thumbs")

Waiter = asyncio.Future[None]


class Pool:
    """At most `size` children, started as they are needed. At most `bound` requests wait; half of it in background."""

    def __init__(self, size: int, *, bound: int, wall: float, cpu: int) -> None:
        self.size, self.bound, self.wall, self.cpu = size, bound, wall, cpu
        self._tool = tool.find()
        self._scratch = Scratch()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._slots = size
        self._waiting: dict[bool, deque[Waiter]] = {False: deque(), True: deque()}  # by: is it background work?
        self._reaper: asyncio.TimerHandle | None = None
        self._closed = False
        self.when_short: Callable[[], None] | None = None  # called each time a child is free and the pool is short
        self._lengths = {one: metrics.WAITING.labels("background" if one else "people") for one in self._waiting}

    @property
    def waiting(self) -> int:
        """How many requests wait for a child."""
        return sum(len(queue) for queue in self._waiting.values())

    @property
    def people_wait(self) -> bool:
        """Does somebody wait for a child, who is no background work?"""
        return bool(self._waiting[False])

    def is_short(self, coming: int = 0) -> bool:
        """Do fewer people wait than there are children, with so many on their way here?

        Then what is asked for next is begun with soon.
        """
        return len(self._waiting[False]) + coming < self.size

    @property
    def children(self) -> list[Child]:
        """Those that run."""
        return [*self._idle, *self._busy]

    async def ask(
        self,
        task: str,
        options: dict[str, Any] | None = None,
        fds: Sequence[int] = (),
        *,
        background: bool = False,
        news: Callable[[bytes], None] | None = None,
    ) -> Answer:
        """A child's answer; `news` hears what it says before. Raises Refused, ChildFailed, and Unavailable where too
        many wait already."""
        await self._slot(background)
        child: Child | None = None
        why = "dropped"
        try:
            child = self._child()
            request = {"task": task, "cpu": self.cpu, "options": options or {}}
            answer = await child.ask(request, fds, self.wall, news)
            why = ""
            return answer
        except Refused:
            why = ""
            raise
        except ChildFailed as failed:
            why = failed.kind
            if self._closed:
                raise self._busy_problem() from failed  # it was ended by the pool: that is not the comic's fault
            log.warning("child failed", extra={"data": {"task": task, "kind": failed.kind}})
            raise
        finally:
            self._give_back(child, why)

    async def close(self) -> None:
        """Ends every child and refuses whoever waits."""
        self._closed = True
        if self._reaper:
            self._reaper.cancel()
        for queue in self._waiting.values():
            while queue:
                waiter = queue.popleft()
                if not waiter.done():
                    waiter.set_exception(self._busy_problem())
        children = self.children
        for child in children:
            child.kill()
        self._idle.clear()
        await asyncio.to_thread(self._bury, children)

    def _bury(self, children: list[Child]) -> None:
        for child in children:
            child.process.wait(timeout=10)
        self._scratch.end()

    async def _slot(self, background: bool) -> None:
        """Waits for the right to use a child."""
        if self._closed:
            raise self._busy_problem()
        if self._slots > 0:
            self._slots -= 1
            return
        queue = self._waiting[background]
        if len(queue) >= (max(1, self.bound // 2) if background else self.bound):
            raise self._busy_problem()
        waiter: Waiter = asyncio.get_running_loop().create_future()
        queue.append(waiter)
        self._count()
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._hand_on()  # the right came at that very moment: it is passed on
            else:
                queue.remove(waiter)
            raise
        finally:
            self._count()

    def _child(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                break
            child.kill()
            metrics.ENDED.labels("idle").inc()
        else:
            child = Child(self._tool, self._scratch.work, self._scratch.volumes)
        self._busy.add(child)
        metrics.CHILDREN.set(len(self.children))
        return child

    def _give_back(self, child: Child | None, why: str) -> None:
        if child is not None:
            self._busy.discard(child)
            if why or child.worn or child.tasks >= TASKS or self._closed:
                child.kill()
                metrics.ENDED.labels(why or "worn").inc()
            else:
                self._idle.append(child)
        metrics.CHILDREN.set(len(self.children))
        self._hand_on()

    def _hand_on(self) -> None:
        """Gives a free right to the next who waits: people first."""
        self._give_right()
        if self.when_short and self.is_short():
            self.when_short()

    def _give_right(self) -> None:
        for background in (False, True):
            queue = self._waiting[background]
            while queue:
                waiter = queue.popleft()
                if not waiter.done():
                    waiter.set_result(None)
                    return
        self._slots += 1
        if self._reaper is None and not self._closed:
            self._reaper = asyncio.get_running_loop().call_later(IDLE, self._reap)

    def _reap(self) -> None:
        """Ends the children, where there is nothing to do."""
        self._reaper = None
        if self._slots == self.size:
            while self._idle:
                self._idle.pop().kill()
                metrics.ENDED.labels("idle").inc()
            metrics.CHILDREN.set(len(self.children))
        else:
            self._reaper = asyncio.get_running_loop().call_later(IDLE, self._reap)

    def _count(self) -> None:
        for background, queue in self._waiting.items():
            self._lengths[background].set(len(queue))

    def _busy_problem(self) -> Unavailable:
        sentence = "Too many covers and pages are being made just now. Please try again in a moment."
        return Unavailable("thumbs_busy", sentence, retry_after=2)
