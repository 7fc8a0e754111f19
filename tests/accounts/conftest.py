from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django.fixtures import Settings
from redis import Redis

from tests.accounts.conversation import Conversation


@pytest.fixture(autouse=True)
def _nothing_counted_yet(redis_url: str) -> None:
    """What limits count lives in Redis, and so does the broker of `delivered`."""
    with Redis.from_url(redis_url) as client:
        client.flushdb()


@pytest.fixture
def _at_eight() -> Iterator[None]:
    """Friday, 20 November 2026, 08:00 UTC; the clock stands still."""
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def _no_redis(settings: Settings) -> None:
    """Nobody listens where Redis should be."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


@pytest.fixture
def ada(db: None, _at_eight: None) -> Conversation:
    """Somebody whom nobody knows yet."""
    return Conversation()
