from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import User
from progress.activity import Activity, Stretch
from progress.models import Event, Source
from tests.factories import a_learner, a_version
from tests.progress.api import Api


@pytest.fixture
def _skills(api: Api) -> None:
    a_version({f"skill-{n}": "" for n in range(6)}, roadmap="ai-engineer")


def act(api: Api, number: int, at: str, status: str = "done") -> None:
    answer = api.put(f"/me/marks/skill-{number}", status=status, occurred_at=at)
    assert answer.status_code == 200


@pytest.mark.usefixtures("_skills")
class TestActivity:
    def test_counts_events_and_done_ones_by_local_day(self, api: Api) -> None:
        act(api, 1, "2026-11-18T08:00:00+01:00")
        act(api, 2, "2026-11-18T09:00:00+02:00")
        act(api, 3, "2026-11-18T23:30:00Z", "in_progress")
        act(api, 4, "2026-10-31T12:00:00Z")

        answer = api.get("/me/activity", since="2026-11-01", until="2026-11-30")

        assert answer.json() == {
            "since": "2026-11-01",
            "until": "2026-11-30",
            "days": [
                {"on": "2026-11-18", "events": 2, "done": 2},
                {"on": "2026-11-19", "events": 1, "done": 0},
            ],
            "streak": {"current": 2, "longest": 2, "active_today": False, "freezes_left": 2},
        }

    def test_covers_the_last_year_unless_asked_otherwise(self, api: Api) -> None:
        act(api, 1, "2025-11-19T12:00:00Z")
        act(api, 2, "2025-11-20T12:00:00Z")

        activity = api.get("/me/activity").json()

        assert (activity["since"], activity["until"]) == ("2025-11-20", "2026-11-20")
        assert [day["on"] for day in activity["days"]] == ["2025-11-20"]

    def test_today_is_the_day_where_the_learner_lives(
        self, api: Api, clock: time_machine.Coordinates
    ) -> None:
        User.objects.filter(pk=api.learner.pk).update(time_zone="Pacific/Kiritimati")
        clock.move_to(datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
        api.put("/me/marks/skill-1", status="done")

        activity = api.get("/me/activity").json()

        assert activity["until"] == "2026-11-21"
        assert activity["days"] == [{"on": "2026-11-21", "events": 1, "done": 1}]
        assert activity["streak"]["active_today"] is True

    def test_taking_back_is_an_event_and_no_learning(self, api: Api) -> None:
        act(api, 1, "2026-11-18T12:00:00Z")
        api.delete("/me/marks/skill-1")

        activity = api.get("/me/activity").json()

        assert [(day["on"], day["events"]) for day in activity["days"]] == [
            ("2026-11-18", 1),
            ("2026-11-20", 1),
        ]
        assert (activity["streak"]["current"], activity["streak"]["active_today"]) == (1, False)

    @pytest.mark.parametrize("source", [Source.IMPORT, Source.SELF_ASSESSMENT])
    def test_what_was_not_learned_that_day_makes_no_streak(self, api: Api, source: Source) -> None:
        act(api, 1, "2026-11-20T07:00:00Z")
        Event.objects.update(source=source)

        activity = api.get("/me/activity").json()

        assert activity["days"] == [{"on": "2026-11-20", "events": 1, "done": 1}]
        assert activity["streak"]["current"] == 0

    def test_a_day_lost_over_the_date_line_is_not_missed(self, api: Api) -> None:
        # Honolulu to Kiritimati: 35 hours on the clock of the plane, three days on the calendar.
        act(api, 1, "2026-11-16T20:00:00-10:00")
        act(api, 2, "2026-11-19T07:00:00+14:00")
        act(api, 3, "2026-11-20T07:00:00+14:00")

        assert api.get("/me/activity").json()["streak"] == {
            "current": 3,
            "longest": 3,
            "active_today": True,
            "freezes_left": 2,
        }

    def test_a_stranger_has_days_of_her_own(self, api: Api) -> None:
        act(api, 1, "2026-11-20T07:00:00Z")

        assert Api(a_learner()).get("/me/activity").json()["days"] == []

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ({"since": "2025-11-19", "until": "2026-11-20"}, "out_of_range"),
            ({"since": "2026-11-21", "until": "2026-11-20"}, "out_of_range"),
            ({"since": "2026-11-31"}, "bad_format"),
        ],
    )
    def test_days_that_make_no_range_are_refused(
        self, api: Api, query: dict[str, str], code: str
    ) -> None:
        answer = api.get("/me/activity", **query)

        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert (error["in"], error["pointer"], error["code"]) == ("query", "/since", code)

    def test_366_days_are_a_range(self, api: Api) -> None:
        answer = api.get("/me/activity", since="2025-11-20", until="2026-11-20")

        assert answer.status_code == 200


def test_a_day_spent_at_two_offsets_is_one_day() -> None:
    day = date(2026, 11, 20)
    moments: dict[str, Any] = {
        "first_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "last_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
    }

    activity = Activity.of(
        [
            Stretch(day, 0, events=2, done=1, **moments),
            Stretch(day, 60, events=3, done=3, **moments),
        ]
    )

    assert activity.days == ((day, 5, 4),)
    assert activity.active == {day}
