"""Marks and skips are folds: computed anew, or from events in any order, they are the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from progress.merging import OF_MARKS, Act
from progress.models import Event, Ledger, Mark, Skip
from progress.services import mark_skill, skip_skill
from progress.services.rebuilding import rebuild_folds
from roadmap.models import Version
from tests.factories import a_learner, a_version, enrolled
from tests.interrupted import at_every_statement
from wire.instants import Instant

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SKILLS = ["python", "sql"]


def folds(learner: User) -> list[Any]:
    """All that marks and skips say, but for the order in which it was written."""
    marks = Mark.objects.filter(learner=learner).order_by("skill")
    skips = Skip.objects.filter(learner=learner).order_by("roadmap", "skill")
    return [
        *marks.values("skill", "status", "at", "event_id", "roadmap", "evidence_url"),
        *skips.values("roadmap", "skill", "status", "at", "event_id"),
    ]


def record(learner: User, act: Act) -> None:
    write = mark_skill if act.status in OF_MARKS else skip_skill
    write(learner=learner, act=act, at=NOON)


def instant(minutes: int) -> Instant:
    return Instant(NOON - timedelta(minutes=minutes), offset_minutes=0, is_z=True)


def rebuild() -> str:
    said = StringIO()
    call_command("progress_rebuild", stdout=said)
    return said.getvalue()


acts = st.builds(
    Act,
    skill=st.sampled_from(SKILLS),
    status=st.sampled_from(["in_progress", "done", "cleared", "skipped", "unskipped"]),
    roadmap=st.just("ai-engineer"),
    event_id=st.integers(1, 99).map(lambda number: UUID(int=number)),
    occurred_at=st.integers(0, 2).map(instant),
    evidence_url=st.sampled_from([None, "https://example.org/"]),
)


@pytest.fixture
def follower(ada: User) -> User:
    return enrolled(ada, a_version(dict.fromkeys(SKILLS, ""), roadmap="ai-engineer"))


@pytest.mark.usefixtures("follower")
class TestOrder:
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(acts, max_size=8, unique_by=lambda act: act.event_id), st.data())
    def test_any_order_and_any_repeat_of_the_same_events_gives_the_same_marks(
        self, said: list[Act], data: st.DataObject
    ) -> None:
        number = Ledger.objects.count()
        first, second = (
            enrolled(a_learner(f"{number}-{n}@waymark.example"), Version.objects.get())
            for n in range(2)
        )
        repeats = data.draw(st.lists(st.sampled_from(said), max_size=4) if said else st.just([]))

        for act in said:
            record(first, act)
        for act in data.draw(st.permutations([*said, *repeats])):
            record(second, act)

        assert folds(first) == folds(second)
        assert Event.objects.filter(learner=second).count() == len(said)
        assert "mended 0 rows" in rebuild()


class TestRebuild:
    @pytest.fixture(autouse=True)
    def _history(self, follower: User) -> None:
        for minutes, status in enumerate(["cleared", "done", "in_progress"]):
            for skill in SKILLS:
                record(follower, Act(skill=skill, status=status, occurred_at=instant(minutes)))
            record(follower, Act(skill="sql", status="skipped", roadmap="ai-engineer"))

    def test_finds_nothing_to_mend_in_what_services_wrote(self, ada: User) -> None:
        before = folds(ada)

        said = rebuild()

        assert said == "Looked at 1 learners; mended 0 rows.\n"
        assert folds(ada) == before
        assert Ledger.objects.get(learner=ada).epoch == 1

    def test_mends_a_broken_row_and_ends_the_cursors_of_its_learner(self, ada: User) -> None:
        eve = a_learner()
        before = folds(ada)
        Mark.objects.filter(skill__slug="python").update(status="done", seq=0)
        Skip.objects.update(status="unskipped")

        said = rebuild()

        assert said == "Looked at 2 learners; mended 2 rows.\n"
        assert folds(ada) == before
        assert Ledger.objects.get(learner=ada).epoch == 2
        assert Ledger.objects.get(learner=eve).epoch == 1

    def test_mends_a_slice_whole_or_not_at_all(self, ada: User) -> None:
        Mark.objects.update(status="in_progress", seq=0)
        Skip.objects.update(status="unskipped")

        def state() -> list[Any]:
            return [*folds(ada), Ledger.objects.get(learner=ada).epoch]

        # The first statement only finds the slice.
        assert at_every_statement(lambda: next(rebuild_folds()), state) > 3

    def test_brings_back_a_lost_row_and_removes_one_that_nothing_backs(self, ada: User) -> None:
        eve = a_learner()
        before = folds(ada)
        stray = Mark.objects.get(skill__slug="python")
        Mark.objects.filter(skill__slug="sql").delete()
        stray.learner_id = eve.pk
        stray.save(force_insert=True)

        said = rebuild()

        assert said == "Looked at 2 learners; mended 2 rows.\n"
        assert folds(ada) == before
        assert folds(eve) == []

    def test_goes_through_everybody_in_slices(
        self, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("progress.services.rebuilding.SLICE", 2)
        for _ in range(4):
            a_learner()

        assert rebuild() == "Looked at 5 learners; mended 0 rows.\n"
