"""What two roles have in common: arithmetic on the skills of two graphs. No Django in here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from roadmap.graph import Graph, Node

Key = TypeVar("Key", bound=Hashable)
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every skill of two graphs once, in version order: of the first, then of the second.

    What is shared is told as the first tells it.
    """

    shared: tuple[Node, ...]
    only_here: tuple[Node, ...]
    only_there: tuple[Node, ...]

    @property
    def overlap(self) -> float:
        """Shared skills of all skills, from 0 to 1, in hundredths; 0 when there are none."""
        every = len(self.shared) + len(self.only_here) + len(self.only_there)
        return round(len(self.shared) / every, 2) if every else 0.0


def compare(here: Graph | None, there: Graph | None) -> Comparison:
    """Optional skills and those of a choice count like all others; no graph has no skills."""
    mine, theirs = _skills(here), _skills(there)
    return Comparison(
        shared=tuple(node for key, node in mine.items() if key in theirs),
        only_here=tuple(node for key, node in mine.items() if key not in theirs),
        only_there=tuple(node for key, node in theirs.items() if key not in mine),
    )


def minutes_of(nodes: Iterable[Node]) -> int:
    return sum(node.minutes for node in nodes)


def side_by_side(
    here: Mapping[Key, Told], there: Mapping[Key, Told]
) -> list[tuple[Told | None, Told | None]]:
    """What is told under one key, in the order of the first, then of the second; None if not."""
    return [(here.get(key), there.get(key)) for key in {**here, **there}]


def _skills(graph: Graph | None) -> dict[str, Node]:
    nodes = graph.nodes.items() if graph else ()
    return {key: node for key, node in nodes if node.kind == "skill"}
