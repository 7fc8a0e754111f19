"""The ledger: one row that orders a learner's writes, her events, and their two folds.

Every table leads with the learner: keys are (learner, …), so that they can be partitioned by
learner when they grow large, and no id of one learner can collide with another's.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from roadmap.models import Roadmap, Skill


class Status(models.TextChoices):
    """What an event says. Marks hold the first three, skips the last two."""

    IN_PROGRESS = "in_progress"
    DONE = "done"
    CLEARED = "cleared"
    SKIPPED = "skipped"
    UNSKIPPED = "unskipped"


class Source(models.TextChoices):
    """Where an event came from; only the first two may be sent by a client."""

    CLIENT = "client"
    SELF_ASSESSMENT = "self_assessment"
    IMPORT = "import"
    ADMIN = "admin"


class Ledger(models.Model):
    """One row per learner: the lock, the commit order and the cursor of all she writes."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="ledger"
    )
    epoch = models.PositiveIntegerField(default=1)
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.cursor

    @property
    def cursor(self) -> str:
        return f"{self.epoch}.{self.seq}"


class Event(models.Model):
    """One immutable entry: stored as sent, never rewritten."""

    pk = models.CompositePrimaryKey("learner_id", "id")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="events")
    id = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    status = models.CharField(max_length=11, choices=Status)
    roadmap = models.ForeignKey(Roadmap, models.PROTECT, null=True, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # The learner's day when she acted, and her minutes east of UTC then; stamped once.
    local_day = models.DateField()
    utc_offset = models.SmallIntegerField()
    source = models.CharField(max_length=15, choices=Source, default=Source.CLIENT)
    evidence_url = models.CharField(max_length=2000, null=True)  # noqa: DJ001 - null is "none"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "seq"], name="event_seq_unique_per_learner"),
        ]
        indexes = [
            models.Index(fields=["learner", "skill", "occurred_at"], name="event_of_skill"),
            models.Index(fields=["learner", "local_day"], name="event_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.status} {self.skill_id}"


class Mark(models.Model):
    """Fold of a learner's events on one skill: the greatest (occurred_at, id) wins.

    A cleared mark stays as a row: it orders later events and is a tombstone for sync.
    """

    pk = models.CompositePrimaryKey("learner_id", "skill_id")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="marks")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    status = models.CharField(max_length=11, choices=Status)
    at = models.DateTimeField()
    event_id = models.UUIDField()
    roadmap = models.ForeignKey(Roadmap, models.PROTECT, null=True, related_name="+")
    evidence_url = models.CharField(max_length=2000, null=True)  # noqa: DJ001 - null is "none"
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["in_progress", "done", "cleared"]),
                name="mark_status_is_of_a_mark",
            ),
        ]
        indexes = [models.Index(fields=["learner", "seq"], name="mark_by_seq")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.status} {self.skill_id}"


class Skip(models.Model):
    """Fold of a learner's skips of one skill on one roadmap; unskipped rows are tombstones."""

    pk = models.CompositePrimaryKey("learner_id", "roadmap_id", "skill_id")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skips")
    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    status = models.CharField(max_length=11, choices=Status)
    at = models.DateTimeField()
    event_id = models.UUIDField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["skipped", "unskipped"]),
                name="skip_status_is_of_a_skip",
            ),
        ]
        indexes = [models.Index(fields=["learner", "seq"], name="skip_by_seq")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.status} {self.skill_id} on {self.roadmap_id}"
