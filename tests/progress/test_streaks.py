"""Streaks: tables of days, and properties against the rule written out as it is told."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from progress.streaks import Streak, bridged_days, streak

TODAY = date(2026, 11, 20)


def days_ago(*numbers: int) -> set[date]:
    return {TODAY - timedelta(days=number) for number in numbers}


class TestCurrent:
    @pytest.mark.parametrize(
        ("active", "current", "freezes_left"),
        [
            ([], 0, 2),
            ([0], 1, 2),
            ([0, 1, 2], 3, 2),
            # Today is not missed while it is open.
            ([1], 1, 2),
            ([2], 1, 1),
            ([3], 1, 0),
            ([4], 0, 2),
            ([0, 2], 2, 1),
            ([0, 2, 4], 3, 0),
            ([0, 4], 1, 2),
            ([0, 2, 4, 6], 3, 0),
            ([0, 1, 2, 6, 7, 8], 3, 2),
            # A missed day is forgiven once fourteen days lie behind its first.
            ([*range(12), 14, 15], 14, 1),
            ([*range(13), 15], 14, 2),
            ([1, *range(3, 13), 15, 16], 11, 1),
            ([1, *range(3, 15), 17, 18], 15, 1),
            ([0, 2, *range(4, 14), 15, 16], 12, 0),
            ([0, 2, *range(4, 15), 16, 17], 15, 0),
        ],
    )
    def test_misses_at_most_two_in_any_fourteen_days(
        self, active: list[int], current: int, freezes_left: int
    ) -> None:
        found = streak(days_ago(*active), today=TODAY)

        assert (found.current, found.freezes_left) == (current, freezes_left)

    def test_knows_whether_today_is_among_them(self) -> None:
        assert streak(days_ago(0), today=TODAY).active_today
        assert not streak(days_ago(1), today=TODAY).active_today

    def test_does_not_count_a_day_that_has_not_begun(self) -> None:
        # An event sent from further east than the learner's own zone.
        assert streak(days_ago(-1, 0), today=TODAY) == streak(days_ago(0), today=TODAY)

    def test_does_not_miss_a_bridged_day(self) -> None:
        active, bridged = days_ago(0, 4), days_ago(2)

        assert streak(active, today=TODAY, bridged=bridged) == Streak(2, 2, True, 0)


class TestLongest:
    @pytest.mark.parametrize(
        ("active", "longest"),
        [
            ([], 0),
            ([100], 1),
            ([0, 50, 51, 52], 3),
            ([0, 1, 2, 50, 51], 3),
            ([50, 52, 54, 56], 3),
            ([50, 52, 54, 56, 57], 4),
        ],
    )
    def test_is_the_greatest_length_ever_reached(self, active: list[int], longest: int) -> None:
        assert streak(days_ago(*active), today=TODAY).longest == longest


# Offsets of Pago Pago, UTC, Berlin and Kiritimati.
OFFSETS = [-660, 0, 60, 840]
Event = tuple[date, int, datetime]


def event(text: str, offset: int) -> Event:
    """What happened at this instant, by the day on her wall."""
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (at + timedelta(minutes=offset)).date(), offset, at


class TestBridgedDays:
    def test_are_those_that_a_journey_swallows(self) -> None:
        honolulu = event("2026-11-18T09:00", -600)
        kiritimati = event("2026-11-19T11:00", 840)

        assert (honolulu[0], kiritimati[0]) == (date(2026, 11, 17), date(2026, 11, 20))
        assert bridged_days([honolulu, kiritimati]) == {date(2026, 11, 18), date(2026, 11, 19)}

    @pytest.mark.parametrize(
        ("earlier", "later", "bridged"),
        [
            (("2026-11-17T12:00", 0), ("2026-11-19T11:59", 60), {date(2026, 11, 18)}),
            (("2026-11-17T12:00", 0), ("2026-11-19T12:00", 60), set()),
            (("2026-11-17T12:00", 60), ("2026-11-19T11:59", 60), set()),
            (("2026-11-17T12:00", 0), ("2026-11-18T12:00", 60), set()),
        ],
        ids=["less than 48 h", "48 h", "one offset", "next day"],
    )
    def test_lie_between_two_offsets_and_less_than_48_hours(
        self, earlier: tuple[str, int], later: tuple[str, int], bridged: set[date]
    ) -> None:
        assert bridged_days([event(*later), event(*earlier)]) == bridged

    @pytest.mark.parametrize(
        "events",
        [
            [("2026-11-17T10:00", 0), ("2026-11-17T20:00", 60), ("2026-11-19T05:00", 60)],
            [("2026-11-17T20:00", 60), ("2026-11-19T05:00", 60), ("2026-11-19T06:00", 0)],
        ],
        ids=["leaving", "arriving"],
    )
    def test_look_past_events_of_the_same_offset(self, events: list[tuple[str, int]]) -> None:
        assert bridged_days(event(*told) for told in events) == {date(2026, 11, 18)}

    def test_go_by_the_last_before_and_the_first_after_in_whatever_order_they_come(self) -> None:
        leaving = [event("2026-11-17T10:00", 0), event("2026-11-17T20:00", 0)]
        arriving = [event("2026-11-19T12:00", 60), event("2026-11-19T21:00", 60)]

        found = {bridged_days(told) for told in permutations([*leaving, *arriving])}

        assert found == {frozenset({date(2026, 11, 18)})}


class TestBySpecification:
    """The rule once more, as slow and as plain as it is told."""

    span = st.integers(min_value=-2, max_value=45)
    days = st.builds(lambda numbers: days_ago(*numbers), st.sets(span))
    # Mostly active, so that runs grow long enough to meet the rule of fourteen days.
    dense = st.builds(
        lambda missed: days_ago(*(set(range(46)) - missed)), st.sets(span, max_size=9)
    )
    instants = st.datetimes(
        min_value=datetime(2026, 11, 12),  # noqa: DTZ001 - hypothesis wants it naive
        max_value=datetime(2026, 11, 18),  # noqa: DTZ001
    )
    events = st.builds(
        lambda at, offset: event(at.isoformat(), offset), instants, st.sampled_from(OFFSETS)
    )

    @given(active=st.one_of(days, dense), bridged=st.one_of(st.just(set()), days))
    @example(active=days_ago(0, 20), bridged=days_ago(*range(1, 17)))
    def test_streak(self, active: set[date], bridged: set[date]) -> None:
        begun = {day for day in active if day <= TODAY}
        end = TODAY if TODAY in active else TODAY - timedelta(days=1)
        current = run_ending_on(end, begun, bridged)

        found = streak(active, today=TODAY, bridged=bridged)

        assert found.current == sum(day in begun for day in current)
        assert found.freezes_left == 2 - missed(current[-13:], begun, bridged)
        assert found.longest == max(
            (sum(d in begun for d in run_ending_on(day, begun, bridged)) for day in begun),
            default=0,
        )

    @given(told=st.lists(events, max_size=8))
    def test_bridged_days(self, told: list[Event]) -> None:
        expected = {
            one[0] + timedelta(days=number)
            for one in told
            for other in told
            if one[1] != other[1] and abs(one[2] - other[2]) < timedelta(hours=48)
            for number in range(1, (other[0] - one[0]).days)
        }

        assert bridged_days(told) == expected

    @given(active=st.one_of(days, dense), bridged=days)
    def test_never_grows_by_more_than_one_as_a_day_passes(
        self, active: set[date], bridged: set[date]
    ) -> None:
        yesterday = streak(active, today=TODAY - timedelta(days=1), bridged=bridged)
        today = streak(active, today=TODAY, bridged=bridged)

        assert today.current <= yesterday.current + 1
        assert yesterday.longest <= today.longest <= yesterday.longest + 1

    @given(active=dense, told=st.lists(events, max_size=8), added=events)
    def test_is_never_shortened_by_another_event(
        self, active: set[date], told: list[Event], added: Event
    ) -> None:
        def lengths(told: list[Event]) -> tuple[int, int]:
            seen = active | {day for day, _, _ in told}
            found = streak(seen, today=TODAY, bridged=bridged_days(told))
            return found.current, found.longest

        current, longest = lengths(told)
        current_then, longest_then = lengths([*told, added])

        assert current_then >= current
        assert longest_then >= longest


def run_ending_on(end: date, active: AbstractSet[date], bridged: AbstractSet[date]) -> list[date]:
    """The longest run of days that ends there, or none."""
    starts = sorted(day for day in active if day <= end)
    runs = ([s + timedelta(days=n) for n in range((end - s).days + 1)] for s in starts)
    return next((run for run in runs if is_kept(run, active, bridged)), [])


def is_kept(run: list[date], active: AbstractSet[date], bridged: AbstractSet[date]) -> bool:
    windows = (run[first : first + 14] for first in range(len(run)))
    return all(missed(window, active, bridged) <= 2 for window in windows)


def missed(run: list[date], active: AbstractSet[date], bridged: AbstractSet[date]) -> int:
    return sum(day not in active and day not in bridged for day in run)
