"""How a job and whoever measures it take turns: READY, one line in, one line of JSON out.

    python -m bench.jobs.digest_composing ours

Between the two lines lies the work and nothing else: preparing comes before READY, tidying up
after the JSON. Both sides of a job print the same `digest` when they did the same work.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from django.db import connection


@dataclass(frozen=True)
class Done:
    """What was done: `digest` stands for what came out, `shares` divides the statements."""

    units: int
    digest: str
    shares: float = 1.0


Work = Callable[[], Done]
# What a side does before READY; it yields the work, and tidies up when the block ends.
Preparation = Callable[[], AbstractContextManager[Work]]


def main(about: str | None, sides: Mapping[str, Preparation]) -> int:
    """Do one side of a job as the command line says."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("side", choices=sides)
    side = parser.parse_args().side
    return take_turns(sides[side], heard=sys.stdin, said=sys.stdout)


def take_turns(preparation: Preparation, *, heard: TextIO, said: TextIO) -> int:
    """Prepare, wait for the word, work, report, tidy up. Without a word nothing is done."""
    with preparation() as work:
        _say(said, "READY")
        if not heard.readline():
            return 1
        _say(said, json.dumps(_measured(work)))
    return 0


def digest_of(rows: Iterable[object]) -> str:
    """One fingerprint of what was produced, in the order given."""
    fingerprint = sha256()
    for row in rows:
        fingerprint.update(f"{row!r}\n".encode())
    return fingerprint.hexdigest()


def _say(said: TextIO, line: str) -> None:
    said.write(f"{line}\n")
    said.flush()


def _measured(work: Work) -> dict[str, Any]:
    """`grown_mib` is how far the work alone took the process beyond what it held when READY."""
    _forget_peak()
    before = _memory("VmRSS")
    with _counting() as statements:
        done = work()
    peak = _memory("VmHWM")
    return {
        "units": done.units,
        "queries": round(statements() / done.shares, 2),
        "peak_rss_mib": round(peak),
        "grown_mib": round(peak - before, 1),
        "digest": done.digest,
    }


@contextmanager
def _counting() -> Iterator[Callable[[], int]]:
    """How many statements the block sends, for a microsecond each. BEGIN and COMMIT are none."""
    counted = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        yield lambda: counted


def _forget_peak() -> None:
    """Importing Django and preparing are no part of the work; Linux lets a process start anew."""
    Path("/proc/self/clear_refs").write_text("5")


def _memory(name: str) -> float:
    """A line of /proc/self/status, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)
