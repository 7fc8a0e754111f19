"""The answers of the public endpoints as the schema describes them; `bodies` makes them."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from roadmap.models import RoadmapKind, SkillKind


class Page(serializers.Serializer):
    next_cursor = serializers.CharField(allow_null=True)

    example = {"next_cursor": None}


class TrackItem(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    roadmaps = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")

    example = {
        "slug": "ai-engineer",
        "title": "AI engineer",
        "summary": "Builds products on models that others have trained.",
        "roadmaps": ["ai-engineer"],
    }


class TrackPage(Page):
    items = TrackItem(many=True)


class SubjectAnswer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    region = serializers.CharField(allow_null=True)

    example: ClassVar[dict[str, Any]] = {
        "key": "median_pay",
        "label": "Median pay",
        "region": "US",
    }


class StatementAnswer(serializers.Serializer):
    value = serializers.JSONField(help_text="A number or a sentence.")
    unit = serializers.CharField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    as_of = serializers.DateField(allow_null=True)

    example: ClassVar[dict[str, Any]] = {
        "value": 160000,
        "unit": "USD/year",
        "source": "https://example.org/pay",
        "as_of": None,
    }


class FactAnswer(SubjectAnswer, StatementAnswer):
    """One sourced statement about a track."""


class TrackAnswer(TrackItem):
    facts = FactAnswer(many=True)


class Counts(serializers.Serializer):
    skills = serializers.IntegerField()
    units = serializers.IntegerField()
    groups = serializers.IntegerField()
    milestones = serializers.IntegerField()
    edges = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Left to one who has done nothing.")

    example = {
        "skills": 62,
        "units": 48,
        "groups": 9,
        "milestones": 4,
        "edges": 71,
        "minutes": 24300,
    }


class RoadmapItem(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    track = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=RoadmapKind.values)
    summary = serializers.CharField()
    version = serializers.IntegerField()
    edition = serializers.IntegerField()
    counts = Counts()

    example = {
        "slug": "ai-engineer",
        "title": "AI engineer",
        "track": "ai-engineer",
        "kind": "role",
        "summary": "From Python to agents in production.",
        "version": 3,
        "edition": 2,
    }


class RoadmapPage(Page):
    items = RoadmapItem(many=True)


class RoadmapAnswer(RoadmapItem):
    published_at = serializers.DateTimeField()
    changelog = serializers.CharField()

    example = {
        "published_at": "2026-11-20T08:00:00Z",
        "changelog": "Evaluation comes before fine-tuning.",
    }


class VersionItem(serializers.Serializer):
    version = serializers.IntegerField()
    edition = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    changelog = serializers.CharField()

    example = {
        "version": 3,
        "edition": 2,
        "published_at": "2026-11-20T08:00:00Z",
        "changelog": "Evaluation comes before fine-tuning.",
    }


class VersionPage(Page):
    items = VersionItem(many=True)


class PlacedNode(serializers.Serializer):
    key = serializers.CharField(help_text="A skill's slug, or `~` and a slug.")
    kind = serializers.ChoiceField(choices=["skill", "milestone"])
    skill_kind = serializers.ChoiceField(choices=SkillKind.values, required=False)
    title = serializers.CharField()
    summary = serializers.CharField()
    group = serializers.CharField(allow_null=True, help_text="The innermost box.")
    required = serializers.BooleanField()  # type: ignore[assignment]
    minutes = serializers.IntegerField()
    layer = serializers.IntegerField()
    order = serializers.IntegerField()
    x = serializers.IntegerField()
    y = serializers.IntegerField()

    example = {
        "key": "prompting",
        "kind": "skill",
        "skill_kind": "practice",
        "title": "Prompting",
        "summary": "Say what you want of a model so that it does it again.",
        "group": "~models",
        "required": True,
        "minutes": 300,
        "layer": 2,
        "order": 0,
        "x": 320,
        "y": 240,
    }


class GroupAnswer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    choose = serializers.IntegerField(allow_null=True, help_text="How many members; null: all.")
    members = serializers.ListField(child=serializers.CharField())

    example = {
        "key": "~models",
        "title": "Models",
        "summary": "",
        "parent": None,
        "required": True,
        "choose": None,
        "members": ["prompting"],
    }


class EdgeAnswer(serializers.Serializer):
    """`from` comes first; an edge to a group holds for each of its members."""

    to = serializers.CharField()
    kind = serializers.ChoiceField(choices=["requires", "recommends"])

    example = {"from": "python", "to": "prompting", "kind": "requires"}

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.CharField(), **super().get_fields()}


class CreditAnswer(serializers.Serializer):
    node = serializers.CharField()
    counts = serializers.ListField(child=serializers.CharField())
    mode = serializers.ChoiceField(choices=["any", "all"])

    example = {"node": "llm-apis", "counts": ["openai-api"], "mode": "any"}


class GraphAnswer(serializers.Serializer):
    """One version as a client draws it. Nodes and groups come in version order."""

    format = serializers.IntegerField()
    roadmap = serializers.CharField()
    title = serializers.CharField()
    edition = serializers.IntegerField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    content_hash = serializers.CharField()
    counts = Counts()
    nodes = PlacedNode(many=True)
    groups = GroupAnswer(many=True)
    edges = EdgeAnswer(many=True)
    credits = CreditAnswer(many=True)
    topological_order = serializers.ListField(child=serializers.CharField())

    example = {
        "format": 1,
        "roadmap": "ai-engineer",
        "title": "AI engineer",
        "edition": 2,
        "version": 3,
        "published_at": "2026-11-20T08:00:00Z",
        "content_hash": "6f2c1d0e9b8a",
        "topological_order": ["python", "prompting"],
    }


class ResourceAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.URLField()
    type = serializers.CharField()
    free = serializers.BooleanField()
    language = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)

    example = {
        "id": "0198f0ad-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "title": "Python docs",
        "url": "https://docs.python.org/3/",
        "type": "official",
        "free": True,
        "language": "en",
        "minutes": None,
    }


class NodeAnswer(PlacedNode):
    """A node with what is written about it and what stands around it."""

    description_markdown = serializers.CharField()
    description_html = serializers.CharField()
    role_note = serializers.CharField()
    resources = ResourceAnswer(many=True)
    requires = serializers.ListField(child=serializers.CharField())
    unlocks = serializers.ListField(child=serializers.CharField())
    also_on = serializers.ListField(child=serializers.CharField(), help_text="Roadmaps.")

    example = {
        "description_markdown": "Write it down, try it, *measure* it.",
        "description_html": "<p>Write it down, try it, <em>measure</em> it.</p>",
        "role_note": "",
        "requires": ["python"],
        "unlocks": ["rag"],
        "also_on": [],
    }


class SkillItem(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=SkillKind.values)
    summary = serializers.CharField()
    minutes = serializers.IntegerField()

    example = {
        "slug": "prompting",
        "title": "Prompting",
        "kind": "practice",
        "summary": "Say what you want of a model so that it does it again.",
        "minutes": 300,
    }


class SkillPage(Page):
    items = SkillItem(many=True)


class SkillAnswer(SkillItem):
    description_markdown = serializers.CharField()
    description_html = serializers.CharField()
    resources = ResourceAnswer(many=True)
    on = serializers.ListField(child=serializers.CharField(), help_text="Roadmaps.")

    example = {
        "description_markdown": "Write it down, try it, *measure* it.",
        "description_html": "<p>Write it down, try it, <em>measure</em> it.</p>",
        "on": ["ai-engineer"],
    }
