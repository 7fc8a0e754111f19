"""A graph as bytes and back: compact arrays, so that a process reads them in a blink."""

from __future__ import annotations

import json
from typing import Any

from roadmap.graph import Credit, Graph, Node


def pack(graph: Graph) -> bytes:
    """JSON in which nodes name each other by place instead of by key."""
    place = {key: index for index, key in enumerate(graph.nodes)}
    packed = {
        "roadmap": graph.roadmap,
        "title": graph.title,
        "edition": graph.edition,
        "version": graph.version,
        "nodes": [_packed(node, place) for node in graph.nodes.values()],
        "order": [place[key] for key in graph.order],
    }
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(packed: bytes) -> Graph:
    """The graph that was packed, equal to it in every value."""
    parts = json.loads(packed)
    keys = [row[0] for row in parts["nodes"]]
    return Graph(
        roadmap=parts["roadmap"],
        title=parts["title"],
        edition=parts["edition"],
        version=parts["version"],
        nodes={row[0]: _unpacked(row, keys) for row in parts["nodes"]},
        order=tuple(keys[index] for index in parts["order"]),
    )


def _packed(node: Node, place: dict[str, int]) -> list[Any]:
    return [
        node.key,
        node.kind,
        node.title,
        node.skill_kind,
        node.summary,
        node.role_note,
        node.minutes,
        node.required,
        None if node.group is None else place[node.group],
        node.choose,
        [place[key] for key in node.members],
        [place[key] for key in node.requires],
        [place[key] for key in node.recommends],
        None if node.credit is None else [node.credit.mode, *node.credit.counts],
    ]


def _unpacked(row: list[Any], keys: list[str]) -> Node:
    key, kind, title, skill_kind, summary, role_note, minutes, required, *rest = row
    group, choose, members, requires, recommends, credit = rest
    return Node(
        key=key,
        kind=kind,
        title=title,
        skill_kind=skill_kind,
        summary=summary,
        role_note=role_note,
        minutes=minutes,
        required=required,
        group=None if group is None else keys[group],
        choose=choose,
        members=tuple(keys[index] for index in members),
        requires=tuple(keys[index] for index in requires),
        recommends=tuple(keys[index] for index in recommends),
        credit=None if credit is None else Credit(tuple(credit[1:]), credit[0]),
    )
