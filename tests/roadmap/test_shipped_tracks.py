"""The two roles as they are shipped; tests.roadmap.test_track_facts holds them to their sources."""

from __future__ import annotations

import pytest

from roadmap.editions import on_the_path
from roadmap.files.linking import Bundle
from roadmap.graph import Graph
from roadmap.units import summarise
from tests.roadmap.shipped import shipped, shipped_graphs, skills_of, standing_alone
from tests.roadmap.test_track_facts import SHARED


@pytest.fixture(scope="module")
def content() -> Bundle:
    return shipped()


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    """The roadmaps of the two roles; specialisms and orientation have tests of their own."""
    return shipped_graphs("role")


def test_nothing_is_wrong_with_them(content: Bundle) -> None:
    assert content.faults == ()


def test_each_track_has_one_roadmap_for_its_role(content: Bundle) -> None:
    roles = {
        stated.graph.roadmap: stated.form.track and stated.form.track.text
        for stated in content.roadmaps
        if stated.form.kind == "role"
    }

    assert [track.slug for track in content.tracks] == ["ai-engineer", "ml-engineer"]
    assert roles == {"ai-engineer": "ai-engineer", "ml-engineer": "ml-engineer"}


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_each_roadmap_is_worth_months(graphs: dict[str, Graph], roadmap: str) -> None:
    graph = graphs[roadmap]
    nodes = graph.nodes.values()
    nothing = frozenset[str]()
    whole = summarise(graph, done=nothing, in_progress=nothing, skipped=nothing)

    assert 110 <= len(skills_of(graph)) <= 160
    assert 10 <= sum(node.kind == "group" for node in nodes) <= 16
    assert sum(node.kind == "milestone" for node in nodes) >= 4
    assert 500 <= whole.minutes_left / 60 <= 1100


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_most_of_each_roadmap_is_required_and_the_rest_is_depth(
    graphs: dict[str, Graph], roadmap: str
) -> None:
    graph = graphs[roadmap]

    required = skills_of(graph) & on_the_path(graph)

    assert 0.6 <= len(required) / len(skills_of(graph)) <= 0.75


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_projects_use_what_came_before(
    content: Bundle, graphs: dict[str, Graph], roadmap: str
) -> None:
    nodes = graphs[roadmap].nodes
    projects = {key for key in skills_of(graphs[roadmap]) if content.skills[key].kind == "project"}

    assert len(projects) >= 6
    assert {key for key in projects if len(nodes[key].requires) < 2} <= {"portfolio"}


@pytest.mark.parametrize("roadmap", ["ai-engineer", "ml-engineer"])
def test_no_node_stands_alone(graphs: dict[str, Graph], roadmap: str) -> None:
    assert standing_alone(graphs[roadmap]) == set()


def test_at_least_forty_skills_count_on_both_and_each_says_why(
    graphs: dict[str, Graph],
) -> None:
    both = skills_of(graphs["ai-engineer"]) & skills_of(graphs["ml-engineer"])

    assert len(both) >= 40
    assert set(SHARED.values()) <= both
    for key in both:
        notes = {graph.nodes[key].role_note for graph in graphs.values()}
        assert "" not in notes, key
        assert len(notes) == 2, f"{key} matters in the same words to both roles"


@pytest.mark.parametrize(
    ("shallow", "deep"),
    [
        ("linear-algebra-essentials", "linear-algebra"),
        ("statistics-essentials", "statistics"),
        ("machine-learning-essentials", "scikit-learn"),
        ("neural-network-essentials", "neural-networks"),
    ],
)
def test_depth_waits_for_the_essentials(graphs: dict[str, Graph], shallow: str, deep: str) -> None:
    assert shallow in graphs["ml-engineer"].nodes[deep].requires
    assert shallow in skills_of(graphs["ai-engineer"])
    assert deep not in skills_of(graphs["ai-engineer"])


@pytest.mark.parametrize(
    ("roadmap", "group", "members"),
    [
        ("ai-engineer", "~second-language", {"java", "go"}),
        ("ai-engineer", "~cloud", {"aws", "azure", "gcp"}),
        (
            "ai-engineer",
            "~application",
            {"voice-agents", "document-intelligence", "coding-agents", "data-assistants"},
        ),
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
        if not (skill.summary and skill.description and skill.minutes and skill.resources)
    }

    assert poor == set()
    assert content.warnings == ()
