"""What is settled on a version, since when, and what that leaves open. No Django in here."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime

from roadmap.graph import Graph, Node, remembered
from roadmap.units import Choice

# A skip holds as if it had always been there: no rule asks when it was made.
ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Box:
    """A group or a milestone: settled by what it `needs`, begun once one of its `parts` is.

    A skill begins, in this sense, when it is done.
    """

    key: str
    is_milestone: bool
    needs: frozenset[str]
    parts: frozenset[str]
    choice: Choice | None

    def begun_at(self, begun: Mapping[str, datetime]) -> datetime | None:
        return min((begun[part] for part in self.parts if part in begun), default=None)

    def settled_at(
        self,
        settled: Mapping[str, datetime],
        begun: Mapping[str, datetime],
        skipped: AbstractSet[str],
    ) -> datetime | None:
        """The first instant at which the box was settled, going by the marks and skips of now."""
        if self.choice is not None:
            wanted = self.choice.length(skipped)
            done = sorted(begun[member] for member in self.parts if member in begun)
            return [ALWAYS, *done][wanted] if wanted <= len(done) else None
        if not self.needs <= settled.keys():
            return None
        last = max((settled[key] for key in self.needs), default=ALWAYS)
        if not self.is_milestone:
            return last
        # Nobody reaches a milestone by skipping all the way.
        first = self.begun_at(begun)
        return None if first is None else max(first, last)


@dataclass(frozen=True, slots=True)
class Layout:
    """What folding progress over one version needs, worked out once per graph.

    `needs`: what must be settled before a skill is open, and for a box to be settled.
    `advice`: what each node is better after.
    """

    skills: tuple[str, ...]
    position: Mapping[str, int]
    needs: Mapping[str, frozenset[str]]
    boxes: tuple[Box, ...]
    advice: Mapping[str, frozenset[str]]


def settle(
    graph: Graph, *, done: Mapping[str, datetime], skipped: AbstractSet[str]
) -> Mapping[str, datetime]:
    """Every settled key with the instant since when, given the done skills and those skipped.

    A skill: done or skipped. `choose n`: min(n, unskipped members) done. Another group: its
    required members settled. A milestone: all it requires settled, and at least one done,
    where a group counts as done once something in it is.
    """
    settled = {**dict.fromkeys(skipped, ALWAYS), **done}
    begun = {**done}
    for box in layout_of(graph).boxes:
        since = box.settled_at(settled, begun, skipped)
        if since is not None:
            settled[box.key] = since
        started = since if box.is_milestone else box.begun_at(begun)
        if started is not None:
            begun[box.key] = started
    return settled


def frontier(graph: Graph, settled: frozenset[str]) -> tuple[str, ...]:
    """The open skills in version order: unsettled, waiting for nothing, no leftover of a choice."""
    layout = layout_of(graph)
    over = [box.parts for box in layout.boxes if box.choice is not None and box.key in settled]
    closed = settled.union(*over)
    return tuple(key for key in layout.skills if key not in closed and layout.needs[key] <= settled)


@remembered
def layout_of(graph: Graph) -> Layout:
    return Layout(
        skills=tuple(key for key, node in graph.nodes.items() if node.kind == "skill"),
        position={key: position for position, key in enumerate(graph.nodes)},
        needs={key: _needs(graph, node) for key, node in graph.nodes.items()},
        boxes=tuple(
            _box(graph, graph.nodes[key]) for key in graph.order if graph.nodes[key].kind != "skill"
        ),
        advice={key: _advice(graph, key) for key in graph.nodes},
    )


def _needs(graph: Graph, node: Node) -> frozenset[str]:
    if node.kind == "skill":
        return graph.waits_for[node.key]
    if node.kind == "milestone":
        return frozenset(node.requires)
    if node.choose is not None:
        return frozenset(node.members)
    return frozenset(key for key in node.members if graph.nodes[key].required)


def _box(graph: Graph, node: Node) -> Box:
    is_milestone = node.kind == "milestone"
    return Box(
        key=node.key,
        is_milestone=is_milestone,
        needs=_needs(graph, node),
        parts=frozenset(node.requires if is_milestone else node.members),
        choice=Choice.of(graph, node),
    )


def _advice(graph: Graph, key: str) -> frozenset[str]:
    """What the node is better after; like a requirement, advice to a box is for all in it."""
    boxes = (graph.nodes[box].recommends for box in graph.boxes_of(key))
    return frozenset(graph.nodes[key].recommends).union(*boxes)
