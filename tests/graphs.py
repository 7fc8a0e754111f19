"""Small graphs that read like the roadmap they stand for, and learners who stand on them.

    graph_of(
        {"python": "", "sql": "", "orm": "python sql", "aws": "", "gcp": "", "deploy": "~cloud"},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "orm deploy"},
    )

Keys come in the order in which they are written: that is the version order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from progress.folds import MarkFact, Standing
from roadmap.graph import Credit, Graph, Kind, Node
from roadmap.ordering import graph_of_nodes

# A group is its members, or its members and how many of them to choose.
Members = str | tuple[str, int]

MINUTES = 60
MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


def graph_of(
    requires: Mapping[str, str],
    *,
    groups: Mapping[str, Members] = {},
    milestones: Mapping[str, str] = {},
    optional: str = "",
    recommends: Mapping[str, str] = {},
    credits: Mapping[str, tuple[str, str]] = {},  # noqa: A002 - the word of the domain
    minutes: Mapping[str, int] = {},
    roadmap: str = "ai-engineer",
) -> Graph:
    """Skills with what they require; what a group requires or recommends stands beside them.

    A credit is what it counts and its mode: `{"llm-apis": ("openai-api", "any")}`.
    """
    box_of = {key: box for box, members in groups.items() for key in _members(members)}

    def node(key: str, kind: Kind, requirements: str) -> Node:
        return Node(
            key=key,
            kind=kind,
            title=key.strip("~").replace("-", " ").capitalize(),
            minutes=minutes.get(key, MINUTES) if kind == "skill" else 0,
            required=kind != "milestone" and key not in optional.split(),
            group=box_of.get(key),
            choose=_choose(groups[key]) if kind == "group" else None,
            requires=tuple(requirements.split()),
            recommends=tuple(recommends.get(key, "").split()),
            credit=_credit(*credits[key]) if key in credits else None,
        )

    nodes = [node(key, "skill", said) for key, said in requires.items() if key not in groups]
    nodes += [node(key, "group", requires.get(key, "")) for key in groups]
    nodes += [node(key, "milestone", said) for key, said in milestones.items()]
    return graph_of_nodes(nodes, roadmap=roadmap, title=roadmap.capitalize())


def done(skill: str, *, at: datetime = MORNING, on: str | None = None) -> MarkFact:
    return MarkFact(skill=skill, status="done", at=at, roadmap=on)


def begun(skill: str, *, at: datetime = MORNING, on: str | None = None) -> MarkFact:
    return MarkFact(skill=skill, status="in_progress", at=at, roadmap=on)


def standing_on(
    graph: Graph,
    done_: str = "",
    *,
    begun_: str = "",
    skipped: str = "",
    marks: Iterable[MarkFact] = (),
) -> Standing:
    """Where somebody stands who did, began and skipped these skills; `marks` for finer points."""
    facts = [*map(done, done_.split()), *map(begun, begun_.split()), *marks]
    return Standing.of(graph, {fact.skill: fact for fact in facts}, frozenset(skipped.split()))


def _members(members: Members) -> list[str]:
    return (members if isinstance(members, str) else members[0]).split()


def _choose(members: Members) -> int | None:
    return None if isinstance(members, str) else members[1]


def _credit(counts: str, mode: str) -> Credit:
    return Credit(tuple(counts.split()), "all" if mode == "all" else "any")
