"""Streaks: how long a learner has kept at it, by her own days. No Django and no clock in here.

A run of days may miss two in any fourteen: those are its freezes, and nobody has to buy them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nlargest, nsmallest
from itertools import pairwise
from operator import itemgetter

WINDOW = 14
FREEZES = 2
# Someone who changed offsets between two events this close was on the way, not away.
JOURNEY = timedelta(hours=48)
# From its first local day to its last. Offsets are less than a day, so that it is four at most.
JOURNEY_DAYS = range(2, 5)


@dataclass(frozen=True, slots=True)
class Streak:
    current: int
    longest: int
    active_today: bool
    freezes_left: int


def streak(
    active: AbstractSet[date], *, today: date, bridged: AbstractSet[date] = frozenset()
) -> Streak:
    """The streak as it stands on `today`, which is not missed while it is still open.

    A run starts on an active day, ends today (or yesterday while today has no event), and no 14
    days in a row of it hold more than 2 missed; its length is its active days. `longest` is the
    greatest length that a run reached on any day so far. `bridged` days are never missed.
    """
    days = sorted(day.toordinal() for day in active if day <= today)
    end = today.toordinal() + (today in active)
    excused = {day.toordinal() for day in bridged}

    start, longest = 0, 0
    recent: deque[int] = deque(maxlen=FREEZES + 1)
    for reached, (last, following) in enumerate(pairwise([*days, end]), 1):
        longest = max(longest, reached - start)
        for missed in _missed(last + 1, following, excused):
            recent.append(missed)
            if len(recent) > FREEZES and missed - recent[0] < WINDOW:
                start = bisect_right(days, recent[0])
            # All before is lost: a long absence need not be gone through day by day.
            if start == reached:
                break

    current = len(days) - start
    spent = sum(day >= max(days[start], end - WINDOW + 1) for day in recent) if current else 0
    return Streak(current, longest, active_today=today in active, freezes_left=FREEZES - spent)


def bridged_days(events: Iterable[tuple[date, int, datetime]]) -> frozenset[date]:
    """The days between two events with different offsets that lie less than 48 hours apart.

    Takes (local day, offset from UTC, instant) of each event; of each day and offset the first
    and the last event are enough.
    """
    told = list(events)
    # Nearly everybody, and one who never changed offsets was on no journey.
    if len({offset for _, offset, _ in told}) < 2:
        return frozenset()
    first: dict[date, dict[int, datetime]] = {}
    last: dict[date, dict[int, datetime]] = {}
    for day, offset, at in told:
        firsts, lasts = first.setdefault(day, {}), last.setdefault(day, {})
        firsts[offset] = min(at, firsts.get(offset, at))
        lasts[offset] = max(at, lasts.get(offset, at))
    return frozenset(_bridged(first, last))


def _bridged(
    first: Mapping[date, Mapping[int, datetime]], last: Mapping[date, Mapping[int, datetime]]
) -> Iterator[date]:
    for day, lasts in last.items():
        for length in JOURNEY_DAYS:
            firsts = first.get(day + timedelta(days=length), {})
            if _is_journey(lasts, firsts):
                yield from (day + timedelta(days=passed) for passed in range(1, length))


def _is_journey(lasts: Mapping[int, datetime], firsts: Mapping[int, datetime]) -> bool:
    """Whether an event of the earlier day and one of the later are a journey apart.

    Of each day the two offsets nearest to the other day suffice to find two that differ.
    """
    leaving = nlargest(2, lasts.items(), key=itemgetter(1))
    arriving = nsmallest(2, firsts.items(), key=itemgetter(1))
    return any(
        here != there and arrived - left < JOURNEY
        for here, left in leaving
        for there, arrived in arriving
    )


def _missed(start: int, stop: int, excused: AbstractSet[int]) -> Iterator[int]:
    return (day for day in range(start, stop) if day not in excused)
