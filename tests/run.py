"""`make test` and `make prove`: the suite on SQLite, then on PostgreSQL, with real servers.

T narrows it to a path, SEED repeats an order: make test T=tests/progress SEED=7
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path
from typing import Self

from tests import recorder, tally
from tests.answers import Answer, differences, documented_by, read_answers, table
from tests.operations import contract
from tests.servers.postgres import postgres
from tests.tally import Tally

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_SKIPS = ROOT / "tests" / "allowed_skips.txt"
# A suite that ran none of these would look green and prove too little.
NEEDED_MARKERS = ("postgres", "redis", "smtp", "worker")
NOTHING_COLLECTED = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prove", action="store_true", help="the slow proofs instead")
    is_proof = parser.parse_args().prove
    only, seed = os.environ.get("T", ""), os.environ.get("SEED") or str(random.randrange(2**32))
    # As Ctrl-C does: leave the blocks below, and so stop the servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begun = time.monotonic()
    kind = "prove" if is_proof else "not prove"
    print(f"SEED={seed} repeats this order.", flush=True)
    with postgres() as database_url, tempfile.TemporaryDirectory() as folder:
        os.environ["TEST_DATABASE_URL"] = database_url
        os.environ.pop("DATABASE_URL", None)
        with _Pass("SQLite", f"{kind} and not postgres", only, seed, Path(folder)) as on_sqlite:
            # Side by side, or a core is idle; one after the other when both have one Redis.
            if "TEST_REDIS_URL" in os.environ:
                on_sqlite.wait()
            os.environ["DATABASE_URL"] = database_url
            markers = f"{kind} and (postgres or database)"
            with _Pass("PostgreSQL", markers, only, seed, Path(folder)) as on_postgres:
                passes = (on_sqlite, on_postgres)
                tallies = [each.tally() for each in passes]
                answers = {answer for each in passes for answer in each.answers()}
    print(f"\nBoth together took {time.monotonic() - begun:.0f} s; the same again: SEED={seed}")
    lines = ALLOWED_SKIPS.read_text().splitlines()
    complaints = unlisted_skips(tallies, {line for line in lines if not line.startswith("#")})
    if not only and not is_proof:
        complaints += missing_markers(tallies) + untold_answers(answers)
    return close(tallies, complaints)


def missing_markers(tallies: list[Tally]) -> list[str]:
    ran = {marker for tally in tallies for marker in tally.ran}
    return [f"No test ran for the marker {name}." for name in NEEDED_MARKERS if name not in ran]


def unlisted_skips(tallies: list[Tally], allowed: set[str]) -> list[str]:
    return [
        f"Skipped, and not in {ALLOWED_SKIPS.relative_to(ROOT)}: {test} ({reason})"
        for tally in tallies
        for test, reason in tally.skipped.items()
        if test not in allowed
    ]


def untold_answers(answers: Collection[Answer]) -> list[str]:
    """Hold every answer that some test was given against the contract, and print the sums."""
    operations = contract()
    found = differences(documented_by(operations), answers)
    print(f"\n== What the contract tells and what was answered\n{table(operations, answers)}")
    print(f"The difference, both ways: {len(found) or 'empty'}")
    return found


def close(tallies: list[Tally], complaints: list[str]) -> int:
    """Print the closing lines; the answer is the exit status."""
    passed = sum(tally.passed for tally in tallies)
    failed = sum(tally.failed for tally in tallies)
    skipped = sum(len(tally.skipped) for tally in tallies)
    for complaint in complaints:
        print(complaint)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or complaints or not passed else 0


class _Pass:
    """One run of pytest in the environment as it is now."""

    def __init__(self, database: str, markers: str, only: str, seed: str, folder: Path) -> None:
        self._title = f"On {database}: {only or 'all tests'}"
        self._tally = folder / f"{database}.json"
        self._answers = folder / f"{database}-answers.json"
        self._output = folder / f"{database}.txt"
        arguments = ["-m", markers, "-q", "--durations=15", f"--randomly-seed={seed}"]
        plugins = ["-p", tally.__name__, "-p", recorder.__name__]
        files = {
            tally.FILE_VARIABLE: str(self._tally),
            recorder.FILE_VARIABLE: str(self._answers),
        }
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *plugins, *arguments, *only.split()],
                cwd=ROOT,
                env={**os.environ, **files},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self.wait()

    def wait(self) -> None:
        self._process.wait()

    def tally(self) -> Tally:
        """Show what it prints until it ends, and count."""
        print(f"\n== {self._title}", flush=True)
        with self._output.open() as output:
            while self._process.poll() is None:
                print(output.read(), end="", flush=True)
                time.sleep(0.2)
            print(output.read(), end="", flush=True)
        counted = Tally.read(self._tally) if self._tally.exists() else Tally()
        if self._process.returncode not in (0, NOTHING_COLLECTED) and not counted.failed:
            counted.failed = 1  # pytest itself broke, and has said how.
        return counted

    def answers(self) -> set[Answer]:
        """What the API answered in it, once it has ended."""
        return read_answers(self._answers) if self._answers.exists() else set()


if __name__ == "__main__":
    sys.exit(main())
