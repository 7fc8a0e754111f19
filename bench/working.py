"""Having a job of bench/jobs done by one side, and measuring it between its two lines."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from bench.machine import Cores, cpu_seconds, pin
from bench.samples import Sample
from bench.servers import ROOT, Database


class JobFailed(Exception):
    """A job ended without having told what it did."""


@dataclass(frozen=True)
class Work:
    """What a job did, and what it took; `digest` stands for what came out of it."""

    sample: Sample
    queries: float
    memory_mib: float
    digest: str


def work(
    module: str, side: str, environment: dict[str, str], database: Database, cores: Cores
) -> Work:
    """Run `python -m <module> <side>`: READY, a newline, one line of JSON, the end.

    What it does before READY and behind the JSON is not measured.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, side],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for("READY", process)
        pin(process.pid, cores.server)
        return _measured(process, database)
    finally:
        process.communicate()
        if process.returncode:
            raise JobFailed(f"{module} {side} ended with status {process.returncode}")


def _measured(process: subprocess.Popen[str], database: Database) -> Work:
    assert process.stdin
    assert process.stdout
    server, postgres, begun = cpu_seconds(process.pid), database.cpu_seconds(), time.monotonic()
    process.stdin.write("\n")
    process.stdin.flush()
    line = process.stdout.readline()
    took = time.monotonic() - begun
    # One that has ended keeps its times until we wait for it.
    server, postgres = cpu_seconds(process.pid) - server, database.cpu_seconds() - postgres
    if not line:
        raise JobFailed("it ended while it worked")
    told: dict[str, Any] = json.loads(line)
    units = told["units"]
    sample = Sample(
        server_ms=1000 * server / units,
        postgres_ms=1000 * postgres / units,
        units=units,
        per_second=units / took,
    )
    return Work(sample, told["queries"], told["peak_rss_mib"], told["digest"])


def _wait_for(word: str, process: subprocess.Popen[str]) -> None:
    assert process.stdout
    line = process.stdout.readline().strip()
    if line != word:
        raise JobFailed(f"it said {line!r} instead of {word}")
