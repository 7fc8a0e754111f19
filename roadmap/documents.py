"""The graph document: a version as a client draws it, computed once by publishing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from roadmap.graph import Graph, Node, remembered
from roadmap.ordering import layout
from roadmap.units import summarise
from wire.instants import format_instant

# Grows when the document's shape does.
FORMAT = 1


def graph_document(
    graph: Graph, *, summaries: Mapping[str, str], published_at: datetime, content_hash: str
) -> dict[str, Any]:
    """The document of a version; `summaries` are those of its skills, as they are now."""
    places = layout(graph)
    return {
        "format": FORMAT,
        "roadmap": graph.roadmap,
        "title": graph.title,
        "edition": graph.edition,
        "version": graph.version,
        "published_at": format_instant(published_at),
        "content_hash": content_hash,
        "counts": counts(graph),
        "nodes": [
            _node(node, summaries.get(key, node.summary), places[key])
            for key, node in graph.nodes.items()
            if node.kind != "group"
        ],
        "groups": [_group(node) for node in graph.nodes.values() if node.kind == "group"],
        "edges": edges(graph),
        "credits": stated_credits(graph),
        "topological_order": list(graph.order),
    }


def node_of(graph: Graph, key: str, summary: str) -> dict[str, Any]:
    """One node as the document has it; of a group, what it says of the group."""
    node = graph.nodes[key]
    if node.kind == "group":
        return {"kind": "group", **_group(node)}
    return _node(node, summary, layout(graph)[key])


@remembered
def counts(graph: Graph) -> dict[str, int]:
    """The size of a version; its minutes are those left to one who has done nothing."""
    kinds = [node.kind for node in graph.nodes.values()]
    nothing = frozenset[str]()
    summary = summarise(graph, done=nothing, in_progress=nothing, skipped=nothing)
    return {
        "skills": kinds.count("skill"),
        "units": summary.total,
        "groups": kinds.count("group"),
        "milestones": kinds.count("milestone"),
        "edges": sum(len(node.requires) + len(node.recommends) for node in graph.nodes.values()),
        "minutes": summary.minutes_left,
    }


def edges(graph: Graph) -> list[dict[str, str]]:
    """All edges, by the node that waits; what comes first is `from`."""
    return [
        {"from": source, "to": node.key, "kind": kind}
        for node in graph.nodes.values()
        for kind, sources in (("requires", node.requires), ("recommends", node.recommends))
        for source in sources
    ]


def stated_credits(graph: Graph) -> list[dict[str, Any]]:
    """All credits, by the node that also counts other skills."""
    return [
        {"node": node.key, "counts": list(node.credit.counts), "mode": node.credit.mode}
        for node in graph.nodes.values()
        if node.credit
    ]


def _node(node: Node, summary: str, place: Mapping[str, int]) -> dict[str, Any]:
    return {
        "key": node.key,
        "kind": node.kind,
        **({"skill_kind": node.skill_kind} if node.kind == "skill" else {}),
        "title": node.title,
        "summary": summary,
        "group": node.group,
        "required": node.required,
        "minutes": node.minutes,
        **place,
    }


def _group(node: Node) -> dict[str, Any]:
    return {
        "key": node.key,
        "title": node.title,
        "summary": node.summary,
        "parent": node.group,
        "required": node.required,
        "choose": node.choose,
        "members": list(node.members),
    }
