"""A job as bench/jobs has them, which works for a moment: `python -m tests.bench.small_job SIDE`.

`slow` prepares and tidies up for longer than it works; `silent` ends without a word.
"""

import json
import sys
import time

MOMENT = 0.1  # seconds of CPU time
UNITS = 50


def spin(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


if __name__ == "__main__":
    around = 3 * MOMENT if sys.argv[1] == "slow" else 0.0
    spin(around)
    print("READY", flush=True)
    sys.stdin.readline()
    if sys.argv[1] == "silent":
        sys.exit(3)
    spin(MOMENT)
    told = {"units": UNITS, "queries": 9.0, "peak_rss_mib": 61, "digest": "abc"}
    print(json.dumps(told), flush=True)
    spin(around)
