"""A version of a roadmap: a draft, or frozen for good by publishing."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from roadmap.models.roadmap import Roadmap
from wire.statements import Given, Statement


class CompiledKey(NamedTuple):
    """Under which a process keeps what a published version was compiled to."""

    version_id: int
    content_hash: str
    etag: str


class Shown(NamedTuple):
    """The version that a roadmap shows now, and whether the roadmap is still kept up."""

    archived_at: datetime | None
    successor: str | None
    compiled: CompiledKey


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def current(self) -> Self:
        """The versions that roadmaps show now."""
        return self.filter(pk=F("roadmap__current"))

    def in_use(self) -> Self:
        """Drafts and current versions: what curators work with."""
        return self.filter(Q(published_at=None) | Q(pk=F("roadmap__current")))

    def of(self, roadmap: str) -> Self:
        return self.filter(roadmap__slug=roadmap)

    def with_roadmap(self) -> Self:
        """Bring along the roadmap and its track."""
        return self.select_related("roadmap__track")

    def compiled_as(self, number: int) -> CompiledKey | None:
        """The key of the one with this number."""
        row = self.filter(number=number).values_list("pk", "content_hash", "compiled__etag").first()
        return CompiledKey(*row) if row else None

    def newest_first(self) -> Self:
        return self.order_by("-number", "-pk")


class Version(models.Model):
    """The draft of a roadmap, or one published version of it.

    Once `published_at` is set, triggers in the database refuse every UPDATE of the row and every
    INSERT or UPDATE of its nodes, edges and credits, whoever asks.
    """

    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(null=True, blank=True, editable=False)
    title = models.CharField(max_length=120)
    changelog = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Erasing a curator must not touch a frozen row, so her id stays behind without a constraint.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_constraint=False,
    )
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_constraint=False,
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "number"], name="version_number_unique_in_roadmap"
            ),
            models.UniqueConstraint(
                fields=["roadmap"], condition=Q(published_at=None), name="version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(edition__isnull=False),
                name="version_published_has_edition",
            ),
        ]
        indexes = [
            models.Index(fields=["roadmap", "edition", "number"], name="version_of_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id}@{self.number}"

    @classmethod
    def shown_by(cls, roadmap: str) -> Shown | None:
        """What a roadmap shows, unless it never published anything. One query."""
        row = _SHOWN.first(roadmap=roadmap)
        if row is None:
            return None
        archived_at, successor, *key = row
        return Shown(archived_at, successor, CompiledKey(*key))

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


_SHOWN = Statement(
    lambda: Roadmap.objects.filter(
        slug=Given("roadmap", models.SlugField()), current__isnull=False
    ).values_list(
        "archived_at",
        "successor__slug",
        "current",
        "current__content_hash",
        "current__compiled__etag",
    )
)


class Compiled(models.Model):
    """What publishing computes once, so that no read ever does: bytes and folding arrays.

    It lives outside the freeze and may be made again when the document's format grows.
    """

    version = models.OneToOneField(
        Version, models.CASCADE, primary_key=True, related_name="compiled"
    )
    format = models.PositiveIntegerField()
    document = models.BinaryField()
    document_gzip = models.BinaryField()
    etag = models.CharField(max_length=80)
    etag_gzip = models.CharField(max_length=80)
    graph = models.BinaryField()

    def __str__(self) -> str:
        return f"compiled {self.version_id}"
