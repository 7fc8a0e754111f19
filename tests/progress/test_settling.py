"""What is settled, since when, and what is open then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from roadmap.graph import Graph
from tests.graphs import done, graph_of, standing_on

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)


class TestFrontier:
    GRAPH = graph_of({"python": "", "sql": "", "orm": "python sql", "bash": ""}, optional="bash")

    @pytest.mark.parametrize(
        ("done_", "skipped", "frontier"),
        [
            ("", "", "python sql bash"),
            ("python", "", "sql bash"),
            ("python sql", "", "orm bash"),
            ("python", "sql", "orm bash"),
            ("orm", "", "python sql bash"),
            ("python sql orm bash", "", ""),
        ],
    )
    def test_holds_what_waits_for_nothing(self, done_: str, skipped: str, frontier: str) -> None:
        standing = standing_on(self.GRAPH, done_, skipped=skipped)

        assert standing.frontier == tuple(frontier.split())

    def test_holds_what_is_in_progress(self) -> None:
        assert "sql" in standing_on(self.GRAPH, begun_="sql").frontier

    def test_drops_the_leftovers_of_a_settled_choice(self) -> None:
        graph = graph_of({"aws": "", "azure": "", "gcp": ""}, groups={"~c": ("aws azure gcp", 2)})

        assert standing_on(graph, "aws").frontier == ("azure", "gcp")
        assert standing_on(graph, "aws gcp").frontier == ()

    def test_waits_for_what_any_box_around_waits_for(self) -> None:
        graph = graph_of(
            {"git": "", "~outer": "git", "~inner": "sql", "sql": "", "python": ""},
            groups={"~outer": "~inner", "~inner": "python"},
        )

        assert standing_on(graph).waiting_for("python") == ("git", "sql")
        assert standing_on(graph, "git").waiting_for("python") == ("sql",)
        assert standing_on(graph, "git sql").frontier == ("python",)


class TestSettled:
    @pytest.mark.parametrize(
        ("done_", "skipped", "is_settled"),
        [
            ("", "", False),
            ("aws", "", False),
            ("aws gcp", "", True),
            ("aws azure gcp", "", True),
            # min(n, unskipped members): what cannot be chosen any more is not asked for.
            ("", "aws", False),
            ("gcp", "aws azure", True),
            ("", "aws azure", False),
            ("", "aws azure gcp", True),
        ],
    )
    def test_choice_asks_for_n_of_those_not_skipped(
        self, done_: str, skipped: str, is_settled: bool
    ) -> None:
        graph = graph_of({"aws": "", "azure": "", "gcp": ""}, groups={"~c": ("aws azure gcp", 2)})

        assert ("~c" in standing_on(graph, done_, skipped=skipped).settled) is is_settled

    @pytest.mark.parametrize(
        ("done_", "skipped", "settled"),
        [
            ("python", "", ""),
            ("sql", "", "~inner"),
            ("python sql", "", "~inner ~outer"),
            ("python", "sql", "~inner ~outer"),
            ("", "python sql", "~inner ~outer"),
        ],
    )
    def test_other_group_asks_for_what_is_required_in_it(
        self, done_: str, skipped: str, settled: str
    ) -> None:
        graph = graph_of(
            {"python": "", "bash": "", "sql": "", "zsh": ""},
            groups={"~outer": "python bash ~inner ~extras", "~inner": "sql", "~extras": "zsh"},
            optional="bash ~extras",
        )

        boxes = standing_on(graph, done_, skipped=skipped).settled & {"~outer", "~inner"}

        assert boxes == set(settled.split())

    @pytest.mark.parametrize(
        ("done_", "skipped", "is_settled"),
        [
            ("orm", "", False),
            ("orm sql", "", True),
            ("orm", "sql", True),
            ("sql", "orm", True),
            # Nobody reaches a milestone by skipping all the way.
            ("", "orm sql", False),
        ],
    )
    def test_milestone_asks_for_all_and_for_one_done(
        self, done_: str, skipped: str, is_settled: bool
    ) -> None:
        graph = graph_of(
            {"orm": "", "sql": ""},
            groups={"~outer": "~inner", "~inner": "sql"},
            milestones={"~ready": "orm ~outer"},
        )

        assert ("~ready" in standing_on(graph, done_, skipped=skipped).settled) is is_settled

    def test_milestone_counts_as_done_for_the_next_one(self) -> None:
        graph = graph_of(
            {"orm": "", "sql": ""}, milestones={"~first": "orm", "~second": "~first sql"}
        )

        assert "~second" in standing_on(graph, "orm", skipped="sql").settled
        assert "~second" not in standing_on(graph, skipped="orm sql").settled

    def test_milestone_that_is_not_reached_is_nothing_done_in_its_box(self) -> None:
        graph = graph_of(
            {"git": "", "orm": "", "sql": ""},
            groups={"~box": "git ~first"},
            milestones={"~first": "orm sql", "~ready": "~box"},
        )

        assert "~ready" not in standing_on(graph, "orm", skipped="git").settled
        assert "~ready" in standing_on(graph, "orm sql", skipped="git").settled

    def test_milestone_does_not_wait_for_the_box_it_is_drawn_in(self) -> None:
        graph = graph_of(
            {"git": "", "orm": "", "~late": "git"},
            groups={"~late": "~first"},
            milestones={"~first": "orm"},
        )

        assert "~first" in standing_on(graph, "orm").settled


class TestMilestones:
    def reached(self, graph: Graph, **days: datetime) -> datetime | None:
        marks = [done(skill, at=at) for skill, at in days.items()]
        return standing_on(graph, marks=marks).milestones["~m"]

    def test_is_reached_with_the_last_mark_it_takes(self) -> None:
        graph = graph_of({"orm": "", "sql": ""}, milestones={"~m": "orm sql"})

        assert self.reached(graph, orm=MONDAY) is None
        assert self.reached(graph, orm=FRIDAY, sql=MONDAY) == FRIDAY

    def test_passes_over_what_was_skipped(self) -> None:
        graph = graph_of({"orm": "", "sql": ""}, milestones={"~m": "orm sql"})

        standing = standing_on(graph, skipped="sql", marks=[done("orm", at=TUESDAY)])

        assert standing.milestones == {"~m": TUESDAY}

    def test_is_not_moved_by_more_than_a_choice_asks_for(self) -> None:
        graph = graph_of(
            {"aws": "", "gcp": ""}, groups={"~c": ("aws gcp", 1)}, milestones={"~m": "~c"}
        )

        assert self.reached(graph, aws=TUESDAY, gcp=FRIDAY) == TUESDAY

    def test_is_not_moved_by_what_is_optional_in_a_group(self) -> None:
        graph = graph_of(
            {"sql": "", "bash": ""},
            groups={"~g": "sql bash"},
            optional="bash",
            milestones={"~m": "~g"},
        )

        assert self.reached(graph, sql=MONDAY, bash=FRIDAY) == MONDAY

    def test_is_reached_with_the_first_thing_done_where_the_rest_was_skipped(self) -> None:
        graph = graph_of(
            {"sql": "", "bash": ""},
            groups={"~g": "sql bash"},
            optional="bash",
            milestones={"~m": "~g"},
        )

        standing = standing_on(graph, skipped="sql", marks=[done("bash", at=FRIDAY)])

        assert standing.milestones["~m"] == FRIDAY
