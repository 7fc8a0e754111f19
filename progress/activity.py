"""A learner's days: how much she did on each, and the streak they make. Pure values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from progress.streaks import Streak, bridged_days, streak


class Stretch(NamedTuple):
    """What happened on one local day at one offset; the instants are of learning, or null."""

    local_day: date
    utc_offset: int
    events: int
    done: int
    first_at: datetime | None
    last_at: datetime | None


class Day(NamedTuple):
    on: date
    events: int
    done: int


@dataclass(frozen=True)
class Activity:
    """Days with events in order, the days of learning, and those that cannot be missed."""

    days: tuple[Day, ...]
    active: frozenset[date]
    bridged: frozenset[date]

    @classmethod
    def of(cls, stretches: Iterable[Stretch]) -> Activity:
        """`stretches` come in the order of days; one day may have been spent at two offsets."""
        days: dict[date, Day] = {}
        learning: list[tuple[date, int, datetime]] = []
        for stretch in stretches:
            day = days.get(stretch.local_day, Day(stretch.local_day, 0, 0))
            days[day.on] = Day(day.on, day.events + stretch.events, day.done + stretch.done)
            learning += _moments(stretch)
        active = frozenset(day for day, _, _ in learning)
        return cls(tuple(days.values()), active, bridged_days(learning))

    def streak(self, *, today: date) -> Streak:
        return streak(self.active, today=today, bridged=self.bridged)

    def between(self, since: date, until: date) -> list[Day]:
        return [day for day in self.days if since <= day.on <= until]


def _moments(stretch: Stretch) -> Iterator[tuple[date, int, datetime]]:
    for at in (stretch.first_at, stretch.last_at):
        if at is not None:
            yield stretch.local_day, stretch.utc_offset, at
