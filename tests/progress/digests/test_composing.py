"""What a digest has to tell, from real rows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from progress.digests.composing import Composed, compose
from progress.digests.facts import MOST_BYTES, Kind, Moved, NewEdition, Pace
from progress.digests.windows import Window
from progress.models import Enrollment, Reason
from roadmap.models import Version
from tests.factories import a_learner, a_version, enrolled
from tests.progress.digests.weeks import FRIDAY, HOUR, MONDAY, SLOT, WEEK, did

pytestmark = pytest.mark.django_db

SATURDAY = datetime(2026, 11, 21, 10, tzinfo=UTC)
ODD_TITLE = "<b>Große & kleine Modelle</b>"


def window_of(
    learner: User, start: datetime = FRIDAY, end: datetime = SLOT, **known: object
) -> Window:
    defaults = {
        "learner_id": learner.pk,
        "start": start,
        "end": end,
        "email": learner.email,
        "name": learner.name,
        "time_zone": learner.time_zone,
        "is_active": True,
        "is_verified": True,
        "enabled_at": FRIDAY,
        "paused_until": None,
        "inactive_since": None,
        "last": None,
        "second_last": None,
        "third_last": None,
        "closed_at": None,
    }
    return Window(**{**defaults, **known})  # type: ignore[arg-type]


def told(learner: User, *, at: datetime = MONDAY, **window: object) -> Composed:
    return compose([window_of(learner, **window)], at=at)[0]  # type: ignore[arg-type]


class TestDone:
    def test_names_what_came_to_be_done_in_the_window(self, ada: User) -> None:
        did(ada, "python", at=FRIDAY - HOUR)
        did(ada, "git", "sql", at=SATURDAY)
        did(ada, "orm", at=MONDAY)

        assert told(ada).facts.done == ("Git", "Sql")

    def test_cuts_windows_by_when_an_event_reached_us(self, ada: User) -> None:
        did(ada, "python", at=SLOT - timedelta(microseconds=1))
        did(ada, "git", at=SLOT)

        assert told(ada).facts.done == ("Python",)
        assert told(ada, start=SLOT, end=SLOT + WEEK).facts.done == ("Git",)

    def test_leaves_out_what_was_taken_back(self, ada: User) -> None:
        did(ada, "python", at=SATURDAY)
        did(ada, "python", status="cleared", at=SATURDAY + HOUR)

        composed = told(ada)

        assert composed.facts.done == ()
        assert composed.reason is None, "an event all the same"

    def test_tells_a_begun_skill_apart(self, ada: User) -> None:
        did(ada, "python", "git", status="in_progress", at=SATURDAY)
        did(ada, "git", at=SATURDAY + HOUR)

        facts = told(ada).facts

        assert (facts.started, facts.done) == (("Python",), ("Git",))

    def test_what_was_done_before_is_no_news_when_said_again(self, ada: User) -> None:
        did(ada, "python", at=FRIDAY - HOUR)
        did(ada, "python", status="in_progress", at=FRIDAY - HOUR / 2)
        did(ada, "python", at=FRIDAY - HOUR / 4)

        assert told(ada).facts.done == ()

    def test_goes_back_no_more_than_35_days(self, ada: User) -> None:
        long = {"start": SLOT - 10 * WEEK, "end": SLOT}
        did(ada, "python", at=SLOT - timedelta(days=36))
        did(ada, "git", at=SLOT - timedelta(days=34))

        assert told(ada, **long).facts.done == ("Git",)

    def test_of_another_learner_is_not_hers(self, ada: User, version: Version) -> None:
        did(enrolled(a_learner(), version), "python", at=SATURDAY)

        assert told(ada).facts.done == ()
        assert told(ada).reason is Reason.NOTHING_TO_TELL


class TestMoved:
    def test_compares_the_start_of_the_window_with_its_end(self, ada: User) -> None:
        did(ada, "python", at=FRIDAY - HOUR)
        did(ada, "git", "sql", at=SATURDAY)
        did(ada, "orm", at=MONDAY)

        # Five units: one before, two within, and one more after the window.
        assert told(ada).facts.moved == (Moved("Ai-engineer", 20, 60),)

    def test_reads_a_skill_back_that_was_undone_in_the_window(self, ada: User) -> None:
        did(ada, "python", at=FRIDAY - HOUR)
        did(ada, "python", status="cleared", at=SATURDAY)

        assert told(ada).facts.moved == (Moved("Ai-engineer", 20, 0),)

    def test_lists_roadmaps_that_moved_first(self, ada: User) -> None:
        enrolled(ada, a_version({"cooking": ""}, roadmap="chef"))
        did(ada, "cooking", at=SATURDAY)

        titles = [moved.title for moved in told(ada).facts.moved]
        assert titles == ["Chef", "Ai-engineer"]

    def test_leaves_out_paused_roadmaps(self, ada: User) -> None:
        Enrollment.objects.update(is_paused=True)

        facts = told(ada).facts
        assert (facts.moved, facts.next) == ((), ())

    def test_reaching_a_milestone_is_told_once(self, ada: User) -> None:
        did(ada, "python", at=FRIDAY - HOUR)
        did(ada, "git", at=SATURDAY)

        assert told(ada).facts.reached == ("Shipped",)
        assert told(ada, start=SLOT, end=SLOT + WEEK).facts.reached == ()

    def test_completing_a_roadmap_is_told(self, ada: User) -> None:
        did(ada, "python", "git", "sql", "orm", "rag", at=SATURDAY)

        assert told(ada).facts.reached == ("Shipped", "Ai-engineer, all of it")


class TestNext:
    def test_proposes_three_with_a_reason_each(self, ada: User) -> None:
        did(ada, "git", status="in_progress", at=SATURDAY)

        steps = told(ada).facts.next

        assert [(step.skill, step.minutes) for step in steps] == [("git", 60), ("python", 60)]
        assert steps[0].why == "you have begun it"
        assert steps[1].why == "opens Sql"

    def test_counts_her_streak_in_her_own_days(self, ada: User) -> None:
        did(ada, "python", at=SLOT - timedelta(days=1))
        did(ada, "git", at=SLOT)

        assert told(ada, at=MONDAY).facts.streak == 2


class TestReasonsToWrite:
    def test_nothing_at_all_is_no_mail(self, ada: User) -> None:
        assert told(ada).reason is Reason.NOTHING_TO_TELL

    def test_what_came_after_the_window_is_for_the_next(self, ada: User) -> None:
        did(ada, "python", at=MONDAY)

        assert told(ada).reason is Reason.NOTHING_TO_TELL

    def test_a_new_edition_is_news_in_the_window_it_appeared_in(self, ada: User) -> None:
        a_version({"python": "", "git": "", "vectors": ""}, at=SATURDAY)
        a_version({"python": "", "git": "", "vectors": "python"}, at=MONDAY)

        composed = told(ada)

        assert composed.reason is None
        assert composed.facts.editions == (NewEdition("Ai-engineer", 2),)
        later = told(ada, start=SLOT, end=SLOT + WEEK)
        assert (later.reason, later.facts.editions) == (Reason.NOTHING_TO_TELL, ())

    @pytest.mark.parametrize(
        ("target_on", "is_news"),
        [
            (date(2026, 11, 19), False),
            (date(2026, 11, 20), True),
            (date(2026, 11, 30), True),
            (date(2026, 12, 1), False),
        ],
    )
    def test_a_date_is_news_in_its_window_and_the_week_before(
        self, ada: User, target_on: date, is_news: bool
    ) -> None:
        Enrollment.objects.update(target_on=target_on)

        assert (told(ada).reason is None) == is_news

    def test_the_fourth_quiet_window_asks(self, ada: User) -> None:
        quiet = dict.fromkeys(("last", "second_last", "third_last"), "nothing_to_tell")

        composed = told(ada, **quiet)

        assert (composed.reason, composed.facts.kind) == (None, Kind.STILL_HERE)

    def test_who_was_asked_hears_nothing_until_she_acts(self, ada: User) -> None:
        assert told(ada, inactive_since=FRIDAY).reason is Reason.INACTIVE

        did(ada, "python", at=SATURDAY)

        assert told(ada, inactive_since=FRIDAY).reason is None


class TestPace:
    def test_compares_her_plan_with_her_date(self, ada: User) -> None:
        # 330 minutes are left; 110 a week makes three weeks from Monday.
        Enrollment.objects.update(target_on=date(2026, 12, 24), weekly_minutes=110)

        assert told(ada).facts.pace == (Pace("Ai-engineer", "2026-12-24", 10, is_due=False),)

    def test_says_when_she_is_behind(self, ada: User) -> None:
        Enrollment.objects.update(target_on=date(2026, 12, 4), weekly_minutes=110)

        assert told(ada).facts.pace[0].days_ahead == -10

    def test_without_weekly_minutes_knows_only_the_date(self, ada: User) -> None:
        Enrollment.objects.update(target_on=date(2026, 12, 24))

        assert told(ada).facts.pace[0].days_ahead is None


class TestSlices:
    @pytest.mark.parametrize("learners", [2, 40])
    def test_cost_the_same_whatever_their_number(self, version: Version, learners: int) -> None:
        cast = [enrolled(a_learner(), version) for _ in range(learners)]
        for learner in cast:
            did(learner, "python", at=SATURDAY)
        a_version({"python": "", "git": "", "vectors": ""}, at=SATURDAY)

        with CaptureQueriesContext(connection) as queries:
            composed = compose([window_of(learner) for learner in cast], at=MONDAY)

        assert [each.facts.done for each in composed] == [("Python",)] * learners
        assert len(queries) <= 7

    def test_two_windows_of_one_learner_keep_apart(self, ada: User) -> None:
        did(ada, "python", at=SATURDAY)
        did(ada, "git", at=MONDAY)

        first, second = compose(
            [window_of(ada), window_of(ada, start=SLOT, end=SLOT + WEEK)], at=SLOT + WEEK
        )

        assert (first.facts.done, second.facts.done) == (("Python",), ("Git",))

    def test_of_nobody_cost_nothing(self) -> None:
        assert compose([], at=MONDAY) == []


class TestSnapshot:
    def test_of_a_busy_week_fits_its_row(self, db: None) -> None:
        skills = {f"skill-{n:03}-{'x' * 70}": "" for n in range(120)}
        learner = a_learner(name="Ä" * 100)
        for roadmap in range(3):
            enrolled(learner, a_version(skills, roadmap=f"roadmap-{roadmap}"))
        did(learner, *skills, at=SATURDAY)

        facts = told(learner).facts

        assert len(json.dumps(facts.as_json())) <= MOST_BYTES
        assert facts.count("done") == 120
