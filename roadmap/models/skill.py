"""A skill: what a person can know or do, one row for the whole product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery

from roadmap.models.link import LinkCheck
from roadmap.models.searching import holds_every_word
from wire.ids import uuid7


class SkillKind(models.TextChoices):
    CONCEPT = "concept"
    PRACTICE = "practice"
    TOOL = "tool"
    PROJECT = "project"


class SkillQuerySet(models.QuerySet["Skill"]):
    def published(self) -> Self:
        """Skills that some published version holds: only these can be marked."""
        return self.filter(placements__version__published_at__isnull=False).distinct()

    def matching(self, words: str) -> Self:
        """Those that hold every one of the words, in any case, in what they are called."""
        return self.filter(holds_every_word(words, ("slug", "title", "summary")))

    def slugs_among(self, slugs: Iterable[str]) -> set[str]:
        return set(self.filter(slug__in=slugs).values_list("slug", flat=True))

    def with_resources(self) -> Self:
        """Bring along what to learn them from, in order."""
        in_order = Resource.objects.order_by("position", "pk")
        return self.prefetch_related(Prefetch("resources", in_order))


class Skill(models.Model):
    """Its slug is its identity on every roadmap: immutable once published, never reused.

    To change what a skill *means*, make a new skill and let a version credit the old one.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=SkillKind)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(default=0)

    objects = SkillQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class ResourceType(models.TextChoices):
    OFFICIAL = "official"
    ARTICLE = "article"
    VIDEO = "video"
    COURSE = "course"
    BOOK = "book"
    PAPER = "paper"
    REPOSITORY = "repository"
    PODCAST = "podcast"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def with_link_checks(self) -> Self:
        """Bring along how the address answered last, when it was asked."""
        check = LinkCheck.objects.filter(url=OuterRef("url"))
        return self.annotate(
            link_state=Subquery(check.values("state")),
            link_detail=Subquery(check.values("detail")),
            link_checked_at=Subquery(check.values("checked_at")),
        )


class Resource(models.Model):
    """Something to learn a skill from. It lives outside Waymark, which only ever asks whether it
    is still there (content_links)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="resources")
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=200)
    type = models.CharField(max_length=10, choices=ResourceType)
    free = models.BooleanField(default=True)
    language = models.CharField(max_length=35, default="en")
    minutes = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField()

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "url"], name="resource_url_once_per_skill"),
        ]

    def __str__(self) -> str:
        return self.title
