"""Each write of the API at the same moment as others like it: nobody is told of a bug.

Read off the contract: a new operation that writes needs a body here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.services import issue_token
from progress.merging import Act
from progress.models import DigestPreference, Ledger
from progress.services import mark_skill, skip_skill
from roadmap.models import Version
from tests.factories import LONG_AGO, a_learner, a_session, a_version, enrolled
from tests.generated import generated
from tests.operations import Operation
from tests.races import Call, at_once
from wire.ids import uuid7

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ME = "/api/v1/me"
BODIES: Mapping[str, dict[str, Any] | None] = {
    f"PATCH {ME}": {"handle": "ada"},
    f"PUT {ME}/tokens/{{token}}": {"name": "laptop", "scopes": ["read"]},
    f"DELETE {ME}/tokens/{{token}}": None,
    f"PUT {ME}/enrollments/{{roadmap}}": {},
    f"PATCH {ME}/enrollments/{{roadmap}}": {"favourite": True},
    f"DELETE {ME}/enrollments/{{roadmap}}": None,
    f"PUT {ME}/enrollments/{{roadmap}}/skips/{{node}}": {},
    f"DELETE {ME}/enrollments/{{roadmap}}/skips/{{node}}": None,
    f"PUT {ME}/marks/{{skill}}": {"status": "done"},
    f"DELETE {ME}/marks/{{skill}}": None,
    f"PATCH {ME}/digest": {"enabled": True, "hour": 9},
}
# Where two can want one row that is not there yet, or one name.
MAKERS = {f"PATCH {ME}", f"PUT {ME}/tokens/{{token}}", f"PATCH {ME}/digest"}
ROUNDS, ROUNDS_OF_MAKERS = 5, 20


def writes() -> list[Operation]:
    return [each for each in generated() if each.method != "GET" and not each.is_signing_in]


@pytest.fixture
def version(settings: Settings) -> Iterator[Version]:
    """What they all write about."""
    settings.RATE_SCALE = 1_000_000
    with time_machine.travel(LONG_AGO):
        yield a_version({"python": "", "sql": ""})


def test_each_write_has_a_body_here() -> None:
    assert {str(operation) for operation in writes()} == set(BODIES)


@pytest.mark.parametrize("operation", writes(), ids=str)
def test_equal_writes_at_once_are_answered(operation: Operation, version: Version) -> None:
    """By one learner all alike; another one's, of the same, as the contract says."""
    for number in range(ROUNDS_OF_MAKERS if str(operation) in MAKERS else ROUNDS):
        ada, bob, token = a_newcomer(), a_newcomer(), uuid7()
        if number % 2:
            settle(ada, version, token)
        hers, his = calling(ada, operation, token), calling(bob, operation, token)

        first, again, other = (answer.status_code for answer in at_once(hers, hers, his))

        assert first == again
        assert {first, other} <= operation.statuses
        User.objects.update(handle=None)


@pytest.mark.parametrize("template", sorted({operation.template for operation in writes()}))
def test_all_writes_of_one_thing_at_once_are_answered(template: str, version: Version) -> None:
    operations = [operation for operation in writes() if operation.template == template]
    for _ in range(ROUNDS):
        ada, token = a_newcomer(), uuid7()
        settle(ada, version, token)

        answers = at_once(*[calling(ada, operation, token) for operation in operations] * 2)

        told = {answer.status_code for answer in answers}
        assert told <= set().union(*(operation.statuses for operation in operations))
        User.objects.update(handle=None)


def a_newcomer() -> User:
    """A learner of whom no row is there but her own."""
    learner = a_learner()
    Ledger.objects.filter(learner=learner).delete()
    DigestPreference.objects.filter(learner=learner).delete()
    return learner


def settle(learner: User, version: Version, token: UUID) -> None:
    """Give her all that these writes are about."""
    enrolled(learner, version)
    for act, record in [("done", mark_skill), ("skipped", skip_skill)]:
        said = Act(skill="sql", roadmap=version.roadmap.slug, status=act)
        record(learner=learner, act=said, at=LONG_AGO)
    issue_token(user=learner, id=token, name="old", scopes=["read"], expires_on=None, at=LONG_AGO)


def calling(learner: User, operation: Operation, token: UUID) -> Call:
    headers = {"X-Session-Token": a_session(learner, signed_in_at=LONG_AGO)}
    client = Client(headers=headers, raise_request_exception=False)
    names = {"roadmap": "ai-engineer", "skill": "sql", "node": "sql", "token": str(token)}
    body = BODIES[str(operation)]
    sent = "" if body is None else json.dumps(body)
    path = operation.path(names)
    return lambda: client.generic(operation.method, path, sent, "application/json")
