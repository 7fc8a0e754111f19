"""What stands on a version: nodes, the edges between them, and the credits it states."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, ProtectedError, Q

from roadmap.models.skill import Skill
from roadmap.models.version import Version

Row = TypeVar("Row", bound=models.Model)


class NodeKind(models.TextChoices):
    SKILL = "skill"
    GROUP = "group"
    MILESTONE = "milestone"


class PlacedQuerySet(models.QuerySet[Row]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete what stands on drafts. Raises ProtectedError when some of it was published."""
        published = self.filter(version__published_at__isnull=False)
        if published.exists():
            raise ProtectedError("A published version keeps what stands on it.", set(published))
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Placed(models.Model):
    """Stands on a version. Django deletes it from drafts only; all else the triggers refuse."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ProtectedError when it was published."""
        if not self.version.is_draft:
            raise ProtectedError("A published version keeps what stands on it.", {self})
        return super().delete(*args, **kwargs)


class NodeQuerySet(PlacedQuerySet["Node"]):
    def in_use(self) -> Self:
        """On a draft or on a current version: what a curator works with."""
        return self.filter(
            Q(version__published_at=None) | Q(version=F("version__roadmap__current"))
        )

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class Node(Placed):
    """A skill placed on a version, a group (a box), or a milestone.

    A skill node's key is the skill's slug; keys of groups and milestones start with `~`.
    `title`, `skill_kind` and `minutes` of a skill node are copied from the skill when the
    version is frozen: what a learner signed up for does not change under her.
    """

    key = models.CharField(max_length=81)
    kind = models.CharField(max_length=9, choices=NodeKind)
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    group = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members")
    title = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    skill_kind = models.CharField(max_length=10, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    required = models.BooleanField(default=True)
    choose = models.PositiveIntegerField(null=True, blank=True)
    role_note = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()

    objects = NodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="node_key_once_per_version"),
            models.CheckConstraint(
                condition=Q(kind="skill", skill__isnull=False) | Q(~Q(kind="skill"), skill=None),
                name="node_has_a_skill_or_is_a_box",
            ),
            models.CheckConstraint(
                condition=Q(choose=None) | Q(kind="group", choose__gte=1),
                name="node_choose_is_for_groups",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EdgeKind(models.TextChoices):
    REQUIRES = "requires"
    RECOMMENDS = "recommends"


class Edge(Placed):
    """`target` waits for `source` (requires), or is better after it (recommends)."""

    source = models.ForeignKey(Node, models.PROTECT, related_name="leads_to")
    target = models.ForeignKey(Node, models.PROTECT, related_name="waits_for")
    kind = models.CharField(max_length=10, choices=EdgeKind)

    objects = PlacedQuerySet["Edge"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="edge_once_per_pair"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="edge_joins_two_nodes"),
        ]
        indexes = [models.Index(fields=["version"], name="edge_of_version")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Credit(Placed):
    """`node` also counts what was marked on `skill`; with mode `all`, on all such skills."""

    class Mode(models.TextChoices):
        ANY = "any"
        ALL = "all"

    node = models.ForeignKey(Node, models.PROTECT, related_name="credits")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="credited_by")
    mode = models.CharField(max_length=3, choices=Mode, default=Mode.ANY)

    objects = PlacedQuerySet["Credit"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "skill"], name="credit_once_per_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} counts {self.skill_id}"
