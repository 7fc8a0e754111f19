"""What a ratio says, and what it promises of the next run."""

from __future__ import annotations

import pytest

from bench.ratios import Ratio


def test_a_ratio_is_the_median_of_its_rounds() -> None:
    ratio = Ratio.of([1.0, 2.0, 1.0], [2.0, 6.0, 10.0])

    assert ratio.value == 3.0


def test_a_round_that_slowed_both_changes_nothing() -> None:
    quiet = Ratio.of([1.0, 1.0, 1.0], [2.0, 2.0, 2.0])
    loud = Ratio.of([1.0, 5.0, 1.0], [2.0, 10.0, 2.0])

    assert loud == quiet == Ratio(2.0, 0.0)


def test_the_spread_is_half_of_the_range_in_percent() -> None:
    ratio = Ratio.of([1.0, 1.0, 1.0], [3.0, 4.0, 5.0])

    assert (ratio.spread, ratio.margin) == (25.0, 1.0)


@pytest.mark.parametrize(("other", "agrees"), [(4.0, True), (6.0, True), (6.1, False)])
def test_two_runs_agree_when_what_they_print_overlaps(other: float, agrees: bool) -> None:
    run = Ratio(value=4.0, spread=25.0)

    assert run.agrees_with(Ratio(other, spread=100 / other)) is agrees
    assert Ratio(other, spread=100 / other).agrees_with(run) is agrees


@pytest.mark.parametrize(("goal", "met"), [(None, None), (2.0, True), (2.1, False)])
def test_a_goal_is_the_least_ratio(goal: float | None, met: bool | None) -> None:
    assert Ratio(2.0, spread=50.0).meets(goal) is met
