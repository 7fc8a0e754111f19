from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from pytest_django.fixtures import Settings

from tests.accounts.conversation import Conversation


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """The limits on guessing live in the cache, and so does the broker of `delivered`."""
    cache.clear()


@pytest.fixture
def _at_eight() -> Iterator[None]:
    """Friday, 20 November 2026, 08:00 UTC; the clock stands still."""
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def _no_redis(settings: Settings) -> None:
    """Nobody listens where the cache should be."""
    away = {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": settings.CACHES["default"] | away}


@pytest.fixture
def ada(db: None, _at_eight: None) -> Conversation:
    """Somebody whom nobody knows yet."""
    return Conversation()
