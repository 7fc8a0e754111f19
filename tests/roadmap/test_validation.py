"""What publishing refuses and what it warns of, on graphs that no file could make, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from progress.settling import frontier, settle
from roadmap.files.forms import ResourceForm, SkillForm
from roadmap.graph import Graph, Node
from roadmap.ordering import graph_of_nodes
from roadmap.validation import problems_of, warnings_of
from tests.graphs import MORNING, graph_of
from tests.random_graphs import graphs

DOCS = ResourceForm(
    "https://a.example/", "Docs", "official", free=True, language="en", minutes=None
)
FINE = SkillForm("a", "A", "tool", "", "What it is.", 60, (DOCS,))


def codes(graph: Graph) -> list[str]:
    return [f"{problem.code} {problem.key}" for problem in problems_of(graph)]


@pytest.mark.parametrize(
    ("requires", "more", "expected"),
    [
        ({"a": ""}, {}, []),
        ({}, {}, ["empty_graph "]),
        ({"a": "b", "b": "a"}, {}, ["cycle a"]),
        # A choice
        ({"a": "", "b": ""}, {"groups": {"~c": ("a b", 2)}}, []),
        ({"a": "", "b": ""}, {"groups": {"~c": ("a b", 3)}}, ["choose_too_many ~c"]),
        ({"a": ""}, {"groups": {"~c": ("", 1)}}, ["choose_too_many ~c"]),
        ({"a": "", "b": "a"}, {"groups": {"~c": ("a b", 1)}}, ["bad_choice_member b"]),
        (
            {"a": "", "b": ""},
            {"groups": {"~c": ("a b", 1)}, "optional": "a"},
            ["bad_choice_member a"],
        ),
        (
            {"a": "", "b": ""},
            {"groups": {"~c": ("~d a", 1), "~d": "b"}},
            ["bad_choice_member ~d"],
        ),
        # What comes after a choice waits for the group
        ({"a": "", "b": "", "x": "~c"}, {"groups": {"~c": ("a b", 1)}}, []),
        (
            {"a": "", "b": "", "x": "a"},
            {"groups": {"~c": ("a b", 1)}},
            ["edge_from_choice_member x"],
        ),
        (
            {"a": "", "b": "", "x": "", "~g": "a"},
            {"groups": {"~c": ("a b", 1), "~g": "x"}},
            ["edge_from_choice_member ~g"],
        ),
        ({"a": "", "b": "", "x": "a"}, {"groups": {"~c": ("a b", 1)}, "optional": "x"}, []),
        # A milestone
        ({"a": ""}, {"milestones": {"~m": "a"}}, []),
        ({"a": ""}, {"milestones": {"~m": ""}}, ["empty_milestone ~m"]),
        # Nothing required waits for what is not
        ({"a": "", "b": "a"}, {"optional": "a b"}, []),
        ({"a": "", "b": "a"}, {"optional": "a"}, ["unreachable b"]),
        ({"a": "", "b": "a", "c": "b"}, {"optional": "a"}, ["unreachable b"]),
        ({"a": "", "b": "~g"}, {"groups": {"~g": "a"}, "optional": "~g"}, ["unreachable b"]),
        ({"a": "", "b": "~g"}, {"groups": {"~g": "a"}, "optional": "a"}, []),
        ({"a": "", "b": "~m"}, {"milestones": {"~m": "a"}, "optional": "a"}, ["unreachable b"]),
        (
            {"a": "", "b": "~m", "z": "a"},
            {"milestones": {"~m": "z"}, "optional": "a"},
            ["unreachable z"],
        ),
        (
            {"a": "", "b": "", "~g": "a"},
            {"groups": {"~g": "b"}, "optional": "a"},
            ["unreachable ~g"],
        ),
        (
            {"o": "", "a": "o", "b": ""},
            {"groups": {"~c": ("a b", 1)}, "optional": "o"},
            ["unreachable a"],
        ),
        (
            {"a": "", "b": "", "x": "~m"},
            {"groups": {"~c": ("a b", 1)}, "milestones": {"~m": "a"}},
            ["unreachable x"],
        ),
    ],
)
def test_refuses(requires: dict[str, str], more: dict[str, Any], expected: list[str]) -> None:
    assert codes(graph_of(requires, **more)) == expected


def test_tells_all_problems_at_once() -> None:
    graph = graph_of(
        {"a": "b", "b": "a", "c": "", "d": ""},
        groups={"~c": ("c d", 3)},
        milestones={"~m": ""},
    )

    assert codes(graph) == ["cycle a", "choose_too_many ~c", "empty_milestone ~m"]


def test_a_group_that_stands_in_itself_is_a_cycle_and_no_endless_loop() -> None:
    nodes = [
        Node("~g", "group", "G", group="~h"),
        Node("~h", "group", "H", group="~g"),
        Node("a", "skill", "A", group="~g"),
    ]

    assert codes(graph_of_nodes(nodes, roadmap="r", title="R")) == ["cycle ~g"]


@given(graphs())
def test_what_it_lets_pass_can_be_walked_to_the_end(graph: Graph) -> None:
    """Doing every required skill that is open, again and again, does them all."""
    if problems_of(graph):
        return

    done: dict[str, Any] = {}
    optional = {key for key, node in graph.nodes.items() if not node.required}
    while True:
        settled = settle(graph, done=done, skipped=frozenset())
        required = [
            key
            for key in frontier(graph, frozenset(settled))
            if key not in optional and optional.isdisjoint(graph.boxes_of(key))
        ]
        if not required:
            break
        done |= dict.fromkeys(required, MORNING)

    left = {
        key
        for key, node in graph.nodes.items()
        if node.kind == "skill"
        and key not in optional
        and optional.isdisjoint(graph.boxes_of(key))
        and key not in done
        and not any(box in settled for box in graph.boxes_of(key))
    }
    assert left == set()


class TestWarnings:
    @pytest.mark.parametrize(
        ("skill", "warned"),
        [
            (FINE, []),
            (replace(FINE, description=""), ["no_description"]),
            (replace(FINE, resources=()), ["no_resources"]),
            (replace(FINE, minutes=0), ["no_minutes"]),
            (replace(FINE, resources=(replace(DOCS, url="http://a.example/"),)), ["not_https"]),
        ],
    )
    def test_are_for_poor_skills(self, skill: SkillForm, warned: list[str]) -> None:
        graph = graph_of({"a": "", "b": "a"}, milestones={"~m": "b"})

        found = warnings_of(graph, {"a": skill, "b": FINE})

        assert [problem.code for problem in found] == warned

    def test_are_for_dead_ends_and_titles_nearly_alike(self) -> None:
        graph = graph_of({"vector-database": "", "databases-vector": "", "sql": ""}, optional="sql")

        found = warnings_of(graph, dict.fromkeys(graph.nodes, FINE))

        assert [str(problem) for problem in found] == [
            "dead_end: nothing waits for vector-database",
            "dead_end: nothing waits for databases-vector",
            (
                "similar_title: 'Databases vector' is nearly the title of vector-database, "
                "'Vector database'"
            ),
        ]

    def test_spare_what_a_box_leads_on_from(self) -> None:
        graph = graph_of({"a": "", "b": "~g"}, groups={"~g": "a"}, milestones={"~m": "b"})

        assert warnings_of(graph, {"a": FINE, "b": FINE}) == []
