"""What a learner signed up for: the unit list. Versions with the same one are of one edition."""

from __future__ import annotations

from dataclasses import dataclass

from roadmap.graph import Graph, Node, remembered


@dataclass(frozen=True)
class UnitList:
    """Equal for two versions exactly when moving between them can change nobody's percent."""

    required: frozenset[str]
    choices: frozenset[tuple[str, int, frozenset[str]]]
    credits: frozenset[tuple[str, str, frozenset[str]]]
    milestones: frozenset[tuple[str, frozenset[str]]]


def unit_list(graph: Graph) -> UnitList:
    nodes = graph.nodes
    on_path = on_the_path(graph)
    chosen_from = {key for key, node in nodes.items() if node.choose is not None}
    return UnitList(
        required=frozenset(
            key
            for key in on_path
            if nodes[key].kind == "skill" and nodes[key].group not in chosen_from
        ),
        choices=frozenset(
            (key, node.choose, frozenset(node.members))
            for key, node in nodes.items()
            if node.choose is not None and key in on_path
        ),
        credits=frozenset(
            (key, node.credit.mode, frozenset(node.credit.counts))
            for key, node in nodes.items()
            if node.credit is not None
        ),
        milestones=frozenset(
            (key, frozenset(node.requires))
            for key, node in nodes.items()
            if node.kind == "milestone"
        ),
    )


@remembered
def on_the_path(graph: Graph) -> frozenset[str]:
    """The skills and groups that count: required, and in no optional group."""
    optional = {key for key, node in graph.nodes.items() if not node.required}

    def counts(node: Node) -> bool:
        if node.kind == "milestone" or not node.required:
            return False
        return optional.isdisjoint(graph.boxes_of(node.key))

    return frozenset(key for key, node in graph.nodes.items() if counts(node))
