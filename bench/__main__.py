"""`make bench`: what we cost, against rivals that do the same work on the same database.

Milliseconds are CPU time for one request, or one unit of a job, of the server's processes and of
PostgreSQL's. A ratio is the rival's ÷ ours. docs/performance.md tells how to read it all.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import Cores
from bench.measuring import Bench, Site, say
from bench.report import DOCS, Report, commit
from bench.rows import NAMES, chosen
from bench.servers import database, environment, prepare, valkey


def main() -> int:
    told = _arguments()
    # As Ctrl-C does: leave the blocks below, and so stop the servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cores = Cores.of_this_machine()
    if cores.rest is not None:
        os.sched_setaffinity(0, {cores.rest})
    with (
        database(cores) as seeded,
        valkey(cores) as redis_url,
        tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder,
    ):
        env = environment(seeded.url, redis_url, Path(folder))
        prepare(env)
        site = Site(seeded, env, cores, Path(folder))
        bench = Bench(site, chosen(told.rows), rounds=told.rounds, seconds=told.seconds)
        comparisons = bench.run()
    today = datetime.now(UTC).date()
    report = Report(comparisons, bench.noise, cores, told.rounds, told.seconds, today, commit())
    _show(report, told)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(NAMES)}; else all")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="for each side of a request; default: 2"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--write-docs", action="store_true", help=f"put the table into {DOCS.name}")
    told = parser.parse_args()
    if unknown := set(told.rows) - set(NAMES):
        parser.error(f"there is no row {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return told


def _show(report: Report, told: argparse.Namespace) -> None:
    out = sys.stderr if told.json else sys.stdout
    print(f"\n{report.table()}\n\n{report.closing()}", file=out)
    if told.json:
        print(json.dumps(report.document(), indent=1))
    if told.write_docs:
        report.write_docs()
        say(f"The table is in {DOCS}.")


if __name__ == "__main__":
    sys.exit(main())
