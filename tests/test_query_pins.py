"""What each GET may cost: so many statements, the same for 2 rows of everything and for 200."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Token, User
from progress.merging import Act
from progress.models import Digest, State
from progress.services import mark_skill
from roadmap import compiled
from roadmap.compiled import STORE_BYTES, Store
from roadmap.models import Fact, FirstStep, Resource, Skill, Version
from tests.factories import a_learner, a_question, a_session, a_token, a_version, enrolled
from tests.generated import generated
from wire.parsing import MOST_PARAMETERS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FEW, MANY = 2, 200


class Pin(NamedTuple):
    """Statements of a GET.

    `cold`: asked by a token for the first time that day, in a process that has read no version.
    `warm`: asked again. `unchanged`: asked again with the ETag, so that the answer is 304; None
    where there is no ETag.
    """

    cold: int
    warm: int
    unchanged: int | None


# Of a public answer one statement before and one after reads the stamp of the catalogue; of a
# personal one the first finds the learner. A token's first use in a day writes the day down.
PINS = {
    "/meta": Pin(0, 0, 0),
    "/openapi.json": Pin(0, 0, 0),
    "/tracks": Pin(4, 4, 1),
    "/tracks/{track}": Pin(5, 5, 1),
    "/tracks/{track}/comparison": Pin(6, 5, 1),
    "/fit-quiz": Pin(4, 4, 1),
    "/fit-quiz/results": Pin(6, 6, 1),
    "/roadmaps": Pin(4, 3, 1),
    "/roadmaps/{roadmap}": Pin(5, 4, 1),
    "/roadmaps/{roadmap}/graph": Pin(2, 1, 1),
    "/roadmaps/{roadmap}/nodes/{node}": Pin(7, 6, 1),
    "/roadmaps/{roadmap}/versions": Pin(4, 4, 1),
    "/roadmaps/{roadmap}/versions/{number}/graph": Pin(2, 1, 1),
    "/roadmaps/{roadmap}/versions/{number}/nodes/{node}": Pin(7, 6, 1),
    "/skills": Pin(3, 3, 1),
    "/skills/{skill}": Pin(5, 5, 1),
    "/me": Pin(2, 1, 1),
    "/me/tokens": Pin(2, 2, 2),
    "/me/enrollments": Pin(5, 3, 2),
    "/me/enrollments/{roadmap}": Pin(5, 3, 2),
    "/me/enrollments/{roadmap}/progress": Pin(5, 3, 2),
    "/me/marks": Pin(4, 3, 2),
    "/me/next": Pin(5, 3, 2),
    "/me/comparison": Pin(8, 6, 3),
    "/me/activity": Pin(4, 3, 2),
    "/me/digest": Pin(4, 3, 3),
    "/me/digest/preview": Pin(12, 10, None),
    "/me/digests": Pin(3, 2, 2),
}
# What was promised of some of them: so many at most, the graphs in process.
BUDGETS = {
    "/roadmaps/{roadmap}/graph": 1,
    "/me/enrollments/{roadmap}/progress": 4,
    "/me/enrollments": 5,
    "/me/next": 4,
}
LISTS = ("/tracks", "/roadmaps", "/skills", "/me/enrollments", "/me/tokens", "/me/digests")
QUERIES: dict[str, dict[str, Any]] = {
    **{path: {"limit": 100} for path in LISTS},
    "/tracks/{track}/comparison": {"with": "r0"},
    "/me/comparison": {"tracks": "wide,r0"},
}
Costs = dict[str, Pin]


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[int, Costs]]:
    """What each GET costs in a small world and in a large one."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False):
        yield {size: _costs_in_a_world_of(size) for size in (FEW, MANY)}


def _costs_in_a_world_of(size: int) -> Costs:
    with transaction.atomic():
        world = World(size)
        found = {path: world.costs(path) for path in PINS}
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
class TestStatements:
    @pytest.mark.parametrize("path", PINS)
    @pytest.mark.parametrize("size", [FEW, MANY])
    def test_are_as_many_as_pinned(self, costs: dict[int, Costs], path: str, size: int) -> None:
        assert costs[size][path] == PINS[path]

    @pytest.mark.parametrize("path", BUDGETS)
    def test_keep_to_the_budget(self, path: str) -> None:
        assert PINS[path].warm <= BUDGETS[path]


def test_every_get_of_the_schema_has_a_pin(capsys: pytest.CaptureFixture[str]) -> None:
    gets = [each for each in generated() if each.method == "GET" and not each.is_signing_in]

    paths = {operation.template.removeprefix("/api/v1") for operation in gets}
    assert paths | {"/openapi.json"} == PINS.keys()
    with capsys.disabled():
        print(f"\npins: {sum(count is not None for pin in PINS.values() for count in pin)}")


class World:
    """`size` of whatever a list may hold, and one learner who has a row of each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.learner = a_learner()
        versions = list(_fill_catalogue(size))
        self._fill_ledger(size)
        enrolled(self.learner, *versions)
        self._token = a_token(self.learner)
        self._session = a_session(self.learner, signed_in_at=NOON)

    def costs(self, path: str) -> Pin:
        """What asking for `path` costs in here."""
        _forget_versions()
        Token.objects.update(last_used_on=None)
        cold, _ = self._ask(path)
        warm, etag = self._ask(path)
        unchanged = self._ask(path, etag)[0] if etag else None
        return Pin(cold, warm, unchanged)

    def _ask(self, path: str, etag: str | None = None) -> tuple[int, str | None]:
        client = Client(headers=self._headers(path) | ({"If-None-Match": etag} if etag else {}))
        place = path.format(roadmap="wide", track="wide", number=1, node="n1", skill="n1")
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/api/v1{place}", self._query(path))
        assert answer.status_code == (304 if etag else 200), answer.content
        return len(captured), answer.get("ETag")

    def _headers(self, path: str) -> dict[str, str]:
        if path == "/me/tokens":
            return {"X-Session-Token": self._session}
        return {"Authorization": f"Bearer {self._token}"}

    def _query(self, path: str) -> dict[str, Any]:
        if path == "/fit-quiz/results":
            # All that the parser takes in one request.
            return {f"q{n}": "yes" for n in range(min(self._size, MOST_PARAMETERS))}
        return QUERIES.get(path, {})

    def _fill_ledger(self, size: int) -> None:
        for n in range(size):
            act = Act(skill=f"n{n}", status="done", roadmap="wide")
            mark_skill(learner=self.learner, act=act, at=NOON - timedelta(days=n))
        Digest.objects.bulk_create(_week(self.learner, n) for n in range(size))
        Token.objects.bulk_create(_script(self.learner, n) for n in range(size))


def _fill_catalogue(size: int) -> Iterator[Version]:
    """The current version of the one wide roadmap, and of all the narrow ones."""
    chain = {"n0": ""} | {f"n{n}": f"n{n - 1}" for n in range(1, size)}
    yield (wide := a_version(chain, roadmap="wide"))
    yield from (a_version({"n0": "", "n1": ""}, roadmap=f"r{n}") for n in range(size))
    Version.objects.bulk_create(_more_of(wide, number) for number in range(2, size + 1))
    track, skill = wide.roadmap.track, Skill.objects.get(slug="n1")
    Fact.objects.bulk_create(
        Fact(track=track, key=f"k{n}", label="k", value=n, source="s", position=n)
        for n in range(size)
    )
    for n in range(size):
        a_question(f"q{n}", yes={"wide": 1}, no={"r0": 1})
        FirstStep.objects.create(track=track, skill=Skill.objects.get(slug=f"n{n}"), position=n)
    Resource.objects.bulk_create(
        Resource(skill=skill, url=f"https://x.example/{n}", title="R", type="book", position=n)
        for n in range(size)
    )


def _more_of(version: Version, number: int) -> Version:
    return Version(roadmap=version.roadmap, number=number, edition=2, title="T", published_at=NOON)


def _script(learner: User, number: int) -> Token:
    return Token(
        user=learner,
        name=f"script {number}",
        digest=f"digest {number}",
        scopes=["read"],
        created_at=NOON,
        expires_on=NOON.date(),
    )


def _week(learner: User, number: int) -> Digest:
    end = NOON - timedelta(weeks=number)
    return Digest(
        learner=learner,
        window_start=end - timedelta(weeks=1),
        window_end=end,
        state=State.SENT,
        created_at=end,
        state_at=end,
    )


def _forget_versions() -> None:
    """Be a process that has read none."""
    compiled._graphs, compiled._documents = Store(STORE_BYTES), Store(STORE_BYTES)
