from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from progress.digests import planning, preferences
from progress.digests.slots import jitter
from progress.models import Digest, DigestPreference, State
from tests.factories import LONG_AGO, a_learner
from tests.interrupted import at_every_statement
from tests.races import at_once

pytestmark = pytest.mark.django_db

JOINED = LONG_AGO
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def ada() -> User:
    return a_learner("ada@waymark.example")


def plan(at: datetime) -> list[UUID]:
    return [id_ for ids in planning.plan_due(at=at, clock=lambda: at) for id_ in ids]


def windows(learner: User) -> list[tuple[datetime, datetime]]:
    rows = Digest.objects.of(learner.pk).order_by("window_start")
    return list(rows.values_list("window_start", "window_end"))


class TestPlanning:
    def test_opens_the_window_that_ended_at_the_slot(self, ada: User) -> None:
        ids = plan(MONDAY + HOUR)

        digest = Digest.objects.get(learner=ada)
        assert ids == [digest.pk]
        assert (digest.window_start, digest.window_end) == (JOINED, MONDAY)
        assert digest.state == State.PENDING

    def test_waits_for_her_jitter(self, ada: User) -> None:
        due = MONDAY + jitter(ada.pk, 60)

        assert plan(due - timedelta(seconds=1)) == []
        assert len(plan(due)) == 1

    def test_moves_the_preference_on(self, ada: User) -> None:
        plan(MONDAY + HOUR)

        preference = DigestPreference.objects.get(learner=ada)
        assert preference.covered_until == MONDAY
        assert preference.next_at == MONDAY + WEEK + jitter(ada.pk, 60)

    def test_again_opens_nothing(self, ada: User) -> None:
        plan(MONDAY + HOUR)

        assert plan(MONDAY + HOUR) == []
        assert len(windows(ada)) == 1

    def test_windows_of_ten_weeks_neither_overlap_nor_leave_a_gap(self, ada: User) -> None:
        for day in range(70):
            at = MONDAY + timedelta(days=day) + HOUR
            if day == 30:
                preferences.change(learner=ada, changes={"weekday": 4}, at=at)
            plan(at)

        found = windows(ada)
        assert found[0][0] == JOINED
        assert [end for _, end in found[:-1]] == [start for start, _ in found[1:]]
        assert [end.weekday() for _, end in found] == [0] * 5 + [4] * 6

    def test_leaves_alone_who_has_it_off(self) -> None:
        a_learner(weekly_digest=False)

        assert plan(MONDAY + WEEK) == []

    @pytest.mark.parametrize("pulled_to", [JOINED - HOUR, JOINED + HOUR])
    def test_a_digest_pulled_forward_by_hand_covers_what_was_until_now(
        self, ada: User, pulled_to: datetime
    ) -> None:
        now = JOINED + timedelta(hours=5)
        DigestPreference.objects.filter(learner=ada).update(next_at=pulled_to)

        plan(now)

        assert windows(ada) == [(JOINED, now)]

    def test_a_row_that_is_there_already_stays_as_it_is(self, ada: User) -> None:
        sent = Digest.objects.create(
            learner=ada,
            window_start=JOINED,
            window_end=MONDAY,
            state=State.SENT,
            created_at=MONDAY,
            state_at=MONDAY,
        )

        plan(MONDAY + HOUR)

        assert Digest.objects.get(learner=ada).pk == sent.pk
        assert Digest.objects.get(learner=ada).state == State.SENT


class TestLateness:
    def test_within_a_day_the_digest_still_goes(self, ada: User) -> None:
        assert len(plan(MONDAY + timedelta(hours=23))) == 1

    def test_beyond_a_day_the_next_digest_covers_both_windows(
        self, ada: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert plan(MONDAY + timedelta(hours=26)) == []
        assert [record.levelno for record in caplog.records] == [logging.ERROR]

        plan(MONDAY + WEEK + HOUR)

        assert windows(ada) == [(JOINED, MONDAY + WEEK)]

    def test_on_time_no_alarm_is_raised(self, ada: User, caplog: pytest.LogCaptureFixture) -> None:
        plan(MONDAY + HOUR)

        assert caplog.records == []


class TestManyLearners:
    @pytest.mark.parametrize("learners", [2, 200])
    def test_cost_four_statements(self, learners: int) -> None:
        for _ in range(learners):
            a_learner()

        with CaptureQueriesContext(connection) as queries:
            assert len(plan(MONDAY + HOUR)) == learners

        # The fifth looks for more and finds nobody; SQLite takes fewer values in a statement.
        spoken = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(spoken) == 5 or (connection.vendor == "sqlite" and len(spoken) < 12)

    def test_takes_slice_after_slice_until_nobody_is_due(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(planning, "SLICE", 2)
        for _ in range(5):
            a_learner()

        slices = list(planning.plan_due(at=MONDAY + HOUR, clock=lambda: MONDAY))

        assert [len(ids) for ids in slices] == [2, 2, 1]

    def test_stops_when_the_time_is_up_and_goes_on_in_the_next_run(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(planning, "SLICE", 2)
        for _ in range(5):
            a_learner()
        minutes: Iterator[datetime] = (MONDAY + n * timedelta(minutes=1) for n in range(99))

        first = list(planning.plan_due(at=MONDAY + HOUR, clock=lambda: next(minutes)))

        assert sum(map(len, first)) < 5
        plan(MONDAY + HOUR)
        assert Digest.objects.count() == 5


class TestInterruption:
    def test_at_any_statement_opens_no_window_and_moves_nobody_on(self, ada: User) -> None:
        def state() -> list[dict[str, object]]:
            return [*Digest.objects.values(), *DigestPreference.objects.values()]

        def plan_a_slice() -> None:
            next(planning.plan_due(at=MONDAY + HOUR, clock=lambda: MONDAY))

        assert at_every_statement(plan_a_slice, state) == 4

        assert windows(ada) == [(JOINED, MONDAY)]


class TestTwoPlanners:
    @pytest.mark.postgres
    @pytest.mark.django_db(transaction=True)
    def test_open_one_row_for_each_window(self, settings: LazySettings) -> None:
        settings.DIGEST_JITTER_MINUTES = 0
        learners = [a_learner() for _ in range(5)]
        for week in range(20):
            due = MONDAY + week * WEEK

            at_once(lambda due=due: plan(due), lambda due=due: plan(due))

            # Whom one planner skipped because the other held the lock, that other planned.
            assert Digest.objects.count() == len(learners) * (week + 1)
            assert not DigestPreference.objects.due(due).exists()
