"""A job is measured between its two lines, and not around them."""

from __future__ import annotations

import os

import pytest

from bench.machine import Cores
from bench.servers import Database
from bench.working import JobFailed, Work, work
from tests.bench import small_job

# Nothing asks it for anything but the CPU time of its processes.
NO_DATABASE = Database(url="", postmaster=os.getpid())
ANYWHERE = Cores(server=None, rest=None)

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs /proc")


def test_tells_what_was_done() -> None:
    done = _work("ours")

    assert (done.queries, done.memory_mib, done.digest) == (9.0, 61, "abc")
    assert done.sample.units == small_job.UNITS


def test_what_comes_before_and_behind_the_two_lines_does_not_count() -> None:
    done = _work("slow")

    worked = done.sample.server_ms * small_job.UNITS / 1000
    assert small_job.MOMENT * 0.8 <= worked <= small_job.MOMENT * 3


def test_a_job_that_tells_nothing_is_a_failure() -> None:
    with pytest.raises(JobFailed):
        _work("silent")


def _work(side: str) -> Work:
    return work(small_job.__name__, side, dict(os.environ), NO_DATABASE, ANYWHERE)
