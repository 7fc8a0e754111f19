"""What two roles have in common, as tables of cases."""

from __future__ import annotations

import pytest

from roadmap.comparing import compare, minutes_of, side_by_side
from roadmap.graph import Graph, Node
from tests.graphs import graph_of


def keys(nodes: tuple[Node, ...]) -> str:
    return " ".join(node.key for node in nodes)


def chain(skills: str) -> Graph | None:
    """These skills in this order; no word, no graph."""
    return graph_of(dict.fromkeys(skills.split(), "")) if skills else None


@pytest.mark.parametrize(
    ("here", "there", "shared", "only_here", "only_there", "overlap"),
    [
        ("a b", "a b", "a b", "", "", 1.0),
        ("a", "b", "", "a", "b", 0.0),
        ("a b", "b c", "b", "a", "c", 0.33),
        ("a b", "b a c", "a b", "", "c", 0.67),
        # The order of the first for what it has, of the second for the rest; not the alphabet's.
        ("d b c a", "z c y d x", "d c", "b a", "z y x", 0.29),
        ("a", "", "", "a", "", 0.0),
        ("", "a", "", "", "a", 0.0),
        ("", "", "", "", "", 0.0),
    ],
)
def test_every_skill_of_both_is_told_once(
    here: str, there: str, shared: str, only_here: str, only_there: str, overlap: float
) -> None:
    found = compare(chain(here), chain(there))

    assert keys(found.shared) == shared
    assert keys(found.only_here) == only_here
    assert keys(found.only_there) == only_there
    assert found.overlap == overlap


def test_choices_and_optional_skills_count_and_boxes_and_milestones_do_not() -> None:
    here = graph_of(
        {"aws": "", "gcp": "", "bash": ""},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~ready": "~cloud"},
        optional="bash",
    )
    there = graph_of({"gcp": ""}, groups={"~cloud": "gcp"}, milestones={"~ready": "gcp"})

    found = compare(here, there)

    assert (keys(found.shared), keys(found.only_here)) == ("gcp", "aws bash")
    assert found.only_there == ()


def test_what_is_shared_is_told_as_the_first_tells_it() -> None:
    short, long = (graph_of({"a": ""}, minutes={"a": minutes}) for minutes in (60, 90))

    assert minutes_of(compare(short, long).shared) == 60
    assert minutes_of(compare(long, short).shared) == 90


def test_facts_stand_side_by_side_in_the_order_of_the_first_then_of_the_second() -> None:
    pairs = side_by_side({"pay": 1, "maths": 2}, {"way-in": 3, "maths": 4})

    assert pairs == [(1, None), (2, 4), (None, 3)]
