"""A roadmap: a curated graph with one draft and many published versions."""

from __future__ import annotations

from typing import Self

from django.db import models

from roadmap.models.searching import holds_every_word
from roadmap.models.track import Track


class RoadmapKind(models.TextChoices):
    ROLE = "role"
    SPECIALISM = "specialism"
    ORIENTATION = "orientation"


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def published(self) -> Self:
        """With a version to show, and still kept up."""
        return self.filter(current__isnull=False, archived_at=None)

    def roles(self) -> Self:
        """Those, kept up, that lead into the role of their track itself."""
        return self.published().filter(kind=RoadmapKind.ROLE)

    def showing(self, skill: str) -> Self:
        """Those, kept up, whose current version holds the skill with this slug."""
        return self.published().filter(current__nodes__key=skill)

    def slugs(self) -> list[str]:
        return list(self.in_order().values_list("slug", flat=True))

    def matching(self, words: str) -> Self:
        """Those that hold every one of the words, in any case, in what they are called."""
        return self.filter(holds_every_word(words, ("slug", "title", "summary")))

    def narrowed(self, *, track: str | None, kind: str | None) -> Self:
        """Those of the track and of the kind that are given."""
        wanted = {"track__slug": track, "kind": kind}
        return self.filter(**{name: value for name, value in wanted.items() if value})

    def in_order(self) -> Self:
        return self.order_by("slug")


class Roadmap(models.Model):
    """The lasting name under which versions are published. Publishing locks this row."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    track = models.ForeignKey(Track, models.PROTECT, null=True, blank=True, related_name="roadmaps")
    kind = models.CharField(max_length=12, choices=RoadmapKind)
    summary = models.TextField(blank=True)
    current = models.ForeignKey(
        "Version", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = RoadmapQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
