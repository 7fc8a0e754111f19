from __future__ import annotations

import pytest

from accounts.models import User
from tests.desk import Desk, a_curator


@pytest.fixture
def eve(ada: User) -> Desk:
    """Staff who may do everything; ada is a learner."""
    return a_curator()
