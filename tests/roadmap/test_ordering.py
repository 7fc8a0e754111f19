"""The order of a graph, its cycles and its layers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from roadmap.graph import Graph, Node
from roadmap.ordering import MOST_CYCLES, Moments, graph_of_nodes, layers, layout
from tests.graphs import graph_of
from tests.random_graphs import graphs


def waits(graph: Graph) -> list[tuple[str, str]]:
    """Every pair of skills and milestones of which the second comes after the first."""
    inside: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for key in graph.nodes:
        for box in graph.boxes_of(key):
            inside[box].append(key)
    pairs = []
    for node in graph.nodes.values():
        for source in (*node.requires, *node.recommends):
            before, after = [source, *inside[source]], [node.key, *inside[node.key]]
            pairs += [(one, other) for one in before for other in after]
    return pairs


class TestOrder:
    @given(graphs())
    def test_puts_everything_after_all_it_waits_for(self, graph: Graph) -> None:
        place = {key: at for at, key in enumerate(graph.order)}

        assert sorted(graph.order) == sorted(graph.nodes)
        assert [pair for pair in waits(graph) if place[pair[0]] > place[pair[1]]] == []

    @given(graphs())
    def test_puts_a_group_after_its_members(self, graph: Graph) -> None:
        place = {key: at for at, key in enumerate(graph.order)}

        late = [
            (key, node.group)
            for key, node in graph.nodes.items()
            if node.group and place[key] > place[node.group]
        ]

        assert late == []

    @given(graphs())
    def test_is_the_same_for_the_same_nodes(self, graph: Graph) -> None:
        again = graph_of_nodes(graph.nodes.values(), roadmap=graph.roadmap, title=graph.title)

        assert again.order == graph.order
        assert again.says_the_same_as(graph)

    def test_keeps_the_version_order_where_nothing_speaks_against_it(self) -> None:
        graph = graph_of({"c": "b", "a": "", "b": "", "d": ""})

        assert graph.order == ("a", "b", "c", "d")

    def test_does_not_care_how_edges_were_written(self) -> None:
        one, other = (
            graph_of({"a": "", "b": "", "c": "a b"}),
            graph_of({"a": "", "b": "", "c": "b a"}),
        )

        assert one.says_the_same_as(other)


class TestCycles:
    @pytest.mark.parametrize(
        ("requires", "more", "cycles"),
        [
            ({"a": "b", "b": "a"}, {}, ["a b a"]),
            ({"a": "a"}, {}, ["a a"]),
            ({"a": "c", "b": "a", "c": "b"}, {}, ["a b c a"]),
            ({"a": "b", "b": ""}, {"recommends": {"b": "a"}}, ["a b a"]),
            ({"a": "~g", "b": "a"}, {"groups": {"~g": "b"}}, ["a b a"]),
            ({"a": "", "~g": "a", "b": "~g"}, {"groups": {"~g": "a"}}, ["a ~g a"]),
            ({"a": "", "~g": "~h", "~h": "~g"}, {"groups": {"~g": "a", "~h": ""}}, ["~g ~h ~g"]),
            ({"a": "~m"}, {"milestones": {"~m": "a"}}, ["a ~m a"]),
            ({"a": "b", "b": "a", "c": "d", "d": "c", "e": "d a"}, {}, ["a b a", "c d c"]),
            ({"a": "", "b": "a", "c": "a b"}, {}, []),
        ],
    )
    def test_are_named_node_by_node(
        self, requires: dict[str, str], more: dict[str, Any], cycles: list[str]
    ) -> None:
        graph = graph_of(requires, **more)

        assert [" ".join(cycle) for cycle in Moments(graph.nodes).cycles()] == cycles

    def test_of_ten_thousand_nodes_are_found_without_recursion(self) -> None:
        ring = {f"n{at}": f"n{(at - 1) % 10_000}" for at in range(10_000)}

        (cycle,) = Moments(graph_of(ring).nodes).cycles()

        assert cycle == [*ring, "n0"]

    def test_are_counted_no_further_than_anybody_reads(self) -> None:
        pairs = {f"n{at}": f"n{at ^ 1}" for at in range(1_000)}

        assert len(Moments(graph_of(pairs).nodes).cycles()) == MOST_CYCLES


class TestLayers:
    @given(graphs())
    def test_respect_every_edge(self, graph: Graph) -> None:
        layer = layers(graph)

        wrong = [
            (one, other)
            for one, other in waits(graph)
            if one in layer and other in layer and layer[one] >= layer[other]
        ]

        assert wrong == []

    @given(graphs())
    def test_are_as_few_as_can_be(self, graph: Graph) -> None:
        layer = layers(graph)
        before: dict[str, set[str]] = {}
        for one, other in waits(graph):
            before.setdefault(other, set()).add(one)

        above = {
            key: max((layer[one] for one in before.get(key, ()) if one in layer), default=-1)
            for key in layer
        }

        assert all(layer[key] == above[key] + 1 for key in layer)

    def test_give_each_node_a_place_of_its_own(self) -> None:
        places = layout(graph_of({"a": "", "b": "", "c": "a b", "d": "c"}, groups={"~g": "b"}))

        assert places == {
            "a": {"layer": 0, "order": 0, "x": 320, "y": 0},
            "b": {"layer": 0, "order": 1, "x": 640, "y": 0},
            "c": {"layer": 1, "order": 0, "x": 320, "y": 120},
            "d": {"layer": 2, "order": 0, "x": 320, "y": 240},
        }


def test_a_node_that_stands_in_no_group_has_no_members() -> None:
    graph = graph_of_nodes([Node("a", "skill", "A")], roadmap="r", title="R")

    assert graph.nodes["a"].members == ()
