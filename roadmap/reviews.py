"""What publishing would say of a draft, before anybody publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.editions import unit_list
from roadmap.errors import Problem
from roadmap.graph import Graph
from roadmap.models import Version
from roadmap.queries import skills_as_told, stated_graph
from roadmap.validation import SkillFacts, problems_of, warnings_of


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
        warnings=warnings_of(graph, _facts_of(graph)),
        starts_edition=published is None or unit_list(published) != unit_list(graph),
        added=[key for key in graph.nodes if key not in known],
        removed=[key for key in known if key not in graph.nodes],
    )


def _facts_of(graph: Graph) -> dict[str, SkillFacts]:
    placed = [key for key, node in graph.nodes.items() if node.kind == "skill"]
    return {
        slug: SkillFacts(
            title=skill.title,
            minutes=skill.minutes,
            has_description=bool(skill.description),
            resource_urls=tuple(resource.url for resource in skill.resources),
        )
        for slug, skill in skills_as_told(placed).items()
    }
