"""The parameters that lists take."""

from __future__ import annotations

from roadmap.models import RoadmapKind
from wire.cursors import PageQuery
from wire.parsing import Choice, Slug, Text


class RoadmapQuery(PageQuery):
    """Which roadmaps: of a track, of a kind, holding words."""

    track = Slug(required=False, default=None)
    kind = Choice(choices=RoadmapKind.values, required=False, default=None)
    q = Text(max_length=100, required=False, default="")


class SkillQuery(PageQuery):
    """Which skills: those holding words."""

    q = Text(max_length=100, required=False, default="")
