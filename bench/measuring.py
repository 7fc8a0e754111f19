"""Rounds: each starts every server anew and measures every side of every row, one by one."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench import parity
from bench.asking import Asking
from bench.machine import Cores, Noise, cpu_seconds, memory_mib
from bench.rows import HttpRow, JobRow, Row
from bench.samples import Comparison, Measured, Sample, there_and_back
from bench.servers import SIDES, Database, Running, running
from bench.working import work

OURS = "ours"


@dataclass(frozen=True)
class Site:
    """Where it all happens."""

    database: Database
    environment: dict[str, str]
    cores: Cores
    var: Path


class Bench:
    """Some rows, measured over so many rounds, each side of a request for so many seconds."""

    def __init__(self, site: Site, rows: Sequence[Row], *, rounds: int, seconds: float) -> None:
        self.site, self.rows, self.rounds, self.seconds = site, rows, rounds, seconds
        self.noise = Noise(site.cores.server)
        self.measured: dict[tuple[str, str], Measured] = defaultdict(Measured)

    def run(self) -> list[Comparison]:
        """Raises parity.Unequal when some side does not do the same work."""
        begun = time.monotonic()
        for number in range(self.rounds):
            self._ask([row for row in self.rows if isinstance(row, HttpRow)], number)
            for row in self.rows:
                if isinstance(row, JobRow) and number < row.most_rounds:
                    self._work(row, number)
            took = time.monotonic() - begun
            say(f"round {number + 1} of {self.rounds} is over after {took:.0f} s")
        return [
            Comparison(
                row.name, rival, goal, self.measured[row.name, OURS], self.measured[row.name, rival]
            )
            for row in self.rows
            for rival, goal in row.rivals.items()
        ]

    def _ask(self, rows: Sequence[HttpRow], number: int) -> None:
        wanted = {OURS, *chain.from_iterable(row.rivals for row in rows)} if rows else set()
        with ExitStack() as started:
            sides = {
                name: started.enter_context(
                    running(side, self.site.environment, self.site.cores, self.site.var)
                )
                for name, side in SIDES.items()
                if name in wanted
            }
            # Nothing is timed before everybody has answered as we do.
            for row in rows if number == 0 else ():
                parity.check(row, [sides[name] for name in _sides(row)], self.site.database)
                say(f"{row.name}: {', '.join(row.rivals)} answer as we do")
            for row in rows:
                for name in there_and_back(_sides(row), number):
                    self._measure(row, sides[name])

    def _measure(self, row: HttpRow, side: Running) -> None:
        database, measured = self.site.database, self.measured[row.name, side.name]
        asking = Asking(row, side, database)
        asking.warm_up(self.seconds)
        if not measured.rounds:
            measured.queries = asking.statements()
            asking.settle()
        self.noise.listen()
        server, postgres = cpu_seconds(side.pid), database.cpu_seconds()
        load = asking.for_seconds(self.seconds)
        server, postgres = cpu_seconds(side.pid) - server, database.cpu_seconds() - postgres
        measured.memory_mib = memory_mib(side.pid)
        asking.settle()
        sample = Sample(
            server_ms=1000 * server / load.requests,
            postgres_ms=1000 * postgres / load.requests,
            units=load.requests,
            per_second=load.per_second,
            median_ms=load.median_ms,
            p99_ms=load.p99_ms,
            bytes=load.bytes,
        )
        self._keep(row, side.name, sample)

    def _work(self, row: JobRow, number: int) -> None:
        digests = {}
        for name in there_and_back(_sides(row), number):
            self.noise.listen()
            done = work(
                row.module, name, self.site.environment, self.site.database, self.site.cores
            )
            measured = self.measured[row.name, name]
            measured.queries, measured.memory_mib = done.queries, done.memory_mib
            digests[name] = done.digest
            self._keep(row, name, done.sample)
        if len(set(digests.values())) > 1:
            raise parity.Unequal(f"{row.name}: not everybody did the same work: {digests}")

    def _keep(self, row: Row, side: str, sample: Sample) -> None:
        self.measured[row.name, side].rounds.append(sample)
        told = f"{sample.server_ms:9.3f} + {sample.postgres_ms:.3f} ms"
        say(f"  {row.name:<18} {side:<22} {told} of CPU, {sample.per_second:,.0f} a second")


def say(line: str) -> None:
    """Progress goes to stderr: stdout is for the result."""
    print(line, file=sys.stderr, flush=True)


def _sides(row: Row) -> list[str]:
    return [OURS, *row.rivals]
