from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django.fixtures import Settings

from tests.accounts.conversation import Conversation


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
