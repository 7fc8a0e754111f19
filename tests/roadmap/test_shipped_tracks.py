"""What a fresh installation shows; tests.roadmap.test_track_facts holds it to its sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadmap.files.checking import check
from roadmap.files.linking import Bundle, Known, link
from roadmap.graph import Graph
from roadmap.units import summarise
from tests.roadmap.test_track_facts import SHARED

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="module")
def content() -> Bundle:
    """All files that are shipped, as one call imports them into an empty database."""
    forms = []
    for path in sorted(CONTENT.glob("*/*.yaml")):
        form, faults = check(path.read_bytes(), str(path.relative_to(CONTENT)))
        assert form
        assert faults == []
        forms.append(form)
    return link(forms, Known())


@pytest.fixture(scope="module")
def graphs(content: Bundle) -> dict[str, Graph]:
    return {stated.graph.roadmap: stated.graph for stated in content.roadmaps}


def skills_of(graph: Graph) -> set[str]:
    return {key for key, node in graph.nodes.items() if node.kind == "skill"}


def test_nothing_is_wrong_with_them(content: Bundle) -> None:
    assert content.faults == ()


def test_there_is_a_roadmap_for_each_track(content: Bundle, graphs: dict[str, Graph]) -> None:
    assert [track.slug for track in content.tracks] == ["ai-engineer", "ml-engineer"]
    assert list(graphs) == ["ai-engineer", "ml-engineer"]


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_each_roadmap_is_a_real_one(graphs: dict[str, Graph], roadmap: str) -> None:
    graph = graphs[roadmap]
    nodes = graph.nodes.values()

    assert len(skills_of(graph)) >= 40
    assert sum(node.kind == "milestone" for node in nodes) >= 3
    assert any(node.choose for node in nodes)
    assert any(node.kind == "skill" and not node.required for node in nodes)
    nothing = frozenset[str]()
    whole = summarise(graph, done=nothing, in_progress=nothing, skipped=nothing)
    assert whole.total >= 35
    assert whole.minutes_left > 0


def test_at_least_ten_skills_count_on_both(graphs: dict[str, Graph]) -> None:
    both = skills_of(graphs["ai-engineer"]) & skills_of(graphs["ml-engineer"])

    assert len(both) >= 10
    assert set(SHARED.values()) <= both


@pytest.mark.parametrize(
    ("roadmap", "group", "members"),
    [
        ("ai-engineer", "~second-language", {"java", "go"}),
        ("ml-engineer", "~cloud", {"aws", "azure", "gcp"}),
        (
            "ml-engineer",
            "~specialism",
            {"forecasting", "recommender-systems", "computer-vision", "fraud-detection"},
        ),
    ],
)
def test_where_the_sources_say_or_one_chooses_one(
    graphs: dict[str, Graph], roadmap: str, group: str, members: set[str]
) -> None:
    node = graphs[roadmap].nodes[group]

    assert (node.choose, set(node.members)) == (1, members)


def test_a_systems_language_is_for_firms_that_need_one(graphs: dict[str, Graph]) -> None:
    assert not graphs["ml-engineer"].nodes["rust"].required


def test_every_skill_says_what_it_is_and_where_to_learn_it(content: Bundle) -> None:
    poor = {
        slug
        for slug, skill in content.skills.items()
        if not (skill.summary and skill.minutes and skill.resources)
    }

    assert poor == set()
    assert {fault.code for fault in content.warnings} <= {"dead_end", "no_description"}
