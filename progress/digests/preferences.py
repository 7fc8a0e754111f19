"""When a learner wants her digest. Whoever changes that locks her row and calls `schedule`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.zones import known_zone
from progress.digests.slots import Rhythm, jitter, next_slot
from progress.models import DigestPreference


class Changes(TypedDict, total=False):
    """What a learner may change; a key that is missing stays as it is."""

    enabled: bool
    weekday: int
    hour: int
    paused_until: datetime | None


def begin(*, learner: User, enabled: bool, at: datetime) -> DigestPreference:
    """Give a learner her row. Repeating it changes nothing."""
    fresh = DigestPreference(learner=learner, covered_until=at, enabled_at=at if enabled else None)
    schedule(fresh, time_zone=learner.time_zone, at=at)
    DigestPreference.objects.bulk_create([fresh], ignore_conflicts=True)
    return DigestPreference.objects.get(learner=learner)


def preference_of(learner: User, *, at: datetime) -> DigestPreference:
    """Her row, or for one who never had any an unsaved one that is off."""
    stored = DigestPreference.objects.filter(learner=learner).first()
    return stored or DigestPreference(learner=learner, covered_until=at)


@transaction.atomic
def change(
    *,
    learner: User,
    changes: Changes,
    guard: Callable[[DigestPreference], None] = lambda _: None,
    at: datetime,
) -> DigestPreference:
    """Take over new settings. Repeating it changes nothing, not even `next_at`.

    `guard` sees the settings before they change and may refuse.
    """
    begin(learner=learner, enabled=False, at=at)
    preference = DigestPreference.objects.select_for_update().get(learner=learner)
    guard(preference)
    before = (preference.enabled_at, preference.weekday, preference.hour)
    if "enabled" in changes:
        _switch(preference, on=changes["enabled"], at=at)
    for field in ("weekday", "hour", "paused_until"):
        if field in changes:
            setattr(preference, field, changes[field])
    # She has just been here.
    preference.inactive_since = None
    if before != (preference.enabled_at, preference.weekday, preference.hour):
        # Whoever moves to another zone waits for the lock, or has committed before it.
        learner.refresh_from_db(fields=["time_zone"])
        schedule(preference, time_zone=learner.time_zone, at=at)
    preference.save()
    return preference


@transaction.atomic
def move_to_zone(*, learner: User, at: datetime) -> None:
    """Keep the learner's wall-clock hour after she moved to another time zone."""
    for preference in DigestPreference.objects.select_for_update().filter(learner=learner):
        schedule(preference, time_zone=learner.time_zone, at=at)
        preference.save(update_fields=["slot_at", "next_at"])


@transaction.atomic
def unsubscribe(*, learner_id: UUID, at: datetime) -> None:
    """Switch the digest off. An unknown learner and a second time are no error."""
    for preference in DigestPreference.objects.select_for_update().filter(learner=learner_id):
        _switch(preference, on=False, at=at)
        preference.slot_at = preference.next_at = None
        preference.save(update_fields=["enabled_at", "slot_at", "next_at"])


def schedule(preference: DigestPreference, *, time_zone: str, at: datetime) -> None:
    """Set the slot in which the open window ends, and when its digest goes out."""
    if preference.enabled_at is None:
        preference.slot_at = preference.next_at = None
        return
    preference.slot_at = next_slot(
        Rhythm(preference.weekday, preference.hour, known_zone(time_zone)),
        covered_until=preference.covered_until,
        is_first=preference.is_first_window,
        at=at,
    )
    preference.next_at = preference.slot_at + jitter(
        preference.learner_id, settings.DIGEST_JITTER_MINUTES
    )


def _switch(preference: DigestPreference, *, on: bool, at: datetime) -> None:
    if on and preference.enabled_at is None:
        preference.enabled_at = at
        # Windows never overlap, also when the planner was run ahead of the clock.
        preference.covered_until = max(at, preference.covered_until)
    elif not on:
        preference.enabled_at = None
