"""What lies beyond the two roles: specialisms on top of a track, and first looks at other roles."""

from __future__ import annotations

import pytest

from roadmap.editions import on_the_path
from roadmap.graph import Graph
from tests.roadmap.shipped import shipped, shipped_graphs, skills_of, standing_alone

SPECIALISMS = {
    "recommender-systems": "ml-engineer",
    "forecasting": "ml-engineer",
    "computer-vision": "ml-engineer",
    "fraud-detection": "ml-engineer",
    "ml-platform-engineer": "ml-engineer",
    "rag-and-search": "ai-engineer",
    "agents-and-mcp": "ai-engineer",
    "fine-tuning-and-self-hosting": "ai-engineer",
    "evaluation-and-safety": "ai-engineer",
}
ORIENTATION = {
    "ml-hardware-engineer": "ml-engineer",
    "ml-solutions-architect": "ml-engineer",
    "data-scientist": "ml-engineer",
    "software-foundations": None,
}
LONGEST_CHAIN = 12

each_specialism = pytest.mark.parametrize("roadmap", sorted(SPECIALISMS))
each_orientation = pytest.mark.parametrize("roadmap", sorted(ORIENTATION))
each = pytest.mark.parametrize("roadmap", sorted(SPECIALISMS | ORIENTATION))


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    return shipped_graphs("specialism", "orientation")


@pytest.fixture(scope="module")
def roles() -> dict[str, Graph]:
    return shipped_graphs("role")


def longest_chain(graph: Graph) -> int:
    """How many skills must follow one another, at most; a box is as deep as its members."""
    depth: dict[str, int] = {}
    for key in graph.order:
        node = graph.nodes[key]
        before = {*graph.waits_for[key], *(node.members if node.kind == "group" else ())}
        below = max((depth[source] for source in before), default=0)
        depth[key] = below + (node.kind == "skill")
    return max(depth.values())


@pytest.mark.parametrize(
    ("kind", "promised"), [("specialism", SPECIALISMS), ("orientation", ORIENTATION)]
)
def test_each_is_there_with_its_track(kind: str, promised: dict[str, str | None]) -> None:
    told = {
        stated.graph.roadmap: stated.form.track.text if stated.form.track else None
        for stated in shipped().roadmaps
        if stated.form.kind == kind
    }

    assert told == promised


@each_specialism
def test_a_specialism_is_a_season_of_work(graphs: dict[str, Graph], roadmap: str) -> None:
    graph = graphs[roadmap]
    required = skills_of(graph) & on_the_path(graph)

    assert 28 <= len(skills_of(graph)) <= 45
    assert 25 <= len(graph.nodes) <= 60
    assert 0.6 <= len(required) / len(skills_of(graph)) <= 0.85


@each_orientation
def test_orientation_is_short(graphs: dict[str, Graph], roadmap: str) -> None:
    assert 12 <= len(skills_of(graphs[roadmap])) <= 25


@each
def test_each_has_a_few_boxes_and_a_point_to_reach(graphs: dict[str, Graph], roadmap: str) -> None:
    kinds = [node.kind for node in graphs[roadmap].nodes.values()]

    assert 3 <= kinds.count("group") <= 7
    assert 1 <= kinds.count("milestone") <= 3


@each_specialism
def test_a_specialism_is_put_to_use_in_projects(graphs: dict[str, Graph], roadmap: str) -> None:
    graph = graphs[roadmap]
    skills = shipped().skills
    projects = {key for key in skills_of(graph) if skills[key].kind == "project"}

    assert projects & on_the_path(graph)
    assert all(len(graph.nodes[key].requires) >= 2 for key in projects)


@each_specialism
def test_a_specialism_stands_on_its_track_and_adds_as_much_again(
    graphs: dict[str, Graph], roles: dict[str, Graph], roadmap: str
) -> None:
    own = skills_of(graphs[roadmap])
    of_the_track = own & skills_of(roles[SPECIALISMS[roadmap]])
    of_either = own & set[str]().union(*map(skills_of, roles.values()))

    assert len(of_the_track) / len(own) >= 1 / 3
    assert len(of_either) / len(own) <= 1 / 2


@each
def test_what_is_shared_with_a_role_says_what_it_weighs_here(
    graphs: dict[str, Graph], roles: dict[str, Graph], roadmap: str
) -> None:
    graph = graphs[roadmap]
    notes_there = {node.role_note for role in roles.values() for node in role.nodes.values()} - {""}
    shared = skills_of(graph) & set[str]().union(*map(skills_of, roles.values()))
    notes = [graph.nodes[key].role_note for key in shared if graph.nodes[key].role_note]

    assert len(notes) >= len(shared) / 3
    assert notes_there.isdisjoint(notes)
    assert len(notes) == len(set(notes))


@pytest.mark.parametrize(
    "skill", ["recommender-systems", "forecasting", "computer-vision", "fraud-detection"]
)
def test_what_the_role_lets_one_choose_is_where_its_specialism_begins(
    graphs: dict[str, Graph], roles: dict[str, Graph], skill: str
) -> None:
    graph = graphs[skill]
    choice = roles["ml-engineer"].nodes["~specialism"]
    entered = {key for key, sources in graph.waits_for.items() if skill in sources}

    assert skill in choice.members
    assert skill in on_the_path(graph)
    assert set(roles["ml-engineer"].nodes[skill].requires) & skills_of(graph) <= set(
        graph.nodes[skill].requires
    )
    assert len(entered & on_the_path(graph)) >= 3


@each
def test_no_skill_stands_alone(graphs: dict[str, Graph], roadmap: str) -> None:
    assert standing_alone(graphs[roadmap]) == set()


@each
def test_the_longest_way_can_be_kept_in_mind(graphs: dict[str, Graph], roadmap: str) -> None:
    assert 3 <= longest_chain(graphs[roadmap]) <= LONGEST_CHAIN


def test_what_leads_nowhere_is_told_of_none_of_them(graphs: dict[str, Graph]) -> None:
    dead_ends = {
        fault.file for fault in shipped().warnings if fault.code in ("dead_end", "similar_title")
    }

    assert dead_ends.isdisjoint(f"roadmaps/{slug}.yaml" for slug in graphs)


def test_every_skill_stands_on_a_roadmap() -> None:
    placed = set[str]().union(
        *map(skills_of, shipped_graphs("role", "specialism", "orientation").values())
    )

    assert set(shipped().skills) == placed


def test_titles_of_skills_are_told_apart() -> None:
    titles = [skill.title.casefold() for skill in shipped().skills.values()]

    assert len(titles) == len(set(titles))
