"""A new edition begins exactly when somebody's percent could move."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap.editions import unit_list
from tests.graphs import graph_of

BEFORE: dict[str, Any] = {
    "requires": {"a": "", "b": "a", "c": "", "d": "", "o": ""},
    "groups": {"~pick": ("c d", 1)},
    "milestones": {"~m": "b"},
    "optional": "o",
    "credits": {"b": ("old", "any")},
}


@pytest.mark.parametrize(
    "change",
    [
        {"requires": {"b": "", "a": "b", "d": "", "c": "", "o": ""}},
        {"requires": {"a": "", "b": "a", "c": "", "d": ""}, "optional": ""},
        {"requires": {"a": "", "b": "a", "c": "", "d": "", "o": "", "p": ""}, "optional": "o p"},
        {"recommends": {"d": "a"}},
        {"minutes": {"a": 5}},
        {"groups": {"~pick": ("c d", 1), "~box": "a b"}},
    ],
)
def test_stays_with_other_orders_words_and_optional_nodes(change: dict[str, Any]) -> None:
    assert unit_list(graph_of(**BEFORE | change)) == unit_list(graph_of(**BEFORE))


@pytest.mark.parametrize(
    "change",
    [
        {"requires": {"a": "", "b": "a", "c": "", "d": "", "o": "", "new": ""}},
        {"optional": "o a"},
        {"optional": ""},
        {"groups": {"~pick": ("c d", 2)}},
        {"groups": {"~other": ("c d", 1)}},
        {"groups": {"~pick": "c d"}},
        {"groups": {"~pick": ("c d", 1), "~box": "a"}, "optional": "o ~box"},
        {"optional": "o ~pick"},
        {"milestones": {"~m": "a"}},
        {"milestones": {"~m": "b", "~n": "a"}},
        {"credits": {"b": ("old", "all")}},
        {"credits": {"b": ("old older", "any")}},
        {"credits": {}},
    ],
)
def test_moves_with_units_milestones_and_credits(change: dict[str, Any]) -> None:
    assert unit_list(graph_of(**BEFORE | change)) != unit_list(graph_of(**BEFORE))
