"""What a learner did in a window: two folds of her events, at its start and at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from progress.digests.windows import Window
from progress.folds import MarkFact, Standing
from progress.merging import CLOSING, OF_MARKS, precedence
from progress.models import Event


class Told(NamedTuple):
    """An event, as far as a digest needs it."""

    learner_id: UUID
    skill_id: int
    skill: str
    title: str
    # Any status of an event; a mark in force only has the two of MarkFact.
    status: Any
    roadmap: str | None
    occurred_at: datetime
    id: UUID
    recorded_at: datetime


@dataclass(frozen=True)
class Week:
    """The events on every skill that was touched since the window began, older ones included.

    Windows are cut by when an event reached us: each event is told of exactly once.
    """

    start: datetime
    end: datetime
    events: Sequence[Told]

    @property
    def within(self) -> list[Told]:
        return [event for event in self.events if self.start <= event.recorded_at < self.end]

    def newly(self, status: str) -> list[str]:
        """Titles of the skills that came to this status in the window and kept it."""
        before, after = (_in_force(self._marks(at)) for at in (self.start, self.end))
        return [
            event.title
            for skill, event in after.items()
            if event.status == status and (skill not in before or before[skill].status != status)
        ]

    def standing_at(self, at: datetime, now: Standing) -> Standing:
        """A standing of today, as the events known at an earlier instant made it."""
        touched = {event.skill for event in self.events}
        marks = {skill: fact for skill, fact in now.marks.items() if skill not in touched}
        for skill, event in _in_force(self._marks(at)).items():
            marks[skill] = MarkFact(skill, event.status, event.occurred_at, event.roadmap)
        skips = {event.skill for event in _in_force(self._skips(at, now.graph.roadmap)).values()}
        return Standing.of(now.graph, marks, (now.skips - touched) | skips)

    def _marks(self, at: datetime) -> Iterable[Told]:
        return (e for e in self.events if e.status in OF_MARKS and e.recorded_at < at)

    def _skips(self, at: datetime, roadmap: str) -> Iterable[Told]:
        return (
            event
            for event in self.events
            if event.status not in OF_MARKS and event.roadmap == roadmap and event.recorded_at < at
        )


def weeks_of(windows: Sequence[Window]) -> list[Week]:
    """The week of each window. Two queries, however many there are."""
    since = min(window.content_start for window in windows)
    events = Event.objects.filter(learner__in={window.learner_id for window in windows})
    late = _told(events.filter(recorded_at__gte=since))
    touched = {event.skill_id for event in late}
    early = _told(events.filter(recorded_at__lt=since, skill__in=touched)) if touched else []
    told: dict[UUID, list[Told]] = defaultdict(list)
    for event in early + late:
        told[event.learner_id].append(event)
    return [Week(window.content_start, window.end, told[window.learner_id]) for window in windows]


def _told(events: QuerySet[Event]) -> list[Told]:
    rows = events.order_by("occurred_at", "id").values_list(
        "learner_id",
        "skill_id",
        "skill__slug",
        "skill__title",
        "status",
        "roadmap__slug",
        "occurred_at",
        "id",
        "recorded_at",
    )
    return [Told(*row) for row in rows]


def _in_force(events: Iterable[Told]) -> dict[str, Told]:
    """By skill the event with the greatest (occurred_at, id), unless it took the mark back."""
    winners: dict[str, Told] = {}
    for event in sorted(events, key=precedence):
        winners[event.skill] = event
    return {skill: event for skill, event in winners.items() if event.status not in CLOSING}
