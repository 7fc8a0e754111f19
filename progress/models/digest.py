"""The weekly digest: when a learner wants it, and one row for each of her windows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q

from wire.ids import uuid7


class DigestPreferenceQuerySet(models.QuerySet["DigestPreference"]):
    def due(self, at: datetime) -> Self:
        return self.filter(enabled_at__isnull=False, next_at__lte=at)


class DigestPreference(models.Model):
    """When the next digest is due. The planner and the learner's settings lock this row.

    `enabled_at` is null while the digest is off. `covered_until` is the end of the last window
    (at first: the switch-on), where the next one begins: windows leave no gap. `slot_at` is where
    it will end, `next_at` that slot plus the learner's own jitter; both are null while off.
    `inactive_since` is when she was last asked whether she is still here, until she acts again.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="digest_preference",
    )
    enabled_at = models.DateTimeField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    paused_until = models.DateTimeField(null=True, blank=True)
    covered_until = models.DateTimeField()
    slot_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    inactive_since = models.DateTimeField(null=True, blank=True)

    objects = DigestPreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="digest_weekday_is_a_weekday"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour_is_an_hour"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
                name="digest_preference_due",
            ),
        ]

    def __str__(self) -> str:
        return f"digest of {self.learner_id}"

    @property
    def is_first_window(self) -> bool:
        """Nothing has been covered since she switched the digest on."""
        return self.enabled_at is not None and self.covered_until <= self.enabled_at


# Once, and once more after a crash or silence in mid-handover.
MOST_HANDOVERS = 2


class State(models.TextChoices):
    PENDING = "pending"
    COMPOSING = "composing"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    SKIPPED = "skipped"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


class Reason(models.TextChoices):
    NOTHING_TO_TELL = "nothing_to_tell"
    UNSUBSCRIBED = "unsubscribed"
    UNVERIFIED = "unverified"
    INACTIVE = "inactive"
    SUPPRESSED = "suppressed"
    PAUSED = "paused"
    ERASED = "erased"
    COMPOSE_FAILED = "compose_failed"
    REFUSED = "refused"


OPEN_STATES = (State.PENDING, State.COMPOSING, State.HANDING_OVER, State.RETRY)


class DigestQuerySet(models.QuerySet["Digest"]):
    def of(self, learner_id: UUID) -> Self:
        return self.filter(learner_id=learner_id)

    def outcomes(self) -> Self:
        """Without what the mails were laid out from."""
        return self.defer("facts")

    def last_of(self, learner_id: UUID) -> Digest | None:
        """The outcome of the learner's newest window."""
        return self.of(learner_id).outcomes().newest_first().first()

    def newest_first(self) -> Self:
        return self.order_by("-window_start", "-pk")

    def claimable(self, at: datetime) -> Self:
        """Free to be taken now; nothing is while the breaker is open."""
        waiting = Q(state=State.PENDING) | Q(state=State.RETRY, retry_at__lte=at)
        lost = Q(state=State.COMPOSING, lease_until__lte=at)
        unclear = Q(state=State.HANDING_OVER, lease_until__lte=at, handovers__lt=MOST_HANDOVERS)
        breaker_open = Exists(Breaker.objects.filter(open_until__gt=at))
        return self.filter(waiting | lost | unclear).exclude(breaker_open)

    def stale(self, at: datetime, *, after: timedelta) -> Self:
        """Claimable, and pending ones only when their ring must have been lost."""
        return self.claimable(at).exclude(state=State.PENDING, state_at__gt=at - after)

    def beyond_retry(self, at: datetime) -> Self:
        """Two handovers ended in silence: a third might be a third copy."""
        return self.filter(
            state=State.HANDING_OVER, lease_until__lte=at, handovers__gte=MOST_HANDOVERS
        )


class Digest(models.Model):
    """One mail for one learner and window, whatever crashes: a row with a state.

    Closing updates are fenced by (id, attempt): a worker that lost its lease closes nothing.
    `handovers` counts those whose end is unknown: a definite refusal is taken back. `facts` is
    the snapshot the mail is laid out from, byte for byte the same at a second handover; it is
    cleared after eight weeks.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    handovers = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    retries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    state_at = models.DateTimeField()
    facts = models.JSONField(null=True, blank=True)
    last_answer = models.CharField(max_length=500, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "window_start"], name="digest_once_per_window"
            ),
            models.CheckConstraint(
                condition=Q(window_start__lt=models.F("window_end")),
                name="digest_window_has_a_length",
            ),
            models.CheckConstraint(
                condition=Q(handovers__lte=MOST_HANDOVERS), name="digest_handed_over_at_most_twice"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "state_at"],
                condition=Q(state__in=OPEN_STATES),
                name="digest_open",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(facts__isnull=False),
                name="digest_with_snapshot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.window_start:%Y-%m-%d} {self.state}"


class SuppressedAddress(models.Model):
    """A hashed address that refused for good; three windows running suppress it."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    suppressed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "suppressed addresses"

    def __str__(self) -> str:
        return self.address_hash[:12]


class Breaker(models.Model):
    """The one row that stops all claiming for a while when the mail server is unwell."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    open_until = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="breaker_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"open until {self.open_until}" if self.open_until else "closed"
