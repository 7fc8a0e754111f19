"""What a write may cost: the same number of statements for 2 nodes and for 200.

A process that has never seen a version reads its graph with one statement more; these have.
What reading costs stands in tests/test_query_pins.py.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from progress.merging import Act
from progress.queries import standings_of_many
from progress.services import mark_skill
from tests.factories import LONG_AGO, a_learner, a_version, enrolled
from tests.progress.api import Api

pytestmark = pytest.mark.django_db

# A table that is the learner's, and the conditions under which its rows are read.
LOOK = re.compile(r'FROM "progress_(event|mark|skip|enrollment|ledger)"(.*?)(?=FROM|UNION|$)', re.S)

SIZES = pytest.mark.parametrize("size", [2, 200])


def a_track(size: int, roadmap: str = "sample") -> Any:
    """A chain, so that everything waits for something."""
    chain = {"n0": ""} | {f"n{i}": f"n{i - 1}" for i in range(1, size)}
    return a_version(chain, roadmap=roadmap)


def with_history(learner: User, size: int) -> User:
    for number in range(0, size, 7):
        mark_skill(learner=learner, act=Act(skill=f"n{number}", status="done"), at=LONG_AGO)
    return learner


@pytest.fixture
def warm(api: Api) -> Api:
    """A client whose token was used today already."""
    api.get("/me/marks")
    return api


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Without what begins and ends a transaction, which here is a savepoint in the test's own."""
    frame = {"SAVEPOINT", "RELEASE"}
    return [q["sql"] for q in queries.captured_queries if q["sql"].split()[0] not in frame]


def transactions(queries: CaptureQueriesContext) -> int:
    return sum(q["sql"].startswith("SAVEPOINT") for q in queries.captured_queries)


@SIZES
class TestBudgets:
    def test_a_mark_costs_eight_in_one_transaction(self, warm: Api, size: int) -> None:
        with_history(enrolled(warm.learner, a_track(size)), size)
        warm.get("/me/enrollments/sample/progress")

        with CaptureQueriesContext(connection) as queries:
            answer = warm.put("/me/marks/n1", status="done", roadmap="sample")

        assert answer.json()["applied"] is True
        assert len(statements(queries)) <= 8
        assert transactions(queries) == 1

    def test_a_skip_costs_eight(self, warm: Api, size: int) -> None:
        with_history(enrolled(warm.learner, a_track(size)), size)
        warm.get("/me/enrollments/sample/progress")

        with CaptureQueriesContext(connection) as queries:
            answer = warm.put("/me/enrollments/sample/skips/n1")

        assert answer.json()["applied"] is True
        assert len(statements(queries)) <= 8
        assert transactions(queries) == 1


def test_no_request_looks_at_the_rows_of_other_learners(warm: Api) -> None:
    enrolled(warm.learner, a_track(2))
    paths = ["marks", "next", "activity", "enrollments", "enrollments/sample/progress"]
    paths.append("comparison?tracks=sample")

    with CaptureQueriesContext(connection) as queries:
        answers = [warm.get(f"/me/{path}") for path in paths]
        answers.append(warm.put("/me/marks/n0", status="done"))
        answers.append(warm.put("/me/enrollments/sample/skips/n1"))

    assert {answer.status_code for answer in answers} == {200}
    looks = [look for sql in statements(queries) for look in LOOK.findall(sql)]
    assert {table for table, _ in looks} == {"enrollment", "event", "ledger", "mark", "skip"}
    unbound = [
        (table, where) for table, where in looks if not re.search(r'"learner_id" (=|IN) ', where)
    ]
    assert unbound == []


@pytest.mark.parametrize("learners", [1, 20])
def test_the_standings_of_many_learners_cost_three(learners: int) -> None:
    version = a_track(20)
    everybody = [enrolled(a_learner(), version).pk for _ in range(learners)]

    with CaptureQueriesContext(connection) as queries:
        standings = standings_of_many(everybody)

    assert [len(standings[learner]) for learner in everybody] == [1] * learners
    assert len(statements(queries)) <= 3
