"""Folds: where marks and skips leave a learner on a version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from progress.folds import MarkFact, Origin, Standing
from roadmap.graph import Graph
from tests.graphs import MORNING, begun, done, graph_of, standing_on

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)

Making = Callable[..., MarkFact]


class TestStatus:
    @pytest.fixture
    def graph(self) -> Graph:
        return graph_of({"python": "", "sql": ""})

    @pytest.mark.parametrize(
        ("done_", "begun_", "skipped", "status"),
        [
            ("", "", "", "not_started"),
            ("", "sql", "", "in_progress"),
            ("sql", "", "", "done"),
            ("", "", "sql", "skipped"),
            ("", "sql", "sql", "skipped"),
            ("sql", "", "sql", "done"),
        ],
    )
    def test_is_done_before_skipped_before_in_progress(
        self, graph: Graph, done_: str, begun_: str, skipped: str, status: str
    ) -> None:
        standing = standing_on(graph, done_, begun_=begun_, skipped=skipped)

        assert standing.status("sql") == status

    def test_leaves_out_what_is_not_on_the_version(self, graph: Graph) -> None:
        standing = standing_on(graph, "rust", begun_="go", skipped="java")

        assert not standing.done | standing.in_progress | standing.skipped | standing.settled


class TestCredit:
    ANY = graph_of({"llm-apis": ""}, credits={"llm-apis": ("openai-api claude-api", "any")})
    ALL = graph_of({"llm-apis": ""}, credits={"llm-apis": ("openai-api claude-api", "all")})

    @pytest.mark.parametrize(
        ("graph", "done_", "begun_", "status"),
        [
            (ANY, "", "", "not_started"),
            (ANY, "openai-api", "", "done"),
            (ANY, "openai-api", "claude-api", "done"),
            (ANY, "", "claude-api", "in_progress"),
            (ALL, "openai-api", "", "not_started"),
            (ALL, "openai-api", "claude-api", "in_progress"),
            (ALL, "openai-api claude-api", "", "done"),
        ],
    )
    def test_counts_any_or_all_together(
        self, graph: Graph, done_: str, begun_: str, status: str
    ) -> None:
        assert standing_on(graph, done_, begun_=begun_).status("llm-apis") == status

    def test_adds_to_what_was_begun_here(self) -> None:
        standing = standing_on(self.ANY, "claude-api", begun_="llm-apis")

        assert standing.status("llm-apis") == "done"
        assert standing.credited_from("llm-apis") == Origin(None, "claude-api")

    @pytest.mark.parametrize(("own", "credited"), [(done, done), (done, begun), (begun, begun)])
    def test_takes_nothing_from_an_own_mark_as_good(self, own: Making, credited: Making) -> None:
        mark = own("llm-apis", at=FRIDAY)
        standing = standing_on(self.ANY, marks=[mark, credited("claude-api", at=MONDAY)])

        assert standing.mark("llm-apis") == mark
        assert standing.credited_from("llm-apis") is None

    def test_goes_by_the_first_of_any_and_the_last_of_all(self) -> None:
        marks = [done("openai-api", at=MONDAY), done("claude-api", at=FRIDAY)]

        assert standing_on(self.ANY, marks=marks).mark("llm-apis") == marks[0]
        assert standing_on(self.ALL, marks=marks).mark("llm-apis") == marks[1]

    def test_wins_over_a_skip_and_settles(self) -> None:
        standing = standing_on(self.ANY, "openai-api", skipped="llm-apis")

        assert standing.status("llm-apis") == "done"
        assert standing.summary.percent == 100


class TestCreditedFrom:
    graph = graph_of({"python": ""}, roadmap="ai-engineer")

    @pytest.mark.parametrize(
        ("made_on", "origin"),
        [
            ("ml-engineer", Origin("ml-engineer", "python")),
            ("ai-engineer", None),
            (None, None),
        ],
    )
    def test_names_another_roadmap_where_the_mark_was_made(
        self, made_on: str | None, origin: Origin | None
    ) -> None:
        standing = standing_on(self.graph, marks=[done("python", on=made_on)])

        assert standing.credited_from("python") == origin

    def test_is_nothing_without_a_mark(self) -> None:
        assert standing_on(self.graph).credited_from("python") is None
        assert standing_on(self.graph).mark("python") is None


class TestOpenedBy:
    GRAPH = graph_of({"python": "", "sql": "", "orm": "python sql", "api": "orm"})

    def test_tells_what_the_last_requirement_opened(self) -> None:
        assert standing_on(self.GRAPH, "python").opened_by("python") == ()
        assert standing_on(self.GRAPH, "python sql").opened_by("sql") == ("orm",)

    def test_tells_it_again_of_each_that_it_takes(self) -> None:
        standing = standing_on(self.GRAPH, "python sql")

        assert standing.opened_by("python") == standing.opened_by("sql") == ("orm",)

    def test_counts_a_skip_as_well(self) -> None:
        assert standing_on(self.GRAPH, "sql", skipped="python").opened_by("python") == ("orm",)

    def test_is_nothing_for_what_is_merely_begun(self) -> None:
        assert standing_on(self.GRAPH, "sql", begun_="python").opened_by("python") == ()

    def test_leaves_out_what_has_been_done_since(self) -> None:
        assert standing_on(self.GRAPH, "python sql orm").opened_by("sql") == ()

    def test_reaches_through_groups_and_milestones(self) -> None:
        graph = graph_of(
            {"aws": "", "gcp": "", "deploy": "~ready", "~late": "~cloud", "scale": ""},
            groups={"~cloud": ("aws gcp", 1), "~late": "scale"},
            milestones={"~ready": "~cloud"},
        )

        assert standing_on(graph, "aws").opened_by("aws") == ("deploy", "scale")

    def test_follows_the_credit_that_a_skill_gives(self) -> None:
        graph = graph_of(
            {"llm-apis": "", "agents": "llm-apis"}, credits={"llm-apis": ("openai-api", "any")}
        )

        assert standing_on(graph, "openai-api").opened_by("openai-api") == ("agents",)

    def test_is_nothing_where_a_credit_had_opened_it_already(self) -> None:
        graph = graph_of(
            {"llm-apis": "", "agents": "llm-apis"}, credits={"llm-apis": ("openai-api", "any")}
        )

        assert standing_on(graph, "openai-api llm-apis").opened_by("llm-apis") == ()


class TestIsCompleted:
    GRAPH = graph_of({f"s{number}": "" for number in range(4)})

    @pytest.mark.parametrize(
        ("done_", "skipped", "is_completed"),
        [
            ("s0 s1 s2", "", False),
            ("s0 s1 s2 s3", "", True),
            ("s0 s1", "s2 s3", True),
            ("s0", "s1 s2 s3", False),
            ("", "s0 s1 s2 s3", False),
        ],
    )
    def test_asks_for_the_whole_path_and_half_of_the_version(
        self, done_: str, skipped: str, is_completed: bool
    ) -> None:
        assert standing_on(self.GRAPH, done_, skipped=skipped).is_completed is is_completed

    def test_is_out_of_reach_where_nothing_is_required(self) -> None:
        graph = graph_of({"bash": ""}, optional="bash")

        assert not standing_on(graph, "bash").is_completed


def test_groups_are_told_in_version_order() -> None:
    graph = graph_of(
        {"a": "", "b": "", "c": ""}, groups={"~z": "a", "~a": ("b c", 1)}, optional="~z"
    )

    groups = standing_on(graph, "b").groups

    assert list(groups) == ["~z", "~a"]
    assert groups["~a"].percent == 100


def test_a_chain_of_ten_thousand_is_no_deeper_than_one_of_ten() -> None:
    graph = graph_of({f"s{n}": f"s{n - 1}" if n else "" for n in range(10_000)})

    standing = Standing.of(graph, {f"s{n}": done(f"s{n}") for n in range(5_000)}, frozenset())

    assert standing.frontier == ("s5000",)
    assert standing.summary.percent == 50
    assert standing.settled_at["s0"] == MORNING
