"""Marking and skipping: what a learner did with a skill, and where it moved her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from progress.errors import NotMarkable
from progress.folds import Standing
from progress.merging import Act
from progress.models import Ledger
from progress.models.enrollment import Enrolled
from progress.queries import nodes_counting, stand
from progress.services.recording import Aim, Recorded, aim_at_mark, record
from roadmap.compiled import graph_of
from wire.problems import NotFound


@dataclass(frozen=True)
class Moved:
    """What an act on `skill` did on one followed roadmap; the same when it is repeated."""

    skill: str
    standing: Standing

    @property
    def unlocked(self) -> tuple[str, ...]:
        return self.standing.opened_by(self.skill)

    @property
    def waiting_for(self) -> list[str]:
        """What must be settled before the skill, or what credits it, is open."""
        nodes = nodes_counting(self.standing.graph, self.skill)
        return list(dict.fromkeys(key for node in nodes for key in self.standing.waiting_for(node)))


@dataclass(frozen=True)
class Marked:
    """What is in force after an act, and every followed roadmap on which its skill counts."""

    recorded: Recorded
    roadmaps: list[Moved]
    cursor: str


@transaction.atomic
def mark_skill(*, learner: User, act: Act, at: datetime) -> Marked:
    """Record what `learner` did with a skill and tell where it moved her and what it opened.

    A locked skill can be marked, and no enrollment is needed. Repeating an act changes nothing
    and answers the same. Raises UnknownSkill, NotOnAnyRoadmap, NotMarkable, UnknownRoadmap,
    ClockAhead, EventConflict or TooManyEvents.
    """
    aim = aim_at_mark(learner, act)
    recorded = record(aim, learner=learner, at=at)
    return _marked(aim, recorded, Enrolled.all_of(learner.pk))


@transaction.atomic
def skip_skill(*, learner: User, act: Act, at: datetime) -> Marked:
    """Take a skill off the learner's way on the roadmap of `act`, or put it back.

    Repeatable like a mark. Raises NotFound when she does not follow the roadmap or the version
    she reads lacks the skill; NotMarkable, ClockAhead, EventConflict or TooManyEvents.
    """
    ledger = Ledger.lock_aiming_at(learner, skill=act.skill, roadmap=act.roadmap)
    enrolled = Enrolled.all_of(learner.pk)
    _check_skippable(act, enrolled)
    if ledger.skill_id is None:
        raise NotFound
    aim = Aim(act, ledger, ledger.skill_id)
    recorded = record(aim, learner=learner, at=at)
    return _marked(aim, recorded, enrolled)


def _check_skippable(act: Act, enrolled: Sequence[Enrolled]) -> None:
    row = next((row for row in enrolled if row.roadmap == act.roadmap), None)
    nodes = graph_of(row.version_id, row.content_hash).nodes if row else {}
    if act.skill not in nodes:
        raise NotFound
    if nodes[act.skill].kind != "skill":
        raise NotMarkable(act.skill)


def _marked(aim: Aim, recorded: Recorded, enrolled: Sequence[Enrolled]) -> Marked:
    skill = aim.act.skill
    moved = [Moved(skill, row.standing) for row in stand(enrolled, holding=skill)]
    return Marked(recorded, moved, aim.ledger.cursor)
