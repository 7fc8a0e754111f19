"""Units, in which progress is counted: each required skill is one, a `choose n` group is n.

Optional nodes, optional groups and everything inside them are no units. No Django in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from roadmap.editions import on_the_path
from roadmap.graph import Graph, Node, remembered


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of units: `skipped` of them left the path, which is `total` units long."""

    done: int
    in_progress: int
    skipped: int
    total: int
    percent: int
    minutes_left: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A `choose n` group: n units, whichever members they come from."""

    choose: int
    minutes: Mapping[str, int]

    @classmethod
    def of(cls, graph: Graph, group: Node) -> Choice | None:
        if group.choose is None:
            return None
        return cls(group.choose, {key: graph.nodes[key].minutes for key in group.members})

    def length(self, skipped: AbstractSet[str]) -> int:
        """Units on the path: one is lost only when fewer than n unskipped members remain."""
        return min(self.choose, len(self.minutes) - len(self.minutes.keys() & skipped))

    def done(self, done: AbstractSet[str]) -> int:
        return min(self.choose, len(self.minutes.keys() & done))

    def left(self, done: AbstractSet[str], skipped: AbstractSet[str]) -> int:
        return self.length(skipped) - self.done(done)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a version, or of one of its groups: skills with their minutes, and choices."""

    skills: dict[str, int] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)


def summarise(
    graph: Graph,
    *,
    done: AbstractSet[str],
    in_progress: AbstractSet[str],
    skipped: AbstractSet[str],
) -> Summary:
    """Count the units of the whole version. The three sets hold no key in common."""
    return _summary(units_of(graph), done, in_progress, skipped)


def summarise_group(
    graph: Graph,
    group: str,
    *,
    done: AbstractSet[str],
    in_progress: AbstractSet[str],
    skipped: AbstractSet[str],
) -> Summary:
    """Count the units inside `group`, at any depth; none in a group that is off the path."""
    return _summary(_units_by_group(graph)[group], done, in_progress, skipped)


def units_of(graph: Graph) -> Units:
    """The units of the whole version."""
    return _units_by_group(graph)[None]


def count(units: Units) -> int:
    """How many units there are before anybody skips one."""
    return len(units.skills) + sum(choice.choose for choice in units.choices.values())


@remembered
def _units_by_group(graph: Graph) -> Mapping[str | None, Units]:
    """The units inside each group, under its key, and those of the version, under None."""
    found: dict[str | None, Units] = {None: Units()}
    found |= {key: Units() for key, node in graph.nodes.items() if node.kind == "group"}
    for key in filter(on_the_path(graph).__contains__, graph.nodes):
        node = graph.nodes[key]
        around = [None, *graph.boxes_of(key)]
        if choice := Choice.of(graph, node):
            for place in (key, *around):
                found[place].choices[key] = choice
        elif node.kind == "skill" and not _is_chosen(graph, node):
            for place in around:
                found[place].skills[key] = node.minutes
    return found


def _is_chosen(graph: Graph, node: Node) -> bool:
    return node.group is not None and graph.nodes[node.group].choose is not None


def _summary(
    units: Units,
    done: AbstractSet[str],
    in_progress: AbstractSet[str],
    skipped: AbstractSet[str],
) -> Summary:
    skills, choices = units.skills, units.choices.values()
    chosen = [choice.done(done) for choice in choices]
    begun = [
        min(choice.choose - has, len(choice.minutes.keys() & in_progress))
        for choice, has in zip(choices, chosen, strict=True)
    ]
    total = len(skills) - len(skills.keys() & skipped)
    total += sum(choice.length(skipped) for choice in choices)
    finished = len(skills.keys() & done) + sum(chosen)
    return Summary(
        done=finished,
        in_progress=len(skills.keys() & in_progress) + sum(begun),
        skipped=count(units) - total,
        total=total,
        percent=100 * finished // total if total else 0,
        minutes_left=_minutes_left(units, done, in_progress, skipped),
    )


def _minutes_left(
    units: Units,
    done: AbstractSet[str],
    in_progress: AbstractSet[str],
    skipped: AbstractSet[str],
) -> int:
    """The minutes of what is left, taking of each choice what is begun, then what is cheapest."""
    settled = done | skipped
    minutes = sum(cost for skill, cost in units.skills.items() if skill not in settled)
    for choice in units.choices.values():
        costs = sorted(
            (skill not in in_progress, cost)
            for skill, cost in choice.minutes.items()
            if skill not in settled
        )
        minutes += sum(cost for _, cost in costs[: choice.left(done, skipped)])
    return minutes
