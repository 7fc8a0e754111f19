"""What changed between two versions, as values and as lines in the shell."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given

from roadmap.changes import changes_between
from roadmap.graph import Graph
from tests.factories import a_version
from tests.graphs import graph_of
from tests.random_graphs import graphs

OLD: dict[str, Any] = {
    "requires": {"git": "", "python": "git", "aws": "", "gcp": "", "bash": ""},
    "groups": {"~cloud": ("aws gcp", 1)},
    "optional": "bash",
    "credits": {"git": ("svn", "any")},
}
NEW: dict[str, Any] = {
    "requires": {"git": "", "python": "", "aws": "", "gcp": "", "bash": "", "sql": "python"},
    "groups": {"~cloud": ("aws gcp", 2), "~shell": "bash"},
    "recommends": {"python": "git"},
    "credits": {"git": ("svn", "all")},
}


class TestChangesBetween:
    def test_names_every_kind_of_change(self) -> None:
        old = graph_of(**OLD, minutes={"python": 60})
        new = graph_of(**NEW, minutes={"python": 90})

        assert changes_between(old, new) == {
            "since": 0,
            "version": 0,
            "same_edition": False,
            "added": ["sql", "~shell"],
            "removed": [],
            "moved": [{"key": "bash", "from": None, "to": "~shell"}],
            "renamed": [],
            "requirement_changed": [
                {"key": "bash", "from": "optional", "to": "required"},
                {"key": "~cloud", "from": "choose 1", "to": "choose 2"},
            ],
            "minutes_changed": [{"key": "python", "from": 60, "to": 90}],
            "edges_added": [
                {"from": "git", "to": "python", "kind": "recommends"},
                {"from": "python", "to": "sql", "kind": "requires"},
            ],
            "edges_removed": [{"from": "git", "to": "python", "kind": "requires"}],
            "credits_added": [{"node": "git", "counts": ["svn"], "mode": "all"}],
            "credits_removed": [{"node": "git", "counts": ["svn"], "mode": "any"}],
        }

    @given(graphs())
    def test_finds_nothing_between_a_graph_and_itself(self, graph: Graph) -> None:
        changes = changes_between(graph, graph)

        assert [name for name, found in changes.items() if found] == ["same_edition"]

    @given(graphs(), graphs())
    def test_backwards_swaps_what_came_and_what_went(self, one: Graph, other: Graph) -> None:
        there, back = changes_between(one, other), changes_between(other, one)

        for came, went in (
            ("added", "removed"),
            ("edges_added", "edges_removed"),
            ("credits_added", "credits_removed"),
        ):
            assert there[came] == back[went]
            assert there[went] == back[came]


@pytest.mark.django_db
class TestDiff:
    def test_is_one_line_a_change(self) -> None:
        a_version(**OLD)
        a_version(**NEW)

        assert diff("1", "2").splitlines() == [
            "+ sql",
            "+ ~shell",
            "~ bash moved: None → ~shell",
            "~ bash requirement: optional → required",
            "~ ~cloud requirement: choose 1 → choose 2",
            "+ git → python (recommends)",
            "+ python → sql (requires)",
            "- git → python (requires)",
            "+ git counts all of svn",
            "- git counts any of svn",
            "a new edition",
        ]

    def test_is_json_for_scripts(self) -> None:
        a_version(**OLD)
        a_version(**NEW)

        changes = json.loads(diff("2", "1", "--format", "json"))

        assert (changes["since"], changes["version"]) == (2, 1)
        assert changes["removed"] == ["sql", "~shell"]

    def test_refuses_a_version_that_never_was(self) -> None:
        a_version(**OLD)

        with pytest.raises(CommandError, match='There is no version 2 of "ai-engineer"'):
            diff("1", "2")


def diff(*arguments: str) -> str:
    out = StringIO()
    call_command("roadmap_diff", "ai-engineer", *arguments, stdout=out)
    return out.getvalue()
