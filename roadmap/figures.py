"""What a graph amounts to, in the figures by which curators compare roadmaps. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from roadmap.documents import counts
from roadmap.graph import Graph
from roadmap.ordering import Moments


@dataclass(frozen=True, slots=True)
class Figures:
    """The size of a roadmap and how well it holds together.

    `nodes` are skills and milestones; `required` counts of a choice as many skills as it asks
    for; `minutes` is what lies before one who has done nothing; `chain` is how many nodes the
    longest way along `requires` holds; `untouched` are the nodes that no edge touches.
    """

    roadmap: str
    nodes: int
    required: int
    groups: int
    edges: int
    resources: int
    minutes: int
    chain: int
    untouched: tuple[str, ...]

    @property
    def untouched_percent(self) -> int:
        """The share of nodes that no edge touches, rounded up: 0 means that there is none."""
        return -(-100 * len(self.untouched) // self.nodes) if self.nodes else 0


def figures_of(graph: Graph, *, resources: int) -> Figures:
    """The figures of a graph without cycles whose skills have so many resources in all."""
    count = counts(graph)
    return Figures(
        roadmap=graph.roadmap,
        nodes=count["skills"] + count["milestones"],
        required=count["units"],
        groups=count["groups"],
        edges=count["edges"],
        resources=resources,
        minutes=count["minutes"],
        chain=_longest_chain(graph),
        untouched=tuple(untouched(graph)),
    )


def untouched(graph: Graph) -> Iterable[str]:
    """Skills and milestones that stand alone: no edge begins or ends at them or a box of theirs."""
    ends = {
        key
        for node in graph.nodes.values()
        for source in (*node.requires, *node.recommends)
        for key in (node.key, source)
    }
    for key, node in graph.nodes.items():
        if node.kind != "group" and ends.isdisjoint((key, *graph.boxes_of(key))):
            yield key


def _longest_chain(graph: Graph) -> int:
    hard = {key: replace(node, recommends=()) for key, node in graph.nodes.items()}
    return max(Moments(hard).depths().values(), default=0)
