"""The parameters that lists take."""

from __future__ import annotations

from roadmap.models import RoadmapKind
from wire.cursors import PageQuery
from wire.parsing import Choice, Slug, Text

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
