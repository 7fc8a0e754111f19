"""What to do next: the order, and the reason told with each row."""

from __future__ import annotations

import pytest

from progress.folds import Standing
from progress.next_up import Suggestion, Why, rank
from roadmap.graph import Graph
from tests.graphs import graph_of, standing_on


def ranked(*standings: Standing) -> list[str]:
    return [suggestion.skill for suggestion in rank(standings, limit=None)]


def first(*standings: Standing) -> Suggestion:
    return rank(standings, limit=1)[0]


class TestRank:
    def test_puts_first_what_is_in_progress_even_if_locked(self) -> None:
        graph = graph_of({"python": "", "sql": "", "orm": "python sql"})

        assert ranked(standing_on(graph, begun_="orm")) == ["orm", "python", "sql"]

    def test_keeps_a_begun_leftover_of_a_settled_choice(self) -> None:
        graph = graph_of({"aws": "", "gcp": ""}, groups={"~cloud": ("aws gcp", 1)})

        assert ranked(standing_on(graph, "aws", begun_="gcp")) == ["gcp"]

    def test_puts_required_before_optional(self) -> None:
        graph = graph_of(
            {"bash": "", "zsh": "", "sql": ""}, groups={"~x": "zsh"}, optional="bash ~x"
        )

        assert ranked(standing_on(graph)) == ["sql", "bash", "zsh"]

    def test_puts_first_what_most_units_wait_for(self) -> None:
        graph = graph_of({"a": "", "b": "", "c": "a", "d": "b", "e": "d"})

        assert ranked(standing_on(graph)) == ["b", "a"]

    def test_counts_no_unit_that_is_settled_or_optional(self) -> None:
        graph = graph_of({"a": "", "b": "", "c": "b", "d": "b", "e": "a"}, optional="d")

        assert ranked(standing_on(graph, "c")) == ["a", "b"]

    def test_then_what_settled_nodes_recommend(self) -> None:
        graph = graph_of({"a": "", "b": "", "c": ""}, recommends={"c": "a"})

        assert ranked(standing_on(graph)) == ["a", "b", "c"]
        assert ranked(standing_on(graph, "a")) == ["c", "b"]

    def test_then_the_shorter_then_the_order_of_the_version(self) -> None:
        graph = graph_of({"a": "", "b": "", "c": ""}, minutes={"c": 10})

        assert ranked(standing_on(graph)) == ["c", "a", "b"]

    def test_gives_no_more_than_the_limit(self) -> None:
        standing = standing_on(graph_of({"a": "", "b": "", "c": ""}))

        assert [row.skill for row in rank([standing], limit=2)] == ["a", "b"]
        assert rank([], limit=2) == []

    def test_suggests_nothing_once_all_is_settled(self) -> None:
        assert ranked(standing_on(graph_of({"a": "", "b": ""}), "a", skipped="b")) == []


class TestOverRoadmaps:
    AI = graph_of({"prompting": "", "python": ""}, roadmap="ai-engineer")
    ML = graph_of({"statistics": "", "python": "", "numpy": "python"}, roadmap="ml-engineer")

    @pytest.mark.parametrize("roadmaps", [(AI, ML), (ML, AI)], ids=["best last", "best first"])
    def test_tells_a_shared_skill_once_with_its_best_rank(
        self, roadmaps: tuple[Graph, ...]
    ) -> None:
        rows = rank([standing_on(graph) for graph in roadmaps], limit=None)

        assert sorted(row.skill for row in rows) == ["prompting", "python", "statistics"]
        assert rows[0].skill == "python"
        assert rows[0].roadmaps == tuple(graph.roadmap for graph in roadmaps)
        assert rows[0].why == (Why("unlocks", skills=("numpy",), units=1),)

    def test_prefers_the_earlier_roadmap_among_equals(self) -> None:
        other = graph_of({"rust": ""}, roadmap="backend")

        assert ranked(standing_on(other), standing_on(self.AI)) == ["rust", "prompting", "python"]
        assert ranked(standing_on(self.AI), standing_on(other)) == ["prompting", "rust", "python"]

    def test_answers_the_same_in_every_process(self) -> None:
        """Sets order texts by a hash that each process draws anew."""
        here = list("abcdefghijklmnopqrst")
        both = [
            graph_of(dict.fromkeys(here, ""), roadmap="backend"),
            graph_of(dict.fromkeys(reversed(here), ""), roadmap="data"),
        ]

        inwards = [skill for pair in zip(here[:10], reversed(here), strict=False) for skill in pair]
        assert ranked(*map(standing_on, both)) == inwards

    def test_leaves_out_the_roadmap_on_which_it_is_skipped(self) -> None:
        suggestion = first(standing_on(self.AI, skipped="python"), standing_on(self.ML))

        assert (suggestion.skill, suggestion.roadmaps) == ("python", ("ml-engineer",))

    def test_leaves_out_the_roadmap_on_which_it_is_locked(self) -> None:
        locked = graph_of({"git": "", "python": "git"}, roadmap="backend")

        rows = rank([standing_on(self.ML), standing_on(locked)], limit=None)

        assert {row.skill: row.roadmaps for row in rows}["python"] == ("ml-engineer",)


class TestUnitsAhead:
    @pytest.mark.parametrize(
        ("groups", "units"),
        [
            ({}, 3),
            ({"~g": "b c"}, 3),
            # Of a choice only the units count, not the members.
            ({"~g": ("b c d", 2)}, 2),
        ],
    )
    def test_counts_what_waits_directly_or_through_others(
        self, groups: dict[str, str], units: int
    ) -> None:
        graph = graph_of({"a": "", "b": "a", "c": "a", "d": "a"}, groups=groups)

        assert first(standing_on(graph)).why[0].units == units

    def test_goes_through_groups_and_milestones(self) -> None:
        graph = graph_of(
            {"a": "", "b": "", "~late": "~ready", "c": "", "d": ""},
            groups={"~g": "a b", "~late": "c d"},
            milestones={"~ready": "~g"},
        )

        assert first(standing_on(graph)).why == (Why("unlocks", skills=(), units=2),)

    def test_does_not_go_through_what_is_settled(self) -> None:
        graph = graph_of({"a": "", "b": "a", "c": "b"})

        assert first(standing_on(graph, "b")).why == (Why("open"),)

    def test_does_not_go_from_an_optional_member_through_its_group(self) -> None:
        graph = graph_of({"a": "", "b": "", "c": "~g"}, groups={"~g": "a b"}, optional="b")

        rows = {row.skill: row for row in rank([standing_on(graph)], limit=None)}

        assert rows["b"].why == (Why("optional"),)

    def test_counts_what_is_left_of_a_choice(self) -> None:
        graph = graph_of({"a": "", "b": "a", "c": "a", "d": "a"}, groups={"~g": ("b c d", 2)})

        assert first(standing_on(graph, "c")).why[0].units == 1


class TestWhy:
    def test_says_continue_and_what_finishing_would_open(self) -> None:
        graph = graph_of({"a": "", "b": "a"})

        assert first(standing_on(graph, begun_="a")).why == (
            Why("continue"),
            Why("unlocks", skills=("b",), units=1),
        )

    def test_names_only_what_would_open_at_once(self) -> None:
        graph = graph_of({"a": "", "x": "", "b": "a", "c": "a x", "d": "b"})

        assert first(standing_on(graph)).why == (Why("unlocks", skills=("b",), units=3),)

    def test_says_what_a_credit_would_open(self) -> None:
        graph = graph_of(
            {"a": "", "b": "", "c": "b"}, credits={"b": ("a", "any")}, minutes={"b": 90}
        )

        rows = {row.skill: row for row in rank([standing_on(graph)], limit=None)}

        assert rows["a"].why == (Why("unlocks", skills=("c",), units=0),)

    @pytest.mark.parametrize(
        ("groups", "done_", "finishes"),
        [
            ({"~g": "a b"}, "", False),
            ({"~g": "a b"}, "b", True),
            ({"~g": ("a b", 1)}, "", True),
            ({"~outer": "~g b", "~g": "a"}, "", True),
        ],
    )
    def test_says_that_it_finishes_a_group(
        self, groups: dict[str, str], done_: str, finishes: bool
    ) -> None:
        graph = graph_of({"a": "", "b": ""}, groups=groups)

        why = first(standing_on(graph, done_)).why

        assert (Why("finishes_group") in why) is finishes

    def test_does_not_finish_what_is_finished(self) -> None:
        graph = graph_of({"a": "", "b": ""}, groups={"~g": "a b"}, optional="b")

        assert first(standing_on(graph, "a")).why == (Why("optional"),)

    def test_says_recommended_and_optional(self) -> None:
        graph = graph_of({"a": "", "b": ""}, optional="b", recommends={"b": "a"})

        assert first(standing_on(graph, "a")).why == (Why("recommended"), Why("optional"))

    def test_takes_advice_to_a_box_for_all_in_it(self) -> None:
        graph = graph_of({"a": "", "b": "", "c": ""}, groups={"~g": "b c"}, recommends={"~g": "a"})

        assert Why("recommended") in first(standing_on(graph, "a")).why

    def test_says_at_least_open(self) -> None:
        suggestion = first(
            standing_on(graph_of({"vector-search": ""}, minutes={"vector-search": 90}))
        )

        assert suggestion == Suggestion(
            skill="vector-search",
            title="Vector search",
            roadmaps=("ai-engineer",),
            status="not_started",
            minutes=90,
            why=(Why("open"),),
        )
