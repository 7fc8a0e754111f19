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
from pathlib import Path

from tests.servers.postgres import postgres
from tests.servers.valkey import valkey
from tests.tally import FILE_VARIABLE, Tally

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
    with postgres() as database_url, valkey() as redis_url:
        os.environ.update(TEST_DATABASE_URL=database_url, TEST_REDIS_URL=redis_url)
        os.environ.pop("DATABASE_URL", None)
        kind = "prove" if is_proof else "not prove"
        tallies = [_pytest("SQLite", f"{kind} and not postgres", only, seed)]
        os.environ["DATABASE_URL"] = database_url
        tallies += [_pytest("PostgreSQL", f"{kind} and (postgres or database)", only, seed)]
    seconds = time.monotonic() - begun
    print(f"\nBoth together took {seconds:.0f} s; the same order again: SEED={seed}")
    lines = ALLOWED_SKIPS.read_text().splitlines()
    complaints = unlisted_skips(tallies, {line for line in lines if not line.startswith("#")})
    return close(tallies, complaints + ([] if only or is_proof else missing_markers(tallies)))


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


def close(tallies: list[Tally], complaints: list[str]) -> int:
    """Print the closing lines; the answer is the exit status."""
    passed = sum(tally.passed for tally in tallies)
    failed = sum(tally.failed for tally in tallies)
    skipped = sum(len(tally.skipped) for tally in tallies)
    for complaint in complaints:
        print(complaint)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or complaints or not passed else 0


def _pytest(database: str, markers: str, only: str, seed: str) -> Tally:
    print(f"\n== On {database}: {only or 'all tests'}, SEED={seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tally.json"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-m", markers, "-q", "--durations=15"),
                *("-p", "tests.tally", f"--randomly-seed={seed}"),
                *only.split(),
            ],
            cwd=ROOT,
            env={**os.environ, FILE_VARIABLE: str(file)},
        )
        tally = Tally.read(file) if file.exists() else Tally()
    if done.returncode not in (0, NOTHING_COLLECTED) and not tally.failed:
        tally.failed = 1  # pytest itself broke, and has said how.
    return tally


if __name__ == "__main__":
    sys.exit(main())
