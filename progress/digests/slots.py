"""When a weekly digest is due: a wall clock in a zone in, instants out. No Django, no clock."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

# A digest less than half a week after the last would repeat more than it tells.
LEAST_GAP = timedelta(hours=84)
_TICK = timedelta(microseconds=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `weekday` (0 is Monday) at `hour` o'clock, as the clocks of `zone` show it."""

    weekday: int
    hour: int
    zone: ZoneInfo


def next_slot(rhythm: Rhythm, *, covered_until: datetime, is_first: bool, at: datetime) -> datetime:
    """The first slot after `at` that leaves a fair gap to the last window's end.

    The first window of a learner only has to end after it began.
    """
    gap = _TICK if is_first else LEAST_GAP
    return slot_from(rhythm, max(covered_until + gap, at + _TICK))


def slot_from(rhythm: Rhythm, not_before: datetime) -> datetime:
    """The first slot at or after an instant."""
    local = not_before.astimezone(rhythm.zone).date()
    # Begin a day early: a gap can push a slot past midnight, into the next day.
    day = local - timedelta(days=1)
    day += timedelta(days=(rhythm.weekday - day.weekday()) % _WEEK)
    while (slot := _instant(day, rhythm)) < not_before:
        day += timedelta(days=_WEEK)
    return slot


def jitter(learner: UUID, minutes: int) -> timedelta:
    """Her own share of the hour, always the same, so that not everybody is due at once."""
    if minutes == 0:
        return timedelta(0)
    return timedelta(minutes=int.from_bytes(sha256(learner.bytes).digest()[:8]) % minutes)


def _instant(day: date, rhythm: Rhythm) -> datetime:
    """A wall time as an instant: the first of two, or the end of the gap it falls into."""
    wall = datetime.combine(day, time(rhythm.hour), rhythm.zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(rhythm.zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(wall)


def _end_of_gap(wall: datetime) -> datetime:
    """The instant the clocks jumped over `wall`: where the offset stops being the old one."""
    old_offset, zone = wall.utcoffset(), wall.tzinfo
    before, after = (int(wall.replace(fold=fold).timestamp()) for fold in (1, 0))
    seconds = range(before, after + 1)

    def has_jumped(second: int) -> bool:
        return datetime.fromtimestamp(second, zone).utcoffset() != old_offset

    jump = bisect_left(seconds, 1, key=has_jumped)
    return datetime.fromtimestamp(seconds[jump], UTC)
