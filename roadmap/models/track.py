"""A track: a role to grow into, with the facts that help to choose it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery

if TYPE_CHECKING:
    from roadmap.models.roadmap import Roadmap


class TrackQuerySet(models.QuerySet["Track"]):
    def with_roadmaps(self, roadmaps: models.QuerySet[Roadmap]) -> Self:
        """Bring these of their roadmaps along."""
        return self.prefetch_related(Prefetch("roadmaps", roadmaps))

    def with_facts(self) -> Self:
        """Bring their facts along, in order."""
        return self.prefetch_related(Prefetch("facts", Fact.objects.order_by("position", "pk")))

    def slugs(self) -> list[str]:
        return list(self.order_by("slug").values_list("slug", flat=True))

    def showing(self, roadmaps: models.QuerySet[Roadmap]) -> dict[str, tuple[int, str] | None]:
        """By slug the version that the track's one of these roadmaps shows: id, content hash.

        None where it has none of them; of several the first by slug. One query.
        """
        first = roadmaps.filter(track=OuterRef("pk")).order_by("slug")
        shown = self.annotate(
            version_id=Subquery(first.values("current")[:1]),
            content_hash=Subquery(first.values("current__content_hash")[:1]),
        )
        rows = shown.values_list("slug", "version_id", "content_hash")
        return {slug: (pk, digest) if pk else None for slug, pk, digest in rows}


class Track(models.Model):
    """AI engineer, ML engineer: a role, its facts and its roadmaps."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)

    objects = TrackQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class Fact(models.Model):
    """One sourced statement about a track: pay, demand, way in.

    `value` is JSON so that a number stays a number and a sentence a sentence.
    """

    track = models.ForeignKey(Track, models.CASCADE, related_name="facts")
    key = models.SlugField(max_length=80)
    label = models.CharField(max_length=120)
    region = models.CharField(max_length=40, blank=True)
    value = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300)
    as_of = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["track", "key", "region"], name="fact_once_per_track_and_region"
            ),
        ]

    def __str__(self) -> str:
        return self.label
