from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from roadmap.models import Version
from roadmap.services.starting import start_draft
from tests.desk import Desk, a_curator
from tests.factories import a_version

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def eve(db: None) -> Desk:
    """A curator who may do everything."""
    return a_curator()


@pytest.fixture
def published(eve: Desk) -> Version:
    return a_version(
        {"python": "", "sql": "", "orm": "python", "aws": "", "gcp": ""},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "orm"},
        optional="sql",
    )


@pytest.fixture
def draft(eve: Desk, published: Version) -> Version:
    """Started from the published version."""
    return start_draft(roadmap=published.roadmap, by=eve.user)
