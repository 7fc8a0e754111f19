from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from accounts.services import change_profile
from progress.digests import preferences
from progress.digests.slots import jitter
from progress.models import DigestPreference
from tests.factories import LONG_AGO, a_learner

pytestmark = pytest.mark.django_db

FRIDAY = LONG_AGO
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def ada() -> User:
    return a_learner("ada@waymark.example")


def preference_of(learner: User) -> DigestPreference:
    return DigestPreference.objects.get(learner=learner)


class TestJoining:
    def test_brings_a_digest_on_monday_at_eight_with_her_own_jitter(self, ada: User) -> None:
        preference = preference_of(ada)

        assert preference.enabled_at == FRIDAY
        assert preference.covered_until == FRIDAY
        assert preference.slot_at == MONDAY
        assert preference.next_at == MONDAY + jitter(ada.pk, 60)

    def test_without_a_digest_leaves_the_row_off(self) -> None:
        preference = preference_of(a_learner(weekly_digest=False))

        assert (preference.enabled_at, preference.slot_at, preference.next_at) == (None, None, None)

    def test_twice_changes_nothing(self, ada: User) -> None:
        before = preference_of(ada)

        preferences.begin(learner=ada, enabled=False, at=MONDAY)

        assert vars_of(preference_of(ada)) == vars_of(before)


class TestChange:
    def test_moves_the_next_slot(self, ada: User) -> None:
        preferences.change(learner=ada, changes={"weekday": 2, "hour": 19}, at=FRIDAY)

        assert preference_of(ada).slot_at == datetime(2026, 11, 25, 19, tzinfo=UTC)

    def test_without_a_change_keeps_a_digest_that_is_about_to_go(self, ada: User) -> None:
        during_jitter = MONDAY + timedelta(seconds=1)
        before = preference_of(ada)

        preferences.change(
            learner=ada, changes={"weekday": 0, "hour": 8, "enabled": True}, at=during_jitter
        )

        assert vars_of(preference_of(ada)) == vars_of(before)

    def test_switching_off_keeps_the_settings(self, ada: User) -> None:
        preferences.change(learner=ada, changes={"weekday": 3, "enabled": False}, at=FRIDAY)

        preference = preference_of(ada)
        assert preference.weekday == 3
        assert (preference.enabled_at, preference.next_at) == (None, None)

    def test_switching_on_again_begins_at_that_moment(self, ada: User) -> None:
        preferences.change(learner=ada, changes={"enabled": False}, at=FRIDAY)
        later = MONDAY + 3 * WEEK

        preferences.change(learner=ada, changes={"enabled": True}, at=later)

        preference = preference_of(ada)
        assert preference.covered_until == preference.enabled_at == later
        assert preference.slot_at == MONDAY + 4 * WEEK

    def test_switching_on_never_reopens_a_window_that_was_covered(self, ada: User) -> None:
        # Only the planner's `--at` can cover a window ahead of the clock.
        DigestPreference.objects.filter(learner=ada).update(covered_until=MONDAY)

        preferences.change(learner=ada, changes={"enabled": False}, at=FRIDAY)
        preferences.change(learner=ada, changes={"enabled": True}, at=FRIDAY)

        assert preference_of(ada).covered_until == MONDAY
        assert preference_of(ada).slot_at == MONDAY + WEEK

    def test_pausing_touches_no_slot(self, ada: User) -> None:
        preferences.change(learner=ada, changes={"paused_until": MONDAY + WEEK}, at=FRIDAY)

        assert preference_of(ada).paused_until == MONDAY + WEEK
        assert preference_of(ada).slot_at == MONDAY

    def test_shows_that_she_is_still_here(self, ada: User) -> None:
        DigestPreference.objects.filter(learner=ada).update(inactive_since=FRIDAY)

        preferences.change(learner=ada, changes={"hour": 8}, at=FRIDAY)

        assert preference_of(ada).inactive_since is None

    def test_gives_a_learner_without_a_row_one(self, ada: User) -> None:
        DigestPreference.objects.all().delete()

        preferences.change(learner=ada, changes={"enabled": True}, at=FRIDAY)

        assert preference_of(ada).slot_at == MONDAY


class TestMovingToAnotherZone:
    def test_keeps_the_hour_on_her_wall(self, ada: User) -> None:
        change_profile(
            user=ada,
            changes={"time_zone": "Pacific/Honolulu"},
            guard=lambda _: None,
            at=FRIDAY,
        )

        assert preference_of(ada).slot_at == datetime(2026, 11, 23, 18, tzinfo=UTC)

    def test_leaves_a_digest_off_that_is_off(self) -> None:
        grace = a_learner(weekly_digest=False)

        preferences.move_to_zone(learner=grace, at=FRIDAY)

        assert preference_of(grace).next_at is None

    def test_a_zone_this_machine_has_lost_counts_as_utc(
        self, ada: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        ada.time_zone = "Mars/Olympus_Mons"

        preferences.move_to_zone(learner=ada, at=FRIDAY)

        assert preference_of(ada).slot_at == MONDAY
        assert "unknown" in caplog.text


class TestUnsubscribe:
    def test_switches_off_and_may_be_repeated(self, ada: User) -> None:
        for _ in range(2):
            preferences.unsubscribe(learner_id=ada.pk, at=FRIDAY)

            preference = preference_of(ada)
            assert (preference.enabled_at, preference.slot_at, preference.next_at) == (
                None,
                None,
                None,
            )

    def test_touches_nobody_else(self, ada: User) -> None:
        grace = a_learner()

        preferences.unsubscribe(learner_id=grace.pk, at=FRIDAY)

        assert preference_of(ada).enabled_at == FRIDAY


def vars_of(preference: DigestPreference) -> dict[str, object]:
    return {name: value for name, value in vars(preference).items() if name != "_state"}
