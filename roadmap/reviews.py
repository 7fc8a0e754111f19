"""What publishing would say of a draft, before anybody publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.editions import unit_list
from roadmap.errors import Problem
from roadmap.files.forms import SkillForm
from roadmap.graph import Graph
from roadmap.models import Version
from roadmap.queries import skills_as_told, stated_graph
from roadmap.validation import problems_of, warnings_of


@dataclass(frozen=True)
class Review:
    """`problems` must be mended first, `warnings` need not; the rest compares with the current."""

    problems: Sequence[Problem]
    warnings: Sequence[Problem]
    starts_edition: bool
    added: Sequence[str]
    removed: Sequence[str]


def review_of(draft: Version) -> Review:
    """Judge a draft by its rows, in a fixed number of queries; `draft.roadmap` is to be there."""
    graph = stated_graph(draft)
    current = draft.roadmap.current
    published = stated_graph(current) if current else None
    known = published.nodes if published else {}
    return Review(
        problems=problems_of(graph),
        warnings=warnings_of(graph, _placed_skills(graph)),
        starts_edition=published is None or unit_list(published) != unit_list(graph),
        added=[key for key in graph.nodes if key not in known],
        removed=[key for key in known if key not in graph.nodes],
    )


def _placed_skills(graph: Graph) -> dict[str, SkillForm]:
    return skills_as_told(key for key, node in graph.nodes.items() if node.kind == "skill")
