"""An enrollment: a learner follows a roadmap, in the edition she started."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from roadmap.models import Roadmap


class Enrollment(models.Model):
    """Pinned to an edition, reading that edition's newest version.

    Leaving keeps the row as a tombstone (`left_at`), and her marks untouched.
    """

    pk = models.CompositePrimaryKey("learner_id", "roadmap_id")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrollments"
    )
    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    enrolled_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    weekly_minutes = models.PositiveIntegerField(null=True)
    target_on = models.DateField(null=True)
    days_off = models.JSONField(default=list)
    is_favourite = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    seq = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["learner", "seq"], name="enrollment_by_seq")]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.roadmap_id}"
