from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.digests.slots import LEAST_GAP, Rhythm, jitter, next_slot, slot_from

MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 3, 4, 5, 6
ADA = UUID("0198f0aa-0000-7000-8000-000000000001")
ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "UTC",
)

rhythms = st.builds(
    Rhythm, st.integers(0, 6), st.integers(0, 23), st.sampled_from(ZONES).map(ZoneInfo)
)
# Thirty years of seconds, from 2005 on.
instants = st.integers(1_104_537_600, 2_051_222_400).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestSlotFrom:
    @pytest.mark.parametrize(
        ("zone", "weekday", "hour", "not_before", "slot"),
        [
            # Plain weeks, west and east of UTC.
            ("UTC", MONDAY, 8, "2026-11-20T07:00", "2026-11-23T08:00"),
            ("Europe/Berlin", MONDAY, 8, "2026-11-20T07:00", "2026-11-23T07:00"),
            ("Pacific/Kiritimati", MONDAY, 8, "2026-11-20T07:00", "2026-11-22T18:00"),
            ("Pacific/Honolulu", MONDAY, 23, "2026-11-20T07:00", "2026-11-24T09:00"),
            # The slot itself still counts; a moment later it does not.
            ("UTC", MONDAY, 8, "2026-11-23T08:00", "2026-11-23T08:00"),
            ("UTC", MONDAY, 8, "2026-11-23T08:00:00.000001", "2026-11-30T08:00"),
            # The wall clock keeps its hour across both changes.
            ("Europe/Berlin", MONDAY, 8, "2026-03-24T00:00", "2026-03-30T06:00"),
            ("Europe/Berlin", MONDAY, 8, "2026-10-20T00:00", "2026-10-26T07:00"),
            ("America/New_York", MONDAY, 8, "2026-03-05T00:00", "2026-03-09T12:00"),
            # In a gap: the first instant after it.
            ("Europe/Berlin", SUNDAY, 2, "2026-03-28T00:00", "2026-03-29T01:00"),
            ("America/New_York", SUNDAY, 2, "2026-03-07T12:00", "2026-03-08T07:00"),
            ("America/Sao_Paulo", SUNDAY, 0, "2018-11-01T00:00", "2018-11-04T03:00"),
            ("Australia/Lord_Howe", SUNDAY, 2, "2026-10-01T00:00", "2026-10-03T15:30"),
            # Samoa had no 30 December 2011: the slot is the first moment of the day after.
            ("Pacific/Apia", FRIDAY, 8, "2011-12-28T00:00", "2011-12-30T10:00"),
            ("Pacific/Apia", FRIDAY, 8, "2011-12-30T10:00", "2011-12-30T10:00"),
            # In a fold: the first of both.
            ("Europe/Berlin", SUNDAY, 2, "2026-10-24T00:00", "2026-10-25T00:00"),
            ("America/New_York", SUNDAY, 1, "2026-10-31T12:00", "2026-11-01T05:00"),
            ("America/Sao_Paulo", SATURDAY, 23, "2018-02-15T00:00", "2018-02-18T01:00"),
            ("Australia/Lord_Howe", SUNDAY, 1, "2026-04-01T00:00", "2026-04-04T14:00"),
        ],
    )
    def test_is_the_first_wall_time_that_comes(
        self, zone: str, weekday: int, hour: int, not_before: str, slot: str
    ) -> None:
        rhythm = Rhythm(weekday, hour, ZoneInfo(zone))

        assert slot_from(rhythm, utc(not_before)) == utc(slot)

    @given(rhythm=rhythms, not_before=instants)
    def test_shows_the_hour_she_chose_or_ends_a_gap(
        self, rhythm: Rhythm, not_before: datetime
    ) -> None:
        slot = slot_from(rhythm, not_before)

        wall = slot.astimezone(rhythm.zone)
        before = (slot - timedelta(seconds=1)).astimezone(rhythm.zone)
        is_after_gap = wall.utcoffset() != before.utcoffset()
        assert (wall.weekday(), wall.hour, wall.minute) == (
            rhythm.weekday,
            rhythm.hour,
            0,
        ) or is_after_gap
        assert not_before <= slot <= not_before + timedelta(days=8)


class TestNextSlot:
    def test_the_first_window_may_be_short(self) -> None:
        rhythm = Rhythm(MONDAY, 8, ZoneInfo("UTC"))
        joined = utc("2026-11-23T07:59")

        slot = next_slot(rhythm, covered_until=joined, is_first=True, at=joined)

        assert slot == utc("2026-11-23T08:00")

    def test_a_window_never_is_empty_in_time(self) -> None:
        rhythm = Rhythm(MONDAY, 8, ZoneInfo("UTC"))
        joined = utc("2026-11-23T08:00")

        slot = next_slot(rhythm, covered_until=joined, is_first=True, at=joined)

        assert slot == utc("2026-11-30T08:00")

    @pytest.mark.parametrize(
        ("weekday", "hour", "slot"),
        [
            # 84 hours after Monday 08:00 is Thursday 20:00.
            (THURSDAY, 20, "2026-11-26T20:00"),
            (THURSDAY, 19, "2026-12-03T19:00"),
            (TUESDAY, 8, "2026-12-01T08:00"),
            (MONDAY, 8, "2026-11-30T08:00"),
        ],
    )
    def test_later_ones_keep_half_a_week_to_the_last(
        self, weekday: int, hour: int, slot: str
    ) -> None:
        last = utc("2026-11-23T08:00")
        rhythm = Rhythm(weekday, hour, ZoneInfo("UTC"))

        assert next_slot(rhythm, covered_until=last, is_first=False, at=last) == utc(slot)

    def test_never_lies_in_the_past(self) -> None:
        rhythm = Rhythm(FRIDAY, 8, ZoneInfo("UTC"))

        slot = next_slot(
            rhythm,
            covered_until=utc("2026-11-23T08:00"),
            is_first=False,
            at=utc("2026-11-28T12:00"),
        )

        assert slot == utc("2026-12-04T08:00")

    @given(rhythm=rhythms, joined=instants)
    def test_a_year_of_windows_neither_stalls_nor_crowds(
        self, rhythm: Rhythm, joined: datetime
    ) -> None:
        ends = [next_slot(rhythm, covered_until=joined, is_first=True, at=joined)]
        for _ in range(52):
            ends.append(next_slot(rhythm, covered_until=ends[-1], is_first=False, at=ends[-1]))

        gaps = [later - earlier for earlier, later in pairwise(ends)]
        assert joined < ends[0] <= joined + timedelta(days=8)
        # A clock change of an hour or Samoa's lost day, no more.
        assert all(timedelta(days=6) <= gap <= timedelta(days=8) for gap in gaps)

    @given(first=rhythms, then=rhythms, joined=instants, hours=st.integers(0, 400))
    def test_a_change_of_mind_leaves_the_fair_gap(
        self, first: Rhythm, then: Rhythm, joined: datetime, hours: int
    ) -> None:
        last = slot_from(first, joined)
        changed_at = last + timedelta(hours=hours)

        slot = next_slot(then, covered_until=last, is_first=False, at=changed_at)

        assert slot >= last + LEAST_GAP
        assert slot > changed_at


class TestJitter:
    def test_is_always_the_same_for_a_learner(self) -> None:
        assert jitter(ADA, 60) == jitter(ADA, 60)

    def test_stays_within_the_minutes_and_uses_all_of_them(self) -> None:
        minutes = {jitter(UUID(int=ADA.int + n), 60) for n in range(2000)}

        assert minutes == {timedelta(minutes=n) for n in range(60)}

    def test_can_be_switched_off(self) -> None:
        assert jitter(ADA, 0) == timedelta(0)
