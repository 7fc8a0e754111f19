from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import User
from tests.factories import a_learner
from tests.progress.api import Api


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Friday, 20 November 2026, 08:00 UTC; the clock stands still until it is moved."""
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def ada(db: None, clock: time_machine.Coordinates) -> User:
    return a_learner("ada@waymark.example", time_zone="Europe/Berlin")


@pytest.fixture
def api(ada: User) -> Api:
    """Ada's client."""
    return Api(ada)
