"""Asks many addresses at once, and each host for one at a time."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from urllib.parse import urlsplit

from roadmap.links.asking import Answer

HOSTS_AT_ONCE = 8


def ask_all(urls: Iterable[str], ask: Callable[[str], Answer], *, pause: float) -> Iterator[Answer]:
    """The answers as they come. A host rests for `pause` seconds between two questions."""
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for url in urls:
        waiting[_host(url)].append(url)

    def after_a_rest(url: str) -> Answer:
        time.sleep(pause)
        return ask(url)

    # Whoever has the most to answer goes first, or all others would wait for her at the end.
    hosts = sorted(waiting, key=lambda host: -len(waiting[host]))
    pool = ThreadPoolExecutor(HOSTS_AT_ONCE)
    try:
        asked = {pool.submit(ask, waiting[host].popleft()): host for host in hosts}
        while asked:
            answered, _ = wait(asked, return_when=FIRST_COMPLETED)
            for question in answered:
                host = asked.pop(question)
                if waiting[host]:
                    asked[pool.submit(after_a_rest, waiting[host].popleft())] = host
                yield question.result()
    finally:
        # Who stops listening is not kept until all have been asked.
        pool.shutdown(cancel_futures=True)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
