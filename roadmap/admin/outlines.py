"""A version drawn as a nested list: groups around their members, each with what it waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.models import Credit, Edge, EdgeKind, Node, NodeKind, Version


@dataclass(frozen=True)
class Item:
    """One node of the outline."""

    node: Node
    title: str
    minutes: int
    requires: list[str]
    recommends: list[str]
    counts: list[str]
    members: list[Item]


def outline_of(version: Version) -> list[Item]:
    """The nodes outside all groups, in version order. Three queries, whatever the size."""
    nodes = Node.objects.filter(version=version).select_related("skill").in_order()
    ends = Edge.objects.filter(version=version).values_list("target", "kind", "source__key")
    credits_ = Credit.objects.filter(version=version).values_list("node", "skill__slug")
    sources: dict[tuple[int, str], list[str]] = defaultdict(list)
    for target, kind, source in ends.order_by("source__position", "source"):
        sources[target, kind].append(source)
    counts: dict[int, list[str]] = defaultdict(list)
    for node, slug in credits_.order_by("skill__slug"):
        counts[node].append(slug)
    return _nested(nodes, sources, counts)


def _nested(
    nodes: Iterable[Node],
    sources: dict[tuple[int, str], list[str]],
    counts: dict[int, list[str]],
) -> list[Item]:
    inside: dict[int | None, list[Item]] = defaultdict(list)
    for node in nodes:
        skill = node.skill if node.kind == NodeKind.SKILL else None
        item = Item(
            node=node,
            title=node.title or (skill.title if skill else ""),
            minutes=node.minutes or (skill.minutes if skill else 0),
            requires=sources[node.pk, EdgeKind.REQUIRES],
            recommends=sources[node.pk, EdgeKind.RECOMMENDS],
            counts=counts[node.pk],
            members=inside[node.pk],
        )
        inside[node.group_id].append(item)
    return inside[None]
