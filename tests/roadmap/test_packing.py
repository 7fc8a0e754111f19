"""A graph survives being packed, and the store forgets what was not asked for."""

from __future__ import annotations

from hypothesis import given

from roadmap.compiled import Store
from roadmap.graph import Graph
from roadmap.packing import pack, unpack
from tests.graphs import graph_of
from tests.random_graphs import graphs


@given(graphs())
def test_unpacking_gives_what_was_packed(graph: Graph) -> None:
    assert unpack(pack(graph)) == graph


def test_equal_graphs_are_packed_to_equal_bytes() -> None:
    assert pack(graph_of({"a": "", "b": "a"})) == pack(graph_of({"a": "", "b": "a"}))


class TestStore:
    def test_lets_go_of_what_was_asked_for_least_lately(self) -> None:
        store: Store[str] = Store(limit=10)
        store.put((1, "a"), "one", 4)
        store.put((2, "b"), "two", 4)
        store.get((1, "a"))

        store.put((3, "c"), "three", 4)

        assert [store.get((1, "a")), store.get((2, "b")), store.get((3, "c"))] == [
            "one",
            None,
            "three",
        ]

    def test_keeps_one_that_is_larger_than_all_it_may_hold(self) -> None:
        store: Store[str] = Store(limit=10)

        store.put((1, "a"), "huge", 100)

        assert store.get((1, "a")) == "huge"

    def test_weighs_a_value_that_is_put_twice_once(self) -> None:
        store: Store[str] = Store(limit=10)
        store.put((1, "a"), "one", 6)
        store.put((1, "a"), "one", 6)

        store.put((2, "b"), "two", 4)

        assert store.get((1, "a")) == "one"
