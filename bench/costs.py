"""What work costs: in time by the clock, in processor time of all that had part in it, and in memory."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What `count` of something took, in seconds; `cpu` of all processes that had part in it."""

    count: int
    wall: float
    cpu: float

    @property
    def ms(self) -> float:
        """Processor time each, in ms."""
        return self.cpu / self.count * 1000


def alone(work: Callable[[Path], None], files: list[Path]) -> Cost:
    """All files in this process."""
    work(files[0])
    wall, cpu = time.perf_counter(), time.process_time()
    for path in files:
        work(path)
    return Cost(len(files), time.perf_counter() - wall, time.process_time() - cpu)


def in_two(work: Callable[[Path], None], files: list[Path]) -> Cost:
    """The files by two processes, each its half."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(3)
    results = context.SimpleQueue()

    def half(mine: list[Path]) -> None:
        work(mine[0])
        gate.wait()
        results.put(alone(work, mine).cpu)

    both = [context.Process(target=half, args=(files[one::2],)) for one in (0, 1)]
    for process in both:
        process.start()
    gate.wait()
    start = time.perf_counter()
    cpu = results.get() + results.get()
    wall = time.perf_counter() - start
    for process in both:
        process.join()
    return Cost(len(files), wall, cpu)


def middle(costs: list[Cost]) -> Cost:
    """The median by processor time."""
    return sorted(costs, key=lambda one: one.cpu)[len(costs) // 2]


def cpu_of(pid: int) -> float:
    """Seconds of processor time a process has used, to the microsecond: its clock, by clock_getcpuclockid(3)."""
    return time.clock_gettime(~pid << 3 | 2)


def cpu_of_ended(pid: int) -> float:
    """Seconds of processor time that children of a process used which have ended, by proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def pss_of(pid: int) -> float:
    """MiB of a process, by share."""
    lines: Iterable[str] = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
