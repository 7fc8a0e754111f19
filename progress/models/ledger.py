"""The ledger: one row that orders a learner's writes, her events, and their two folds.

Every table leads with the learner: keys are (learner, …), so that they can be partitioned by
learner when they grow large, and no id of one learner can collide with another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, When

from progress.merging import CLOSING
from roadmap.models import Roadmap, Skill
from wire.statements import Given, Statement, columns_of, instance_of

if TYPE_CHECKING:
    from accounts.models import User

EVENTS_A_DAY = 20_000


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


class LedgerQuerySet(models.QuerySet["Ledger"]):
    def aiming_at(self, *, skill: Given, roadmap: Given, day_before: Given) -> Self:
        """Bring along, in the same statement, what an act on `skill` has to know first.

        `day_before`: how many events back the first of a day's fill would lie.
        """
        before = Event.objects.filter(
            learner=OuterRef("pk"), seq__lte=OuterRef("seq") - day_before
        ).order_by("-seq")
        return self.annotate(
            skill_id=Subquery(Skill.objects.filter(slug=skill).values("pk")),
            skill_is_published=Exists(Skill.objects.published().filter(slug=skill)),
            roadmap_id=Subquery(
                Roadmap.objects.filter(slug=roadmap, current__isnull=False).values("pk")
            ),
            filled_since=Subquery(before.values("recorded_at")[:1]),
        )


class Ledger(models.Model):
    """One row per learner: the lock, the commit order and the cursor of all she writes."""

    # Only after lock_aiming_at(): what the act names, or null; and when the event was recorded
    # since which the learner has written a day's fill, or null.
    skill_id: int | None
    skill_is_published: bool
    roadmap_id: int | None
    filled_since: datetime | None

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="ledger"
    )
    epoch = models.PositiveIntegerField(default=1)
    seq = models.PositiveBigIntegerField(default=0)

    objects = LedgerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.cursor

    @classmethod
    def lock(cls, learner: User) -> Ledger:
        """Hold the learner's row until the transaction ends: her other writes wait for it.

        One statement. SQLite locks nothing here: BEGIN IMMEDIATE has locked everything.
        """
        return instance_of(cls, _locked(_LOCKED, learner))

    @classmethod
    def lock_aiming_at(cls, learner: User, *, skill: str, roadmap: str | None) -> Ledger:
        """Lock it, and know what an act on `skill` has to know first. One statement."""
        *row, skill_id, is_published, roadmap_id, filled_since = _locked(
            _LOCKED_AIMING, learner, skill=skill, roadmap=roadmap, day_before=EVENTS_A_DAY - 1
        )
        ledger = instance_of(cls, row)
        ledger.skill_id, ledger.skill_is_published = skill_id, is_published
        ledger.roadmap_id, ledger.filled_since = roadmap_id, filled_since
        return ledger

    @property
    def cursor(self) -> str:
        return f"{self.epoch}.{self.seq}"

    def next_seq(self) -> int:
        """Stamp a write. One statement, which commits or rolls back together with the write."""
        self.seq += 1
        self.save(update_fields=["seq"])
        return self.seq


def _locked(statement: Statement, learner: User, **aim: Any) -> tuple[Any, ...]:
    if row := statement.first(learner=learner.pk, **aim):
        return row
    # Two first writes may both come here; one makes the row, then both lock it.
    Ledger.objects.bulk_create([Ledger(learner=learner)], ignore_conflicts=True)
    return statement.rows(learner=learner.pk, **aim)[0]


def _to_lock() -> LedgerQuerySet:
    return Ledger.objects.select_for_update().filter(learner=Given("learner", models.UUIDField()))


_LOCKED = Statement(lambda: _to_lock().values_list(*columns_of(Ledger)))
_LOCKED_AIMING = Statement(
    lambda: (
        _to_lock()
        .aiming_at(
            skill=Given("skill", models.SlugField()),
            roadmap=Given("roadmap", models.SlugField()),
            day_before=Given("day_before", models.BigIntegerField()),
        )
        .values_list(
            *columns_of(Ledger), "skill_id", "skill_is_published", "roadmap_id", "filled_since"
        )
    )
)


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, learner_id: UUID | Given) -> Self:
        return self.filter(learner=learner_id)

    def entries(self) -> QuerySet[Event, tuple[Any, ...]]:
        """The events as what an Entry is made of."""
        columns = ("id", "skill__slug", "status", "roadmap__slug", "occurred_at", "evidence_url")
        return self.values_list(*columns)

    def first_two_and(self, event_id: UUID | Given) -> Self:
        """The two greatest by (occurred_at, id), and the event with this id if it is there."""
        is_other = Case(When(id=event_id, then=0), default=1)
        return self.order_by(is_other, "-occurred_at", "-id")[:3]

    def by_day(self) -> QuerySet[Event, tuple[Any, ...]]:
        """Per learner, local day and offset, what a Stretch is made of.

        Taking something back, imports and self-assessment are no learning.
        """
        learning = ~Q(status__in=CLOSING) & ~Q(source__in=[Source.IMPORT, Source.SELF_ASSESSMENT])
        days: QuerySet[Event, Any] = (
            self.values_list("learner_id", "local_day", "utc_offset")
            .annotate(
                events=Count("*"),
                done=Count("id", filter=Q(status=Status.DONE)),
                first_at=Min("occurred_at", filter=learning),
                last_at=Max("occurred_at", filter=learning),
            )
            .order_by("learner_id", "local_day", "utc_offset")
        )
        return days


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

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "seq"], name="event_seq_unique_per_learner"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["skipped", "unskipped"])
                | models.Q(roadmap__isnull=False),
                name="event_of_a_skip_names_its_roadmap",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "skill", "occurred_at"], name="event_of_skill"),
            models.Index(fields=["learner", "local_day"], name="event_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.status} {self.skill_id}"


class MarkQuerySet(models.QuerySet["Mark"]):
    def put(self, marks: Sequence[Mark]) -> None:
        """Write these rows over the ones that are there. One statement."""
        self.bulk_create(
            marks,
            update_conflicts=True,
            unique_fields=["learner", "skill"],
            update_fields=["status", "at", "event_id", "roadmap", "evidence_url", "seq"],
        )


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

    objects = MarkQuerySet.as_manager()

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

    @classmethod
    def of(cls, event: Event) -> Mark:
        """The mark that stands while `event` is in force."""
        return cls(
            learner_id=event.learner_id,
            skill_id=event.skill_id,
            status=event.status,
            at=event.occurred_at,
            event_id=event.id,
            roadmap_id=event.roadmap_id,
            evidence_url=event.evidence_url,
            seq=event.seq,
        )


class SkipQuerySet(models.QuerySet["Skip"]):
    def put(self, skips: Sequence[Skip]) -> None:
        """Write these rows over the ones that are there. One statement."""
        self.bulk_create(
            skips,
            update_conflicts=True,
            unique_fields=["learner", "roadmap", "skill"],
            update_fields=["status", "at", "event_id", "seq"],
        )


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

    objects = SkipQuerySet.as_manager()

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

    @classmethod
    def of(cls, event: Event) -> Skip:
        """The skip that stands while `event` is in force."""
        assert event.roadmap_id is not None  # noqa: S101 - event_of_a_skip_names_its_roadmap
        return cls(
            learner_id=event.learner_id,
            roadmap_id=event.roadmap_id,
            skill_id=event.skill_id,
            status=event.status,
            at=event.occurred_at,
            event_id=event.id,
            seq=event.seq,
        )
