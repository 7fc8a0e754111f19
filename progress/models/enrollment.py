"""An enrollment: a learner follows a roadmap, in the edition she started."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from roadmap.models import Roadmap, Version
from wire.statements import Given, Statement


class Enrolled(NamedTuple):
    """An enrollment with the version it reads, as values; `epoch` and `seq` are the ledger's."""

    learner_id: UUID
    roadmap: str
    edition: int
    enrolled_at: datetime
    weekly_minutes: int | None
    target_on: date | None
    days_off: list[str]
    is_favourite: bool
    is_paused: bool
    version_id: int
    content_hash: str
    version: int
    title: str
    latest_version: int
    latest_edition: int
    epoch: int
    seq: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Enrolled:
        return cls(*row.values())

    @classmethod
    def all_of(cls, learner_id: UUID) -> list[Self]:
        """What a learner follows, by roadmap. One query."""
        return [cls(*row) for row in _ALL_OF.rows(learner=learner_id)]

    @classmethod
    def in_one(cls, learner_id: UUID, roadmap: str) -> Self | None:
        """How a learner follows one roadmap, if she does. One query."""
        row = _IN_ONE.first(learner=learner_id, roadmap=roadmap)
        return cls(*row) if row else None

    @property
    def is_upgrade_available(self) -> bool:
        return self.latest_edition > self.edition

    @property
    def cursor(self) -> str:
        return f"{self.epoch}.{self.seq}"


_COLUMNS = (
    "learner_id",
    "roadmap__slug",
    "edition",
    "enrolled_at",
    "weekly_minutes",
    "target_on",
    "days_off",
    "is_favourite",
    "is_paused",
    "roadmap__versions__id",
    "roadmap__versions__content_hash",
    "roadmap__versions__number",
    "roadmap__versions__title",
    "roadmap__current__number",
    "roadmap__current__edition",
    "learner__ledger__epoch",
    "learner__ledger__seq",
)


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def of(self, learner_ids: Collection[UUID]) -> Self:
        return self.filter(learner__in=learner_ids)

    def standing(self) -> Self:
        """Those that were not left."""
        return self.filter(left_at=None)

    def on(self, roadmap: str | Given) -> Self:
        return self.filter(roadmap__in=Roadmap.objects.filter(slug=roadmap))

    def reading(self) -> QuerySet[Enrollment, dict[str, Any]]:
        """Each with the newest version of its edition, as the columns of Enrolled."""
        newest = (
            Version.objects.published()
            .filter(roadmap=OuterRef("roadmap"), edition=OuterRef("edition"))
            .newest_first()
        )
        reads = self.filter(roadmap__versions=Subquery(newest.values("pk")[:1]))
        rows: QuerySet[Enrollment, dict[str, Any]] = reads.values(*_COLUMNS)
        return rows

    def read(self) -> list[Enrolled]:
        """What `reading` tells, by learner and roadmap. One query."""
        rows = self.reading().order_by("learner_id", "roadmap__slug")
        return [Enrolled.of(row) for row in rows]


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

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["learner", "seq"], name="enrollment_by_seq")]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.roadmap_id}"


def _standing_of_one() -> EnrollmentQuerySet:
    return Enrollment.objects.standing().filter(learner=Given("learner", models.UUIDField()))


_ALL_OF = Statement(lambda: _standing_of_one().reading().order_by("roadmap__slug"))
_IN_ONE = Statement(lambda: _standing_of_one().on(Given("roadmap", models.SlugField())).reading())
