"""Enrolling: following a roadmap in the edition one starts, and leaving it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from progress.models import Enrollment, Ledger
from progress.queries import Following, following_of
from roadmap.errors import RoadmapArchived
from roadmap.models import Roadmap
from wire.problems import NotFound

# Told under the lock what is there before a change; refuses the change by raising.
Guard = Callable[[Following | None], None]


@transaction.atomic
def enroll(*, learner: User, roadmap: str, guard: Guard, at: datetime) -> Following:
    """Make sure `learner` follows `roadmap`; touches no setting of one she follows already.

    Who joins, also again after leaving, is pinned to the edition that is current then. Raises
    NotFound when the roadmap has no published version, RoadmapArchived when it takes nobody new.
    """
    ledger = Ledger.lock(learner)
    before = following_of(learner.pk, roadmap)
    guard(before)
    if before:
        return before
    _join(ledger, roadmap, at)
    return _followed(learner, roadmap)


def _join(ledger: Ledger, slug: str, at: datetime) -> None:
    roadmap = (
        Roadmap.objects.filter(slug=slug, current__isnull=False)
        .select_related("current", "successor")
        .first()
    )
    if roadmap is None or roadmap.current is None or roadmap.current.edition is None:
        raise NotFound
    if roadmap.archived_at:
        raise RoadmapArchived(slug, roadmap.successor.slug if roadmap.successor else None)
    start = {
        "edition": roadmap.current.edition,
        "enrolled_at": at,
        "left_at": None,
        "seq": ledger.next_seq(),
    }
    again = Enrollment.objects.filter(learner=ledger.learner_id, roadmap=roadmap).update(**start)
    if not again:
        Enrollment.objects.create(learner_id=ledger.learner_id, roadmap=roadmap, **start)


@transaction.atomic
def change_enrollment(
    *, learner: User, roadmap: str, changes: Mapping[str, Any], guard: Guard
) -> Following:
    """Write the given settings; repeating it changes nothing.

    Raises NotFound when she does not follow the roadmap.
    """
    ledger = Ledger.lock(learner)
    before = _followed(learner, roadmap)
    guard(before)
    changed = {
        name: value for name, value in changes.items() if getattr(before.enrolled, name) != value
    }
    if not changed:
        return before
    own = Enrollment.objects.of([learner.pk]).on(roadmap)
    own.update(**changed, seq=ledger.next_seq())
    return _followed(learner, roadmap)


@transaction.atomic
def leave(*, learner: User, roadmap: str, guard: Guard, at: datetime) -> None:
    """Make sure `learner` does not follow `roadmap`; her marks and skips stay.

    Raises NotFound when there is no such roadmap.
    """
    ledger = Ledger.lock(learner)
    before = following_of(learner.pk, roadmap)
    guard(before)
    if before:
        own = Enrollment.objects.of([learner.pk]).on(roadmap)
        own.update(left_at=at, seq=ledger.next_seq())
    elif not Roadmap.objects.filter(slug=roadmap, current__isnull=False).exists():
        raise NotFound


def _followed(learner: User, roadmap: str) -> Following:
    following = following_of(learner.pk, roadmap)
    if following is None:
        raise NotFound
    return following
