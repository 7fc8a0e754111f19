"""The weekly digest: when a learner wants it, and one row for each of her windows."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wire.ids import uuid7


class DigestPreference(models.Model):
    """When the next digest is due. The planner and the learner's settings lock this row.

    `enabled_at` is null while the digest is off. `covered_until` is the end of the last window
    (at first: the switch-on), where the next one begins: windows leave no gap. `next_at` is the
    next slot in UTC plus the learner's own jitter, null while off.
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
    next_at = models.DateTimeField(null=True, blank=True)
    empty_windows = models.PositiveSmallIntegerField(default=0)
    inactive_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="digest_weekday_is_a_weekday"
            ),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="digest_hour_is_an_hour"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(next_at__isnull=False),
                name="digest_preference_due",
            ),
        ]

    def __str__(self) -> str:
        return f"digest of {self.learner_id}"


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


class Digest(models.Model):
    """One mail for one learner and window, whatever crashes: a row with a state.

    Closing updates are fenced by (id, attempt): a worker that lost its lease closes nothing.
    `facts` is the snapshot the mail is laid out from, byte for byte the same at a second
    handover; it is cleared after eight weeks.
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "window_start"], name="digest_once_per_window"
            ),
            models.CheckConstraint(
                condition=models.Q(window_start__lt=models.F("window_end")),
                name="digest_window_has_a_length",
            ),
            models.CheckConstraint(
                condition=models.Q(handovers__lte=2), name="digest_handed_over_at_most_twice"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "state_at"],
                condition=models.Q(
                    state__in=["pending", "composing", "handing_over", "retry"],
                ),
                name="digest_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.window_start:%Y-%m-%d} {self.state}"


class SuppressedAddress(models.Model):
    """A hashed address that refused for good; three windows running suppress it."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    suppressed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.address_hash[:12]


class Breaker(models.Model):
    """The one row that stops all claiming for a while when the mail server is unwell."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    open_until = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="breaker_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"open until {self.open_until}" if self.open_until else "closed"
