"""What a fresh installation is given: the files under content/, read once for all who ask."""

from __future__ import annotations

from functools import cache

from roadmap.files.linking import Bundle
from roadmap.graph import Graph
from tests.content import shipped as content


@cache
def shipped() -> Bundle:
    """All files that are shipped, as one call imports them into an empty database."""
    return content.shipped().bundle


def shipped_graphs(*kinds: str) -> dict[str, Graph]:
    """The graphs of the shipped roadmaps of these kinds, by slug."""
    return {
        stated.graph.roadmap: stated.graph
        for stated in shipped().roadmaps
        if stated.form.kind in kinds
    }


def skills_of(graph: Graph) -> set[str]:
    return {key for key, node in graph.nodes.items() if node.kind == "skill"}


def standing_alone(graph: Graph) -> set[str]:
    """Skills outside choices that wait for nothing, advise nothing and lead nowhere."""
    stated = {key: {*node.requires, *node.recommends} for key, node in graph.nodes.items()}
    leads_on = set[str]().union(*stated.values())
    return {
        key
        for key in skills_of(graph)
        if not stated[key]
        and key not in leads_on
        and not any(graph.nodes[box].choose for box in graph.boxes_of(key))
    }
