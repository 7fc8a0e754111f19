"""Units: what a percent is counted in, and the minutes that are left."""

from __future__ import annotations

import pytest

from roadmap.graph import Graph
from roadmap.units import Summary, count, summarise, summarise_group, units_of
from tests.graphs import graph_of


def counts(graph: Graph, done: str = "", begun: str = "", skipped: str = "") -> Summary:
    return summarise(
        graph,
        done=frozenset(done.split()),
        in_progress=frozenset(begun.split()),
        skipped=frozenset(skipped.split()),
    )


def counts_in(group: str, graph: Graph, done: str = "", begun: str = "") -> Summary:
    return summarise_group(
        graph,
        group,
        done=frozenset(done.split()),
        in_progress=frozenset(begun.split()),
        skipped=frozenset(),
    )


class TestSummarise:
    @pytest.fixture
    def clouds(self) -> Graph:
        """One skill and two of three clouds: three units."""
        return graph_of(
            {"python": "", "aws": "", "azure": "", "gcp": ""},
            groups={"~cloud": ("aws azure gcp", 2)},
            minutes={"python": 500, "aws": 30, "azure": 20, "gcp": 10},
        )

    @pytest.mark.parametrize(
        ("done", "begun", "skipped", "expected"),
        [
            ("", "", "", Summary(0, 0, 0, 3, 0, 530)),
            ("python", "", "", Summary(1, 0, 0, 3, 33, 30)),
            # A choice counts at most n, however many are done or begun.
            ("aws azure gcp", "", "", Summary(2, 0, 0, 3, 66, 500)),
            ("aws", "azure gcp", "", Summary(1, 1, 0, 3, 33, 510)),
            ("", "aws azure gcp", "", Summary(0, 2, 0, 3, 0, 530)),
            # What is begun is finished first, though another would be cheaper.
            ("", "aws", "", Summary(0, 1, 0, 3, 0, 540)),
            # A choice loses a unit only when fewer than n can still be chosen.
            ("", "", "aws", Summary(0, 0, 0, 3, 0, 530)),
            ("", "", "aws gcp", Summary(0, 0, 1, 2, 0, 520)),
            ("azure", "", "aws gcp", Summary(1, 0, 1, 2, 50, 500)),
            ("", "", "aws azure gcp", Summary(0, 0, 2, 1, 0, 500)),
            ("", "", "python aws azure gcp", Summary(0, 0, 3, 0, 0, 0)),
            ("aws azure", "", "python", Summary(2, 0, 1, 2, 100, 0)),
        ],
    )
    def test_counts_units(
        self, clouds: Graph, done: str, begun: str, skipped: str, expected: Summary
    ) -> None:
        assert counts(clouds, done, begun, skipped) == expected

    def test_rounds_the_percent_down(self) -> None:
        graph = graph_of({f"s{number}": "" for number in range(3)})

        assert counts(graph, done="s0 s1").percent == 66

    @pytest.mark.parametrize(
        ("groups", "optional"),
        [
            ({}, "bash"),
            ({"~shells": "bash"}, "~shells"),
            ({"~outer": "~shells", "~shells": "bash"}, "~outer"),
            ({"~shells": ("bash zsh", 1)}, "~shells"),
            ({"~outer": "~shells", "~shells": ("bash zsh", 1)}, "~outer"),
        ],
        ids=["optional", "in an optional box", "two boxes in", "optional choice", "choice inside"],
    )
    def test_counts_nothing_that_is_optional(self, groups: dict[str, str], optional: str) -> None:
        graph = graph_of(
            {"python": "", "bash": "", "zsh": ""}, groups=groups, optional=f"zsh {optional}"
        )

        assert counts(graph, "bash") == Summary(0, 0, 0, 1, 0, 60)
        assert counts(graph, "", "bash") == Summary(0, 0, 0, 1, 0, 60)
        assert counts(graph, "", "", "bash") == Summary(0, 0, 0, 1, 0, 60)

    def test_counts_no_milestone(self) -> None:
        graph = graph_of({"python": ""}, milestones={"~ready": "python"})

        assert counts(graph, done="python").total == 1

    def test_has_no_percent_where_nothing_is_required(self) -> None:
        graph = graph_of({"bash": ""}, optional="bash")

        assert counts(graph, done="bash") == Summary(0, 0, 0, 0, 0, 0)


class TestSummariseGroup:
    @pytest.fixture
    def nested(self) -> Graph:
        return graph_of(
            {"git": "", "python": "", "bash": "", "aws": "", "gcp": "", "poetry": ""},
            groups={
                "~basics": "python bash ~cloud ~extras",
                "~cloud": ("aws gcp", 1),
                "~extras": "poetry",
            },
            optional="bash ~extras",
        )

    def test_counts_the_units_at_any_depth_inside(self, nested: Graph) -> None:
        assert counts_in("~basics", nested, done="git python gcp") == Summary(2, 0, 0, 2, 100, 0)
        assert counts_in("~cloud", nested, begun="aws") == Summary(0, 1, 0, 1, 0, 60)

    def test_counts_none_in_a_group_off_the_path(self, nested: Graph) -> None:
        assert counts_in("~extras", nested, done="poetry") == Summary(0, 0, 0, 0, 0, 0)


def test_a_version_has_as_many_units_as_it_asks_for() -> None:
    graph = graph_of(
        {"git": "", "aws": "", "azure": "", "gcp": ""}, groups={"~cloud": ("aws azure gcp", 2)}
    )

    assert count(units_of(graph)) == 3
