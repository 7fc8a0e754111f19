"""What the operating system tells: cores, the CPU time and memory of processes, and the noise."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
SPINS = 400_000


@dataclass(frozen=True)
class Cores:
    """Where what is measured runs, and where all else does; None where nothing can be pinned."""

    server: int | None
    rest: int | None

    @classmethod
    def of_this_machine(cls) -> Cores:
        available = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        if len(available) < 2:
            return cls(None, None)
        return cls(server=available[-1], rest=available[0])


def pin(pid: int, core: int | None) -> None:
    """Keep a process, all it has started and all it will start on one core."""
    if core is None:
        return
    for process in tree(pid):
        for thread in _listed(PROC / str(process) / "task"):
            with suppress(OSError):  # It has ended meanwhile.
                os.sched_setaffinity(int(thread.name), {core})


def tree(pid: int) -> Iterator[int]:
    """The process and all that descend from it."""
    yield pid
    for thread in _listed(PROC / str(pid) / "task"):
        with suppress(OSError):
            for child in (thread / "children").read_text().split():
                yield from tree(int(child))


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its descendants so far, with those that ended and were reaped."""
    return sum(_ticks(process) for process in tree(pid)) / TICKS


def _ticks(pid: int) -> int:
    try:
        return ticks_in((PROC / str(pid) / "stat").read_text())
    except OSError:  # It has ended, and its parent counts it.
        return 0


def ticks_in(stat: str) -> int:
    """User and system time of a process, and of its children that ended, in a line of /proc."""
    # The name in brackets may hold anything, brackets and spaces as well.
    fields = stat.rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15])


def parent_of(pid: int) -> int:
    return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])


def memory_mib(pid: int) -> float:
    """Memory of a process and its descendants; what they share counts once (PSS)."""
    return sum(_pss(process) for process in tree(pid)) / 1024


def _pss(pid: int) -> int:
    try:
        return pss_in((PROC / str(pid) / "smaps_rollup").read_text())
    except OSError:
        return 0


def pss_in(rollup: str) -> int:
    """KiB that the pages of a process weigh, a shared page as the part of it that is its own."""
    found = re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)
    return int(found[1]) if found else 0


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


@dataclass
class Noise:
    """How long the same fixed work took, time and again, on the core that is measured."""

    core: int | None
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def listen(self) -> None:
        """Do the work once. On a machine of one's own it always takes as long."""
        everywhere = os.sched_getaffinity(0) if self.core is not None else set()
        if self.core is not None:
            os.sched_setaffinity(0, {self.core})
        cpu, wall = time.process_time(), time.perf_counter()
        _spin()
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)
        if everywhere:
            os.sched_setaffinity(0, everywhere)

    @property
    def percent(self) -> float:
        """Half of the range of CPU times, in percent of their median."""
        return 100 * (max(self.cpu) - min(self.cpu)) / 2 / median(self.cpu)

    @property
    def busy(self) -> float:
        """How many times longer than its CPU time the work took: above 1 others ran as well."""
        return median(self.wall) / median(self.cpu)


def _spin() -> int:
    total = 0
    for number in range(SPINS):
        total += number % 7
    return total
