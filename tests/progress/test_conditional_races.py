"""Two tabs that read the same and write at the same moment: one is told that it came late."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accounts.models import User
from tests.factories import a_learner, a_version, enrolled
from tests.progress.api import Api
from tests.races import Call, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
# What each of the two tabs changes.
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "/me": ({"name": "Ada"}, {"name": "Countess"}),
    "/me/digest": ({"hour": 9}, {"weekday": "friday"}),
    "/me/enrollments/sample": ({"favourite": True}, {"paused": True}),
}


def tab(learner: User, path: str, etag: str, change: dict[str, Any]) -> Call:
    return partial(Api(learner).patch, path, if_match=etag, **change)


@pytest.mark.parametrize("path", CHANGES)
def test_one_of_two_writes_on_one_etag_wins(path: str) -> None:
    version = a_version({"python": ""}, roadmap="sample")
    for _ in range(ROUNDS):
        ada = enrolled(a_learner(), version)
        etag = Api(ada).get(path)["ETag"]

        answers = at_once(*(tab(ada, path, etag, change) for change in CHANGES[path]))

        assert sorted(answer.status_code for answer in answers) == [200, 412]
        (written,) = (answer for answer in answers if answer.status_code == 200)
        assert Api(ada).get(path).json() == written.json()


def test_one_of_two_leaves_on_one_etag_wins() -> None:
    version = a_version({"python": ""}, roadmap="sample")
    path = "/me/enrollments/sample"
    for _ in range(ROUNDS):
        ada = enrolled(a_learner(), version)
        etag = Api(ada).get(path)["ETag"]
        leaving = partial(Api(ada).delete, path, if_match=etag)

        left, changed = at_once(leaving, tab(ada, path, etag, {"paused": True}))

        assert (left.status_code, changed.status_code) in {(204, 404), (412, 200)}
