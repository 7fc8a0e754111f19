"""A mark as it is sent, and the event that it becomes: what all rivals agree on before SQL."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import getrandbits
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, HttpUrl

Row = Mapping[str, Any]
TOLERANCE = timedelta(minutes=5)
EVENTS_A_DAY = 20_000


class MarkWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: Literal["in_progress", "done"]
    roadmap: str | None = None
    event_id: UUID | None = None
    occurred_at: AwareDatetime | None = None
    evidence_url: HttpUrl | None = None

    def event(self, skill: str, winner: Row | None, now: datetime) -> dict[str, Any]:
        """The event to store; without an instant of its own it comes after what is in force."""
        occurred_at = self.occurred_at or now
        if winner and not self.occurred_at:
            occurred_at = max(now, winner["occurred_at"] + timedelta(microseconds=1))
        return {
            "id": self.event_id or fresh_id(),
            "skill": skill,
            "status": self.status,
            "roadmap": self.roadmap,
            "occurred_at": occurred_at.astimezone(UTC),
            "evidence_url": str(self.evidence_url) if self.evidence_url else None,
        }

    def day(self, at: datetime, zone: str) -> tuple[date, int]:
        """Her local day, and her minutes east of UTC then."""
        sent = self.occurred_at
        is_told = sent is not None and sent.utcoffset() != timedelta()
        wall = sent if sent is not None and is_told else at.astimezone(ZoneInfo(zone))
        return wall.date(), (wall.utcoffset() or timedelta()) // timedelta(minutes=1)

    def is_told_by(self, event: Row, skill: str) -> bool:
        told = self.event(skill, None, event["occurred_at"])
        return all(told[name] == event[name] for name in ("skill", "status", "roadmap"))

    def leaves_as_it_is(self, winner: Row | None) -> bool:
        evidence = str(self.evidence_url) if self.evidence_url else None
        return winner is not None and (winner["status"], winner["evidence_url"]) == (
            self.status,
            evidence,
        )


class Refused(Exception):
    """The act cannot be recorded; `status` is that of the answer."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status


@dataclass(frozen=True)
class Decision:
    """What becomes of an act: an event to append or none, and the events then in force."""

    event: Row | None
    ranked: list[Row]
    is_applied: bool


def decide(wanted: MarkWanted, skill: str, rivals: list[Row], now: datetime) -> Decision:
    """Hold an act against the events on the same skill, the greatest of them first."""
    if wanted.occurred_at and wanted.occurred_at > now + TOLERANCE:
        raise Refused(422, "clock_ahead")
    if known := next((event for event in rivals if event["id"] == wanted.event_id), None):
        if not wanted.is_told_by(known, skill):
            raise Refused(409, "event_conflict")
        return Decision(None, rivals, rivals[0] is known)
    winner = rivals[0] if rivals else None
    if wanted.event_id is None and wanted.leaves_as_it_is(winner):
        return Decision(None, rivals, is_applied=True)
    event = wanted.event(skill, winner, now)
    ranked = sorted([*rivals, event], key=_precedence, reverse=True)
    return Decision(event, ranked, ranked[0] is event)


def _precedence(event: Row) -> tuple[datetime, UUID]:
    return event["occurred_at"], event["id"]


def check_quota(filled_since: datetime | None, now: datetime) -> None:
    if filled_since and filled_since > now - timedelta(days=1):
        raise Refused(429, "rate_limited")


def fresh_id() -> UUID:
    value = (time.time_ns() // 1_000_000) << 80 | getrandbits(80)
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)
