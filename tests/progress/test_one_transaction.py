"""Whatever a learner writes is written whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from progress.merging import Act
from progress.models import Enrollment, Event, Ledger, Mark, Skip
from progress.services import change_enrollment, enroll, leave, mark_skill, skip_skill
from tests.factories import a_version, enrolled
from tests.interrupted import at_every_statement

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def marks(learner: User) -> None:
    mark_skill(learner=learner, act=Act(skill="python", status="done"), at=NOON)


def skips(learner: User) -> None:
    act = Act(skill="python", status="skipped", roadmap="ai-engineer")
    skip_skill(learner=learner, act=act, at=NOON)


def enrolls(learner: User) -> None:
    enroll(learner=learner, roadmap="ml-engineer", guard=lambda _: None, at=NOON)


def changes(learner: User) -> None:
    wanted = {"weekly_minutes": 300}
    change_enrollment(learner=learner, roadmap="ai-engineer", changes=wanted, guard=lambda _: None)


def leaves(learner: User) -> None:
    leave(learner=learner, roadmap="ai-engineer", guard=lambda _: None, at=NOON)


@pytest.mark.parametrize("act", [marks, skips, enrolls, changes, leaves])
def test_an_act_that_fails_at_any_statement_leaves_nothing(
    ada: User, act: Callable[[User], None]
) -> None:
    a_version({"python": ""}, roadmap="ml-engineer")
    enrolled(ada, a_version({"python": "", "sql": "python"}))

    assert at_every_statement(lambda: act(ada), lambda: all_of(ada)) >= 3


def all_of(learner: User) -> list[Any]:
    """Every row that the learner has written."""
    return [
        list(rows.objects.filter(learner=learner).order_by("pk").values())
        for rows in (Ledger, Event, Mark, Skip, Enrollment)
    ]
