"""How many weeks are ahead, as tables of cases."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from progress.pace import pace_on, weeks_for


@pytest.mark.parametrize(
    ("weekly_minutes", "pace"),
    [
        ({}, None),
        ({"here": None, "there": None}, None),
        ({"here": 60, "there": 300}, 60),
        ({"here": None, "there": 60, "elsewhere": 300}, 300),
        ({"there": None, "elsewhere": 60}, 60),
    ],
)
def test_her_pace_is_what_she_gives_here_else_the_most_she_gives_anywhere(
    weekly_minutes: Mapping[str, int | None], pace: int | None
) -> None:
    assert pace_on("here", weekly_minutes) == pace


@pytest.mark.parametrize(
    ("minutes", "pace", "weeks"),
    [
        (0, 300, 0),
        (1, 300, 1),
        (300, 300, 1),
        (301, 300, 2),
        (7, 10_080, 1),
        (10**15 + 1, 1, 10**15 + 1),
        (300, None, None),
        (0, None, None),
    ],
)
def test_a_week_that_is_begun_is_one(minutes: int, pace: int | None, weeks: int | None) -> None:
    assert weeks_for(minutes, pace=pace) == weeks
