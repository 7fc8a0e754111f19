from __future__ import annotations

import argparse
import sys
from pathlib import Path

from config.run.product import run

parser = argparse.ArgumentParser(
    prog="python -m config.run",
    description="Run the whole product: web, worker, beat and, when no REDIS_URL is set, Valkey.",
)
parser.add_argument("--port", type=int, default=8000, help="where the web listens, on 127.0.0.1")
parser.add_argument("--var", type=Path, default=Path("var"), help="the folder a run keeps all in")
options = parser.parse_args()
sys.exit(run(options.port, options.var))
