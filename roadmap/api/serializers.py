"""The parameters that reading takes."""

from __future__ import annotations

from typing import Any

from roadmap.models import RoadmapKind
from wire.cursors import PageQuery
from wire.parsing import Choice, Slug, StrictSerializer, Text

WORDS = "Only those with every one of these words in slug, title or summary."


class RoadmapQuery(PageQuery):
    """Which roadmaps: of a track, of a kind, holding words."""

    track = Slug(required=False, default=None, help_text="Only those of this track.")
    kind = Choice(
        choices=RoadmapKind.values, required=False, default=None, help_text="Only of this kind."
    )
    q = Text(max_length=100, required=False, default="", help_text=WORDS)


class SkillQuery(PageQuery):
    """Which skills: those holding words."""

    q = Text(max_length=100, required=False, default="", help_text=WORDS)


class ComparisonQuery(StrictSerializer):
    """`with` is a word that Python keeps for itself."""

    example = {"with": "ml-engineer"}

    def get_fields(self) -> dict[str, Any]:
        other = Slug(help_text="The slug of the other track.")
        return {"with": other, **super().get_fields()}
