"""Recording: an act becomes an event in the learner's ledger, and the fold it changes is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet, UUIDField

from accounts.models import User
from accounts.zones import known_zone
from progress.errors import (
    EventConflict,
    NotMarkable,
    NotOnAnyRoadmap,
    TooManyEvents,
    UnknownRoadmap,
    UnknownSkill,
)
from progress.merging import OF_MARKS, OF_SKIPS, Act, Entry, Fold
from progress.models import Event, Ledger, Mark, Skip
from wire.statements import Given, Statement

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Recorded:
    """What is in force after an act; `applied` is false when a later event stays in force."""

    fold: Fold
    applied: bool


@dataclass(frozen=True)
class Aim:
    """An act that names what is there, and the locked ledger that it goes into."""

    act: Act
    ledger: Ledger
    skill_id: int


def aim_at_mark(learner: User, act: Act) -> Aim:
    """Lock the ledger, knowing that the skill of `act` can be marked. One statement.

    Raises NotMarkable, UnknownSkill, NotOnAnyRoadmap or UnknownRoadmap.
    """
    if act.skill.startswith("~"):
        raise NotMarkable(act.skill)
    ledger = Ledger.lock_aiming_at(learner, skill=act.skill, roadmap=act.roadmap)
    if ledger.skill_id is None:
        raise UnknownSkill(act.skill)
    if not ledger.skill_is_published:
        raise NotOnAnyRoadmap(act.skill)
    if act.roadmap is not None and ledger.roadmap_id is None:
        raise UnknownRoadmap(act.roadmap)
    return Aim(act, ledger, ledger.skill_id)


def record(aim: Aim, *, learner: User, at: datetime) -> Recorded:
    """Append the act to the ledger, unless it is a repeat, or has no id and moves nothing.

    Raises ClockAhead, EventConflict or TooManyEvents.
    """
    act, ledger = aim.act, aim.ledger
    act.check_clock(at)
    entry_id = act.id_within(ledger.learner_id)
    stored = _rivals(aim, entry_id)
    known = next((entry for entry in stored if entry.id == entry_id), None)
    if known and not act.is_told_by(known):
        raise EventConflict(entry_id)
    fold = Fold.of(stored)
    if known:
        return Recorded(fold, applied=fold.winner == known)
    if act.event_id is None and act.leaves_as_it_is(fold.winner):
        return Recorded(fold, applied=True)
    _check_quota(ledger, at)
    entry = act.entry(entry_id, after=fold.winner, at=at)
    fold = fold.with_entry(entry)
    applied = fold.winner == entry
    wall = act.on_the_wall(entry.occurred_at, known_zone(learner.time_zone))
    event = _append(aim, entry, wall=wall, at=at)
    if applied:
        _keep(event)
    return Recorded(fold, applied)


def _rivals(aim: Aim, entry_id: UUID) -> list[Entry]:
    """The greatest events that compete with the act, and whichever has its id. One query."""
    statement = _MARKS_BESIDE if aim.act.is_of_a_mark else _SKIPS_BESIDE
    rows = statement.rows(
        learner=aim.ledger.learner_id,
        event=entry_id,
        skill=aim.skill_id,
        roadmap=aim.ledger.roadmap_id,
    )
    return [Entry(*row) for row in rows]


def _beside(**competing: Any) -> QuerySet[Event, tuple[Any, ...]]:
    event = Given("event", UUIDField())
    of_hers = Event.objects.of(Given("learner", UUIDField()))
    rivals = of_hers.filter(Q(skill=Given("skill", BigIntegerField()), **competing) | Q(id=event))
    return rivals.first_two_and(event).entries()


_MARKS_BESIDE = Statement(lambda: _beside(status__in=OF_MARKS))
_SKIPS_BESIDE = Statement(
    lambda: _beside(status__in=OF_SKIPS, roadmap=Given("roadmap", BigIntegerField()))
)


def _check_quota(ledger: Ledger, at: datetime) -> None:
    if ledger.filled_since and ledger.filled_since > at - DAY:
        raise TooManyEvents(retry_after=(ledger.filled_since + DAY - at).total_seconds())


def _append(aim: Aim, entry: Entry, *, wall: datetime, at: datetime) -> Event:
    offset = wall.utcoffset() or timedelta()
    return Event.objects.create(
        learner_id=aim.ledger.learner_id,
        id=entry.id,
        seq=aim.ledger.next_seq(),
        skill_id=aim.skill_id,
        status=entry.status,
        roadmap_id=aim.ledger.roadmap_id,
        occurred_at=entry.occurred_at,
        recorded_at=at,
        local_day=wall.date(),
        utc_offset=offset // MINUTE,
        evidence_url=entry.evidence_url,
    )


def _keep(event: Event) -> None:
    """Let the fold say what `event` says. One statement, whether the row is there or not."""
    if event.status in OF_MARKS:
        Mark.objects.put([Mark.of(event)])
    else:
        Skip.objects.put([Skip.of(event)])
