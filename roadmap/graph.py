"""One version as plain, immutable values: all that folding progress over it needs.

No Django in here. Built from rows or from a file, compiled once by publishing, kept in process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Literal, TypeVar, cast

Kind = Literal["skill", "group", "milestone"]

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Credit:
    """The node also counts what was marked on `counts`: any of them, or only all together."""

    counts: tuple[str, ...]
    mode: Literal["any", "all"] = "any"


@dataclass(frozen=True, slots=True)
class Node:
    """A node as the version states it; `requires` and `recommends` hold keys as written.

    `summary` is that of a group or milestone: a skill's is prose, and prose is the skill's own.
    """

    key: str
    kind: Kind
    title: str
    skill_kind: str = ""
    summary: str = ""
    role_note: str = ""
    minutes: int = 0
    required: bool = True
    group: str | None = None
    choose: int | None = None
    members: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    recommends: tuple[str, ...] = ()
    credit: Credit | None = None


@dataclass(frozen=True)
class Graph:
    """The nodes of one version by key, in version order; `order` holds all keys, what comes
    first first: a group after its members, a node after all it waits for."""

    roadmap: str
    title: str
    edition: int
    version: int
    nodes: Mapping[str, Node]
    order: tuple[str, ...]

    def says_the_same_as(self, other: Graph) -> bool:
        """Whether publishing one after the other would change nothing."""
        mine, theirs = tuple(self.nodes.values()), tuple(other.nodes.values())
        return self.title == other.title and mine == theirs

    @cached_property
    def waits_for(self) -> Mapping[str, frozenset[str]]:
        """What each key requires, and what its boxes do: an edge to a box is for all in it."""
        waits: dict[str, frozenset[str]] = {}
        for key, node in self.nodes.items():
            boxes = (self.nodes[box].requires for box in self.boxes_of(key))
            waits[key] = frozenset(node.requires).union(*boxes)
        return waits

    def boxes_of(self, key: str) -> Iterator[str]:
        """The groups around a node, from the innermost outwards."""
        box = self.nodes[key].group
        while box is not None:
            yield box
            box = self.nodes[box].group


def remembered(make: Callable[[Graph], Made]) -> Callable[[Graph], Made]:
    """Have each graph keep what `make` made of it, for as long as the graph itself is kept."""
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def recall(graph: Graph) -> Made:
        # Beside the values of cached_property, which live in the same place.
        kept = graph.__dict__
        if name not in kept:
            kept[name] = make(graph)
        return cast(Made, kept[name])

    return recall
