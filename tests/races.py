"""Several calls at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

Call = Callable[[], Any]


def at_once(*calls: Call) -> list[Any]:
    """The answers of all calls, each made on a connection of its own when all are ready."""
    barrier = Barrier(len(calls))

    def run(call: Call) -> Any:
        try:
            connections["default"].ensure_connection()
            barrier.wait(timeout=20)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
