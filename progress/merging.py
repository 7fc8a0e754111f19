"""Merging: what a learner says she did, and which of her events is in force.

Pure values. Per skill (for skips: per roadmap and skill) the event with the greatest
(occurred_at, id) wins, whatever the order in which events came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple, Protocol
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from progress.errors import ClockAhead
from wire.ids import uuid7
from wire.instants import Instant

OF_MARKS = frozenset({"in_progress", "done", "cleared"})
OF_SKIPS = frozenset({"skipped", "unskipped"})
CLOSING = frozenset({"cleared", "unskipped"})

# A client's clock may run this far ahead of ours.
TOLERANCE = timedelta(minutes=5)


class Rival(Protocol):
    """An event, as far as it competes with others."""

    @property
    def occurred_at(self) -> datetime: ...

    @property
    def id(self) -> UUID: ...


def precedence(event: Rival) -> tuple[datetime, UUID]:
    """What events are compared by; the greatest is in force, in whatever order they came in."""
    return event.occurred_at, event.id


class Entry(NamedTuple):
    """A stored event, as far as merging and answers need it."""

    id: UUID
    skill: str
    status: str
    roadmap: str | None
    occurred_at: datetime
    evidence_url: str | None

    @property
    def is_closing(self) -> bool:
        """It takes a mark or a skip away."""
        return self.status in CLOSING


@dataclass(frozen=True)
class Fold:
    """The event in force, and the one that would be in force without it."""

    winner: Entry | None = None
    runner_up: Entry | None = None

    @classmethod
    def of(cls, rivals: Iterable[Entry]) -> Fold:
        """Fold all events on one skill, or just those that can come first or second."""
        first, second, *_ = [*sorted(rivals, key=precedence, reverse=True), None, None]
        return cls(first, second)

    @property
    def standing(self) -> Entry | None:
        return _unless_closing(self.winner)

    @property
    def previous(self) -> Entry | None:
        return _unless_closing(self.runner_up)

    def with_entry(self, entry: Entry) -> Fold:
        return Fold.of([e for e in (self.winner, self.runner_up, entry) if e])


def _unless_closing(entry: Entry | None) -> Entry | None:
    return None if entry is None or entry.is_closing else entry


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a learner says she did. For a mark, `roadmap` is where she did it."""

    skill: str
    status: str
    roadmap: str | None = None
    event_id: UUID | None = None
    occurred_at: Instant | None = None
    evidence_url: str | None = None

    @property
    def is_of_a_mark(self) -> bool:
        return self.status in OF_MARKS

    def check_clock(self, at: datetime) -> None:
        """Raise ClockAhead when this lies more than five minutes in the future."""
        if self.occurred_at and self.occurred_at.at > at + TOLERANCE:
            raise ClockAhead(self.occurred_at.at, now=at)

    def id_within(self, ledger: UUID) -> UUID:
        """The id of the event this becomes in a learner's ledger.

        Without an id of her own, saying the same of the same instant again is the same event.
        """
        if self.event_id:
            return self.event_id
        if self.occurred_at is None:
            return uuid7()
        said = (self.skill, self.status, self.roadmap, self.occurred_at.at, self.evidence_url)
        return uuid5(ledger, " ".join(map(str, said)))

    def is_told_by(self, entry: Entry) -> bool:
        """`entry` says what this says: with its id, this is a repeat and not a conflict."""
        return (
            (entry.skill, entry.status) == (self.skill, self.status)
            and (entry.roadmap, entry.evidence_url) == (self.roadmap, self.evidence_url)
            and (self.occurred_at is None or self.occurred_at.at == entry.occurred_at)
        )

    def leaves_as_it_is(self, winner: Entry | None) -> bool:
        """Status and evidence already are what this asks for."""
        if winner is None:
            return self.status in CLOSING
        return (winner.status, winner.evidence_url) == (self.status, self.evidence_url)

    def entry(self, entry_id: UUID, *, after: Entry | None, at: datetime) -> Entry:
        """The event to store; without an instant of its own it comes after what is in force."""
        occurred_at = self.occurred_at.at if self.occurred_at else at
        if after and not self.occurred_at:
            occurred_at = max(at, after.occurred_at + timedelta(microseconds=1))
        return Entry(
            entry_id, self.skill, self.status, self.roadmap, occurred_at, self.evidence_url
        )

    def on_the_wall(self, occurred_at: datetime, zone: ZoneInfo) -> datetime:
        """`occurred_at` as her clock showed it: with the offset it was sent with, else her zone."""
        sent = self.occurred_at
        if sent is None or sent.is_z:
            return occurred_at.astimezone(zone)
        return occurred_at.astimezone(timezone(timedelta(minutes=sent.offset_minutes)))
