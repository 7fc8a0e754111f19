from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.dispatch import Signal


@contextmanager
def heard(signal: Signal) -> Iterator[list[dict[str, Any]]]:
    """What was sent by `signal` inside the block."""
    news: list[dict[str, Any]] = []

    def listen(**told: Any) -> None:
        news.append(told)

    signal.connect(listen)
    try:
        yield news
    finally:
        signal.disconnect(listen)
