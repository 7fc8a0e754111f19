"""Opening a digest row for every learner whose hour has come."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from progress.digests.preferences import schedule
from progress.models import Digest, DigestPreference

SLICE = 500
PLANNING_TIME = timedelta(minutes=4)
# Later than this nothing is sent late: the next digest covers both windows.
LATEST = timedelta(hours=24)

logger = logging.getLogger(__name__)


def plan_due(*, at: datetime, clock: Callable[[], datetime]) -> Iterator[list[UUID]]:
    """Plan as if it were `at`, slice by slice; yield the ids of each committed slice.

    Harmless when run twice, late, or next to itself: a window is one row, and a learner's next
    slot moves on in the transaction that opens it. Ends when none is due or the time is up; the
    next run goes on from the rows.
    """
    give_up_at = clock() + PLANNING_TIME
    while clock() < give_up_at and (planned := _plan_slice(at=at, now=clock())) is not None:
        yield planned


@transaction.atomic
def _plan_slice(*, at: datetime, now: datetime) -> list[UUID] | None:
    """Four statements, however many are due; None when nobody is."""
    due = DigestPreference.objects.due(at).order_by("next_at")
    preferences = list(due.select_for_update(skip_locked=True)[:SLICE])
    if not preferences:
        return None
    # Read after the locks: whoever moves to another zone waits for them, then plans anew.
    learners = User.objects.filter(pk__in=[row.learner_id for row in preferences])
    zones = dict(learners.values_list("pk", "time_zone"))

    digests = [digest for row in preferences if (digest := _close_window(row, at=at, now=now))]
    for row in preferences:
        schedule(row, time_zone=zones[row.learner_id], at=at)
    Digest.objects.bulk_create(digests, ignore_conflicts=True)
    DigestPreference.objects.bulk_update(preferences, ["covered_until", "slot_at", "next_at"])
    _alarm_when_late(len(preferences) - len(digests))
    return [digest.pk for digest in digests]


def _close_window(preference: DigestPreference, *, at: datetime, now: datetime) -> Digest | None:
    """The row for the window that ends now, or None when it stays open until the next slot."""
    assert preference.slot_at is not None  # noqa: S101 - due() leaves the switched-off out
    assert preference.next_at is not None  # noqa: S101
    # An operator may pull `next_at` forward; the window then ends now.
    window_end = min(preference.slot_at, at)
    if at - preference.next_at > LATEST or window_end <= preference.covered_until:
        return None
    digest = Digest(
        learner_id=preference.learner_id,
        window_start=preference.covered_until,
        window_end=window_end,
        created_at=now,
        state_at=now,
    )
    preference.covered_until = window_end
    return digest


def _alarm_when_late(rolled_forward: int) -> None:
    if rolled_forward:
        logger.error(
            "The digest planner is over %s late: %d windows stay open until their next slot.",
            LATEST,
            rolled_forward,
        )
