"""The graph as nested serializers, which ask for each related row where they need it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bench.peers.answers import instant
from bench.peers.naive.models import Node, Version


class NodeSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    summary = serializers.SerializerMethodField()
    group = serializers.SlugRelatedField("key", read_only=True)
    layer = serializers.IntegerField(source="place.layer")
    order = serializers.IntegerField(source="place.order")
    x = serializers.IntegerField(source="place.x")
    y = serializers.IntegerField(source="place.y")

    class Meta:
        model = Node
        fields = [
            *("key", "kind", "skill_kind", "title", "summary", "group", "required", "minutes"),
            *("layer", "order", "x", "y"),
        ]

    def get_summary(self, node: Node) -> str:
        return node.skill.summary if node.skill else node.summary

    def to_representation(self, node: Node) -> Any:
        told = super().to_representation(node)
        if node.kind != "skill":
            del told["skill_kind"]
        return told


class GroupSerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("key", source="group", read_only=True)
    members = serializers.SlugRelatedField("key", many=True, read_only=True)

    class Meta:
        model = Node
        fields = ["key", "title", "summary", "parent", "required", "choose", "members"]


class GraphSerializer(serializers.ModelSerializer):
    roadmap = serializers.SlugRelatedField("slug", read_only=True)
    version = serializers.IntegerField(source="number")
    published_at = serializers.SerializerMethodField()
    counts = serializers.JSONField(source="drawing.counts")
    topological_order = serializers.JSONField(source="drawing.topological_order")

    class Meta:
        model = Version
        fields = [
            *("roadmap", "title", "edition", "version", "published_at", "content_hash"),
            *("counts", "topological_order"),
        ]

    def get_published_at(self, version: Version) -> str | None:
        return instant(version.published_at)

    def to_representation(self, version: Version) -> Any:
        nodes = version.nodes.select_related("group", "skill", "place")
        drawn = nodes.exclude(kind="group")
        return {
            "format": 1,
            **super().to_representation(version),
            "nodes": NodeSerializer(drawn, many=True).data,
            "groups": GroupSerializer(version.nodes.filter(kind="group"), many=True).data,
            "edges": [
                {"from": edge.source.key, "to": edge.target.key, "kind": edge.kind}
                for edge in version.edges.select_related("source", "target")
            ],
            "credits": self.credits_of(version),
        }

    def credits_of(self, version: Version) -> list[dict[str, Any]]:
        told: dict[str, dict[str, Any]] = {}
        for credit in version.credits.all():
            start = {"node": credit.node.key, "counts": [], "mode": credit.mode}
            told.setdefault(credit.node.key, start)["counts"].append(credit.skill.slug)
        return list(told.values())
