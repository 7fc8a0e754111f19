"""The figures by which curators compare roadmaps."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap.figures import figures_of, untouched
from tests.graphs import graph_of


def test_count_what_a_roadmap_holds() -> None:
    graph = graph_of(
        {"python": "", "sql": "", "orm": "python sql", "aws": "", "gcp": "", "deploy": "~cloud"},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "orm deploy"},
        optional="sql",
        recommends={"~cloud": "orm"},
        minutes={"aws": 100, "gcp": 40},
    )

    figures = figures_of(graph, resources=7)

    assert (figures.roadmap, figures.nodes, figures.required) == ("ai-engineer", 7, 4)
    assert (figures.groups, figures.edges, figures.resources) == (1, 6, 7)
    assert figures.minutes == 3 * 60 + 40


@pytest.mark.parametrize(
    ("requires", "more", "chain"),
    [
        ({"a": ""}, {}, 1),
        ({"a": "", "b": "a", "c": "b"}, {}, 3),
        # Advice makes no chain longer, and a shorter way none shorter
        ({"a": "", "b": "a", "c": ""}, {"recommends": {"c": "b"}}, 2),
        ({"a": "", "b": "a", "c": "a b"}, {}, 3),
        # A group is no step of its own; a milestone is one
        ({"a": "", "b": "a", "c": "~g"}, {"groups": {"~g": "a b"}}, 3),
        ({"a": "", "b": "", "~g": "a"}, {"groups": {"~g": "b"}}, 2),
        ({"a": "", "b": "a"}, {"milestones": {"~m": "b"}}, 3),
    ],
)
def test_the_longest_chain_follows_what_is_required(
    requires: dict[str, str], more: dict[str, Any], chain: int
) -> None:
    assert figures_of(graph_of(requires, **more), resources=0).chain == chain


@pytest.mark.parametrize(
    ("requires", "more", "alone"),
    [
        ({"a": "", "b": "a"}, {}, []),
        ({"a": "", "b": "a", "c": ""}, {}, ["c"]),
        ({"a": "", "b": ""}, {"recommends": {"b": "a"}}, []),
        # An edge to or from a group is one for each member, at any depth
        ({"a": "", "b": "", "~g": "a"}, {"groups": {"~g": "b"}}, []),
        ({"a": "~g", "b": "", "c": ""}, {"groups": {"~g": "b ~h", "~h": "c"}}, []),
        # One to a member is none to its neighbours
        ({"a": "b", "b": "", "c": ""}, {"groups": {"~g": "b c"}}, ["c"]),
        ({"a": ""}, {"milestones": {"~m": "a", "~n": ""}}, ["~n"]),
    ],
)
def test_a_node_that_no_edge_touches_stands_alone(
    requires: dict[str, str], more: dict[str, Any], alone: list[str]
) -> None:
    assert list(untouched(graph_of(requires, **more))) == alone


@pytest.mark.parametrize(
    ("nodes", "alone", "percent"), [(2, 0, 0), (3, 1, 34), (200, 1, 1), (1, 1, 100), (0, 0, 0)]
)
def test_one_node_alone_is_never_rounded_away(nodes: int, alone: int, percent: int) -> None:
    chained = [f"n{number}" for number in range(nodes - alone)]
    requires = dict(zip(chained, ["", *chained], strict=False))
    requires |= {f"alone{number}": "" for number in range(alone)}

    assert figures_of(graph_of(requires), resources=0).untouched_percent == percent
