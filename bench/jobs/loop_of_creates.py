"""An import as a tutorial would write it: validate, then create and look up row by row.

It does what ours does: refuses what is malformed, unknown or circular, and writes skills, a
draft, its nodes and edges. PostgreSQL is told of the new rows before they are looked up, or it
would be its planner that is measured: to it, a table that nobody analysed is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from django.db import connection
from rest_framework import serializers

from roadmap.models import Edge, EdgeKind, Node, NodeKind, Roadmap, Skill, SkillKind, Version


class SkillSerializer(serializers.Serializer[Any]):
    slug = serializers.SlugField(max_length=80)
    title = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(SkillKind.choices)
    summary = serializers.CharField(max_length=300, allow_blank=True, default="")
    minutes = serializers.IntegerField(min_value=0, default=0)


class NodeSerializer(serializers.Serializer[Any]):
    skill = serializers.SlugField(max_length=80)
    requires = serializers.ListField(child=serializers.SlugField(max_length=80), default=list)
    recommends = serializers.ListField(child=serializers.SlugField(max_length=80), default=list)


class RoadmapSerializer(serializers.Serializer[Any]):
    slug = serializers.SlugField(max_length=80)
    title = serializers.CharField(max_length=120)
    kind = serializers.CharField()


class FileSerializer(serializers.Serializer[Any]):
    roadmap = RoadmapSerializer()
    skills = SkillSerializer(many=True)
    nodes = NodeSerializer(many=True)


def import_file(raw: bytes) -> None:
    """Write what the file says; raises ValidationError or DoesNotExist for what is wrong."""
    stated = _validated(yaml.safe_load(raw))
    for skill in stated["skills"]:
        Skill.objects.create(**skill)
    roadmap = Roadmap.objects.create(**stated["roadmap"])
    draft = Version.objects.create(roadmap=roadmap, number=1, title=roadmap.title)
    _tell_the_planner("roadmap_skill")
    for position, node in enumerate(stated["nodes"]):
        skill = Skill.objects.get(slug=node["skill"])
        Node.objects.create(
            version=draft, key=skill.slug, kind=NodeKind.SKILL, skill=skill, position=position
        )
    _tell_the_planner("roadmap_node")
    for node in stated["nodes"]:
        for kind in EdgeKind.values:
            for source in node[kind]:
                Edge.objects.create(
                    version=draft,
                    source=Node.objects.get(version=draft, key=source),
                    target=Node.objects.get(version=draft, key=node["skill"]),
                    kind=kind,
                )
    _refuse_circles(draft)


def _validated(loaded: Mapping[str, Any]) -> Mapping[str, Any]:
    skills = [{"slug": slug, **words} for slug, words in loaded["skills"].items()]
    serializer = FileSerializer(data={**loaded, "skills": skills})
    serializer.is_valid(raise_exception=True)
    stated: Mapping[str, Any] = serializer.validated_data
    return stated


def _tell_the_planner(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _refuse_circles(draft: Version) -> None:
    """Depth first, asking for what follows each node. A stack, for a path may be long."""
    finished: set[int] = set()
    for root in Node.objects.filter(version=draft):
        way = {root.pk: _followers(root.pk)} if root.pk not in finished else {}
        while way:
            node, followers = next(reversed(way.items()))
            follower = next(followers, None)
            if follower is None:
                finished.add(node)
                del way[node]
            elif follower in way:
                raise serializers.ValidationError("The nodes wait for each other.")
            elif follower not in finished:
                way[follower] = _followers(follower)


def _followers(node: int) -> Iterator[int]:
    return iter([edge.target_id for edge in Edge.objects.filter(source=node)])
