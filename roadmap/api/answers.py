"""The answers of the public endpoints as the schema describes them; `bodies` makes them."""

from __future__ import annotations

from rest_framework import serializers

from roadmap.models import RoadmapKind, SkillKind


class Page(serializers.Serializer):
    next_cursor = serializers.CharField(allow_null=True)


class TrackItem(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    roadmaps = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")


class TrackPage(Page):
    items = TrackItem(many=True)


class FactAnswer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    region = serializers.CharField(allow_null=True)
    value = serializers.JSONField(help_text="A number or a sentence.")
    unit = serializers.CharField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    as_of = serializers.DateField(allow_null=True)


class TrackAnswer(TrackItem):
    facts = FactAnswer(many=True)


class Counts(serializers.Serializer):
    skills = serializers.IntegerField()
    units = serializers.IntegerField()
    groups = serializers.IntegerField()
    milestones = serializers.IntegerField()
    edges = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Left to one who has done nothing.")


class RoadmapItem(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    track = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=RoadmapKind.values)
    summary = serializers.CharField()
    version = serializers.IntegerField()
    edition = serializers.IntegerField()
    counts = Counts()


class RoadmapPage(Page):
    items = RoadmapItem(many=True)


class RoadmapAnswer(RoadmapItem):
    published_at = serializers.DateTimeField()
    changelog = serializers.CharField()


class VersionItem(serializers.Serializer):
    version = serializers.IntegerField()
    edition = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    changelog = serializers.CharField()


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


class GroupAnswer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    choose = serializers.IntegerField(allow_null=True, help_text="How many members; null: all.")
    members = serializers.ListField(child=serializers.CharField())


class EdgeAnswer(serializers.Serializer):
    """`from` comes first; an edge to a group holds for each of its members."""

    to = serializers.CharField()
    kind = serializers.ChoiceField(choices=["requires", "recommends"])

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.CharField(), **super().get_fields()}


class CreditAnswer(serializers.Serializer):
    node = serializers.CharField()
    counts = serializers.ListField(child=serializers.CharField())
    mode = serializers.ChoiceField(choices=["any", "all"])


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


class ResourceAnswer(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.URLField()
    type = serializers.CharField()
    free = serializers.BooleanField()
    language = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)


class NodeAnswer(PlacedNode):
    """A node with what is written about it and what stands around it."""

    description_markdown = serializers.CharField()
    description_html = serializers.CharField()
    role_note = serializers.CharField()
    resources = ResourceAnswer(many=True)
    requires = serializers.ListField(child=serializers.CharField())
    unlocks = serializers.ListField(child=serializers.CharField())
    also_on = serializers.ListField(child=serializers.CharField(), help_text="Roadmaps.")


class SkillItem(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=SkillKind.values)
    summary = serializers.CharField()
    minutes = serializers.IntegerField()


class SkillPage(Page):
    items = SkillItem(many=True)


class SkillAnswer(SkillItem):
    description_markdown = serializers.CharField()
    description_html = serializers.CharField()
    resources = ResourceAnswer(many=True)
    on = serializers.ListField(child=serializers.CharField(), help_text="Roadmaps.")
