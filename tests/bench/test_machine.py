"""What /proc says, read as it is written there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.machine import cpu_seconds, parent_of, pss_in, ticks_in, tree

STAT = "4711 (a ) b) S 1 2 3 0 -1 4194560 100 200 0 0 {} {} {} {} 20 0 1 0 100 200 300"
BUSY = "import sys\nwhile sys.stdin.readline(): sum(range(3_000_000)); print('done', flush=True)"

needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs /proc")


def test_times_of_a_process_and_of_its_children_that_ended_are_summed() -> None:
    assert ticks_in(STAT.format(1, 20, 300, 4000)) == 4321


def test_a_name_with_brackets_and_spaces_moves_no_field() -> None:
    assert ticks_in(STAT.replace("a ) b", "x").format(1, 2, 3, 4)) == 10


def test_memory_is_the_line_of_shares() -> None:
    assert pss_in("00400000-7ff rollup\nRss:  5000 kB\nPss:    1234 kB\nPss_Anon: 7 kB\n") == 1234


@needs_proc
def test_the_time_of_a_child_counts_while_it_lives_and_when_it_has_ended() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin
    assert child.stdout
    before = cpu_seconds(os.getpid())

    child.stdin.write("work\n")
    child.stdin.flush()
    child.stdout.readline()

    assert child.pid in set(tree(os.getpid()))
    assert parent_of(child.pid) == os.getpid()
    assert cpu_seconds(child.pid) > 0
    alive = cpu_seconds(os.getpid())
    child.communicate()
    assert before < alive <= cpu_seconds(os.getpid())
