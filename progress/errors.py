"""The rules of progress that can be broken, each with a stable code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from wire.instants import format_instant
from wire.problems import DomainError, RateLimited


class ProgressError(DomainError):
    """A learner asked for something the rules of progress refuse."""


class UnknownSkill(ProgressError):
    """No skill has this slug."""

    code = "unknown_skill"

    def __init__(self, skill: str) -> None:
        super().__init__(f"There is no skill {skill!r}.")


class UnknownRoadmap(ProgressError):
    """A body names a roadmap that was never published."""

    code = "unknown_roadmap"

    def __init__(self, roadmap: str) -> None:
        super().__init__(f"There is no roadmap {roadmap!r}.")


class NotOnAnyRoadmap(ProgressError):
    """The skill exists, but no published version holds it."""

    code = "not_on_any_roadmap"

    def __init__(self, skill: str) -> None:
        super().__init__(f"No published roadmap holds {skill!r} yet.")


class NotMarkable(ProgressError):
    """Groups and milestones follow from their skills; only skills are marked or skipped."""

    code = "not_markable"

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} is a group or a milestone. Mark the skills it stands on.")


class ClockAhead(ProgressError):
    """The event lies more than five minutes in the future; it may come again corrected."""

    code = "clock_ahead"

    def __init__(self, occurred_at: datetime, *, now: datetime) -> None:
        super().__init__(
            f"{format_instant(occurred_at)} is ahead of the server's {format_instant(now)}.",
            server_now=format_instant(now),
        )


class EventConflict(ProgressError):
    """The event id is known with another body."""

    code = "event_conflict"

    def __init__(self, event_id: UUID) -> None:
        super().__init__(f"The event {event_id} is known and says something else.")


class TooManyEvents(RateLimited):
    """The learner wrote as much within a day as one learner may."""
