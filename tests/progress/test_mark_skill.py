from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from progress.errors import (
    ClockAhead,
    EventConflict,
    NotMarkable,
    NotOnAnyRoadmap,
    TooManyEvents,
    UnknownRoadmap,
    UnknownSkill,
)
from progress.merging import Act
from progress.models import Event, Ledger, Mark
from progress.services import Marked, mark_skill
from tests.factories import a_learner, a_skill, a_version, enrolled
from wire.ids import uuid7
from wire.instants import parse_instant

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def mark(
    learner: User, skill: str, status: str = "done", *, at: datetime = NOON, **said: Any
) -> Marked:
    if "occurred_at" in said:
        said["occurred_at"] = parse_instant(said["occurred_at"])
    return mark_skill(learner=learner, act=Act(skill=skill, status=status, **said), at=at)


def told(marked: Marked) -> Any:
    """All that an answer is made of."""
    roadmaps = [
        (moved.standing.graph.roadmap, moved.standing.summary, moved.unlocked, moved.waiting_for)
        for moved in marked.roadmaps
    ]
    return marked.recorded, roadmaps, marked.cursor


@pytest.fixture
def _orm(ada: User) -> None:
    enrolled(ada, a_version({"python": "", "sql": "", "orm": "python sql"}))


@pytest.mark.usefixtures("_orm")
class TestMarkSkill:
    def test_opens_a_node_once_its_last_requirement_is_done(self, ada: User) -> None:
        assert mark(ada, "python").roadmaps[0].unlocked == ()
        assert mark(ada, "sql").roadmaps[0].unlocked == ("orm",)

    def test_marks_a_locked_skill_and_names_what_it_waits_for(self, ada: User) -> None:
        marked = mark(ada, "orm")

        assert marked.recorded.applied
        assert marked.roadmaps[0].waiting_for == ["python", "sql"]
        assert marked.roadmaps[0].standing.summary.done == 1

    def test_needs_no_enrollment(self, ada: User) -> None:
        a_version({"statistics": ""}, roadmap="ml-engineer")

        assert mark(ada, "statistics").roadmaps == []
        assert Mark.objects.get(learner=ada).skill.slug == "statistics"

    def test_moves_every_followed_roadmap_that_has_the_skill(self, ada: User) -> None:
        enrolled(ada, a_version({"python": "", "statistics": ""}, roadmap="ml-engineer"))
        enrolled(ada, a_version({"linux": ""}, roadmap="devops"))

        marked = mark(ada, "python", roadmap="ml-engineer")

        assert [moved.standing.graph.roadmap for moved in marked.roadmaps] == [
            "ai-engineer",
            "ml-engineer",
        ]

    def test_moves_a_roadmap_that_credits_the_skill(self, ada: User) -> None:
        a_version({"openai-api": ""}, roadmap="older")
        enrolled(
            ada,
            a_version(
                {"http": "", "llm-apis": "http", "rag": "llm-apis"},
                roadmap="newer",
                credits={"llm-apis": ("openai-api", "any")},
            ),
        )

        (moved,) = mark(ada, "openai-api").roadmaps

        assert moved.standing.graph.roadmap == "newer"
        assert moved.standing.status("llm-apis") == "done"
        assert (moved.unlocked, moved.waiting_for) == (("rag",), ["http"])

    def test_answers_the_same_when_repeated_with_its_id(self, ada: User) -> None:
        said = {"event_id": uuid7(), "occurred_at": "2026-11-20T08:00:00Z", "evidence_url": None}

        first = told(mark(ada, "python", **said))
        again = told(mark(ada, "python", at=NOON + timedelta(hours=1), **said))

        assert again == first
        assert Event.objects.filter(learner=ada).count() == 1

    def test_answers_the_same_when_repeated_without_an_id(self, ada: User) -> None:
        first = told(mark(ada, "python"))
        again = told(mark(ada, "python", at=NOON + timedelta(hours=1)))

        assert again == first
        assert Event.objects.filter(learner=ada).count() == 1

    def test_knows_an_id_again_when_no_instant_was_sent(self, ada: User) -> None:
        event_id = uuid7()

        first = told(mark(ada, "python", event_id=event_id))
        again = told(mark(ada, "python", event_id=event_id, at=NOON + timedelta(hours=1)))

        assert again == first

    def test_says_the_same_of_an_instant_only_once_even_when_it_is_old(self, ada: User) -> None:
        mark(ada, "python")
        old = {"status": "in_progress", "occurred_at": "2026-11-01T08:00:00Z"}

        first = told(mark(ada, "python", **old))
        again = told(mark(ada, "python", **old))

        assert again == first
        assert Event.objects.filter(learner=ada).count() == 2

    def test_an_event_with_a_new_id_is_stored_even_when_nothing_moves(self, ada: User) -> None:
        mark(ada, "python")
        second = mark(ada, "python", event_id=uuid7())

        assert Event.objects.filter(learner=ada).count() == 2
        assert second.recorded.applied
        assert second.cursor == "1.3"

    def test_keeps_an_older_event_and_answers_with_the_winner(self, ada: User) -> None:
        mark(ada, "python", occurred_at="2026-11-20T10:00:00Z")
        older = mark(ada, "python", "in_progress", occurred_at="2026-11-20T09:00:00Z")

        assert not older.recorded.applied
        assert older.recorded.fold.standing
        assert older.recorded.fold.standing.status == "done"
        assert Event.objects.filter(learner=ada).count() == 2
        assert Mark.objects.get(learner=ada).status == "done"

    def test_the_winner_stands_however_many_older_events_follow(self, ada: User) -> None:
        mark(ada, "python", occurred_at="2026-11-20T10:00:00Z")
        mark(ada, "python", occurred_at="2026-11-20T09:00:00Z", event_id=uuid7())

        for minute in range(8):
            said = {"occurred_at": f"2026-11-20T08:0{minute}:00Z", "event_id": uuid7()}
            last = mark(ada, "python", "in_progress", **said)

        fold = last.recorded.fold
        assert not last.recorded.applied
        assert fold.standing
        assert fold.previous
        assert (fold.standing.occurred_at.hour, fold.previous.occurred_at.hour) == (10, 9)

    def test_of_one_instant_the_greatest_id_stands_however_many_others_follow(
        self, ada: User
    ) -> None:
        for number in (8, 9, *range(7, 0, -1)):
            said = {"occurred_at": "2026-11-20T08:00:00Z", "event_id": UUID(int=number)}
            last = mark(ada, "python", "in_progress" if number % 2 else "done", **said)

        fold = last.recorded.fold
        assert not last.recorded.applied
        assert fold.standing
        assert fold.previous
        assert (fold.standing.id.int, fold.previous.id.int) == (9, 8)
        assert Mark.objects.get(learner=ada).event_id == UUID(int=9)

    def test_undoing_is_a_put_of_previous(self, ada: User) -> None:
        mark(ada, "python", "in_progress", evidence_url="https://example.org/notes")
        previous = mark(ada, "python").recorded.fold.previous
        assert previous

        undone = mark(ada, "python", previous.status, evidence_url=previous.evidence_url)

        assert undone.recorded.fold.standing
        assert undone.recorded.fold.standing.status == "in_progress"
        assert Mark.objects.get(learner=ada).evidence_url == "https://example.org/notes"

    def test_clearing_leaves_a_tombstone_and_clearing_nothing_leaves_none(self, ada: User) -> None:
        nothing = mark(ada, "sql", "cleared")
        mark(ada, "python")
        cleared = mark(ada, "python", "cleared")

        assert (nothing.recorded.fold.standing, nothing.cursor) == (None, "1.1")
        assert cleared.recorded.fold.standing is None
        assert cleared.recorded.fold.previous
        assert list(Mark.objects.filter(learner=ada).values_list("skill__slug", "status")) == [
            ("python", "cleared")
        ]

    def test_an_act_without_an_instant_beats_one_from_a_clock_that_is_ahead(
        self, ada: User
    ) -> None:
        mark(ada, "python", occurred_at="2026-11-20T12:04:00Z")

        marked = mark(ada, "python", "in_progress")

        assert marked.recorded.applied
        assert Mark.objects.get(learner=ada).at == datetime(2026, 11, 20, 12, 4, 0, 1, tzinfo=UTC)

    def test_new_evidence_for_the_same_status_is_an_event(self, ada: User) -> None:
        mark(ada, "python")
        mark(ada, "python", evidence_url="https://example.org/certificate")

        assert Mark.objects.get(learner=ada).evidence_url == "https://example.org/certificate"
        assert Event.objects.filter(learner=ada).count() == 2

    def test_stamps_the_day_once_with_the_offset_or_the_zone_of_then(self, ada: User) -> None:
        mark(ada, "python", occurred_at="2026-11-19T23:30:00Z")
        mark(ada, "sql", occurred_at="2026-11-19T23:30:00-05:00")
        ada.time_zone = "Pacific/Honolulu"
        mark(ada, "orm")

        stamps = Event.objects.filter(learner=ada).order_by("seq")
        assert list(stamps.values_list("local_day", "utc_offset")) == [
            (date(2026, 11, 20), 60),
            (date(2026, 11, 19), -300),
            (date(2026, 11, 20), -600),
        ]

    def test_numbers_events_without_a_gap_in_the_order_they_were_written(self, ada: User) -> None:
        mark(ada, "python", occurred_at="2026-11-20T10:00:00Z")
        mark(ada, "sql", occurred_at="2026-11-19T10:00:00Z")

        written = Event.objects.filter(learner=ada).order_by("seq")
        assert list(written.values_list("seq", "skill__slug")) == [(2, "python"), (3, "sql")]
        assert Ledger.objects.get(learner=ada).seq == 3


@pytest.mark.usefixtures("_orm")
class TestRefusals:
    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"skill": "no-such-skill"}, UnknownSkill),
            ({"skill": "kept-back"}, NotOnAnyRoadmap),
            ({"skill": "~basics"}, NotMarkable),
            ({"skill": "python", "roadmap": "no-such-roadmap"}, UnknownRoadmap),
            ({"skill": "python", "occurred_at": "2026-11-20T12:05:01Z"}, ClockAhead),
        ],
    )
    def test_what_cannot_be_marked_is_refused_and_nothing_is_stored(
        self, ada: User, said: dict[str, str], refusal: type[Exception]
    ) -> None:
        a_skill("kept-back")

        with pytest.raises(refusal):
            mark(ada, **said)

        assert not Event.objects.filter(learner=ada).exists()
        assert Ledger.objects.get(learner=ada).cursor == "1.1"

    @pytest.mark.parametrize(
        "other",
        [
            {"skill": "sql", "status": "done"},
            {"skill": "python", "status": "in_progress"},
            {"skill": "python", "status": "done", "roadmap": "ai-engineer"},
            {"skill": "python", "status": "done", "evidence_url": "https://example.org/"},
            {"skill": "python", "status": "done", "occurred_at": "2026-11-20T08:00:01Z"},
        ],
    )
    def test_one_id_with_another_body_is_a_conflict(self, ada: User, other: dict[str, str]) -> None:
        event_id = uuid7()
        mark(ada, "python", event_id=event_id, occurred_at="2026-11-20T08:00:00Z")

        with pytest.raises(EventConflict):
            mark(ada, event_id=event_id, **other)

        assert Event.objects.filter(learner=ada).count() == 1

    def test_a_refused_event_may_come_again_corrected_with_its_id(self, ada: User) -> None:
        event_id = uuid7()
        with pytest.raises(ClockAhead):
            mark(ada, "python", event_id=event_id, occurred_at="2027-11-20T08:00:00Z")

        corrected = mark(ada, "python", event_id=event_id, occurred_at="2026-11-20T08:00:00Z")

        assert corrected.recorded.applied

    def test_the_day_after_the_limit_of_events_is_waited_for(
        self, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("progress.models.ledger.EVENTS_A_DAY", 2)
        mark(ada, "python")
        mark(ada, "sql", at=NOON + timedelta(hours=1))

        with pytest.raises(TooManyEvents) as refused:
            mark(ada, "orm", at=NOON + timedelta(hours=2))
        repeated = mark(ada, "sql", at=NOON + timedelta(hours=2))
        next_day = mark(ada, "orm", at=NOON + timedelta(days=1))

        assert refused.value.headers == {"Retry-After": str(22 * 3600)}
        assert repeated.recorded.applied
        assert next_day.recorded.applied


def test_what_a_stranger_did_is_neither_seen_nor_in_the_way(ada: User) -> None:
    enrolled(ada, a_version({"python": ""}))
    eve = a_learner()
    event_id = uuid7()

    hers = mark(eve, "python", event_id=event_id)
    mine = mark(ada, "python", "in_progress", event_id=event_id)

    assert hers.recorded.applied
    assert mine.recorded.applied
    assert mine.recorded.fold.previous is None
    assert Mark.objects.get(learner=eve).status == "done"
