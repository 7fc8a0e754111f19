"""What one digest tells, as plain values that fit a row: the mail is laid out from nothing else.

No Django in here, and no clock.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

MOST_BYTES = 4096


class Kind(StrEnum):
    WEEK = "week"
    # After four empty windows in a row: the last mail until she acts again.
    STILL_HERE = "still_here"


class Moved(NamedTuple):
    """How far a roadmap got, in percent."""

    title: str
    before: int
    after: int


class Next(NamedTuple):
    """A skill to take up, and why."""

    skill: str
    title: str
    minutes: int
    why: str


class NewEdition(NamedTuple):
    title: str
    edition: int


class Pace(NamedTuple):
    """A target date; `days_ahead` is null without a plan, and negative behind it."""

    title: str
    target_on: str
    days_ahead: int | None
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The snapshot of one digest. `left_out` counts what did not fit, by list."""

    kind: Kind = Kind.WEEK
    email: str
    name: str
    first_day: str
    last_day: str
    composed_at: str
    streak: int = 0
    freezes_left: int = 0
    done: tuple[str, ...] = ()
    started: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    next: tuple[Next, ...] = ()
    editions: tuple[NewEdition, ...] = ()
    pace: tuple[Pace, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Facts:
        """The very facts that `as_json` wrote."""
        lists = {name: tuple(_LISTS[name](*_row(row)) for row in stored[name]) for name in _LISTS}
        return cls(**{**stored, **lists, "kind": Kind(stored["kind"])})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def count(self, name: str) -> int:
        """How many there were, shown or not."""
        return len(getattr(self, name)) + self.left_out.get(name, 0)

    @property
    def days(self) -> tuple[date, date]:
        return date.fromisoformat(self.first_day), date.fromisoformat(self.last_day)

    @property
    def written_at(self) -> datetime:
        return datetime.fromisoformat(self.composed_at)


def fitted(facts: Facts) -> Facts:
    """The same facts within the size a row may take: the ends of the longest lists are cut."""
    left_out = Counter(facts.left_out)
    for name, most in _MOST.items():
        rows = getattr(facts, name)
        left_out[name] += len(rows[most:])
        facts = replace(facts, **{name: rows[:most]})
    while _size(facts.as_json()) > MOST_BYTES - _ROOM_FOR_COUNTS:
        longest = max(_LISTS, key=lambda name: _size(getattr(facts, name)))
        left_out[longest] += 1
        facts = replace(facts, **{longest: getattr(facts, longest)[:-1]})
    return replace(facts, left_out={name: left for name, left in left_out.items() if left})


_LISTS: Mapping[str, Any] = {
    "done": str,
    "started": str,
    "reached": str,
    "moved": Moved,
    "next": Next,
    "editions": NewEdition,
    "pace": Pace,
}
# More than this nobody reads in a mail; the rest is counted.
_MOST = {"done": 12, "started": 6, "reached": 6, "moved": 8, "next": 3, "editions": 4, "pace": 4}
_ROOM_FOR_COUNTS = 160


def _row(stored: Any) -> tuple[Any, ...]:
    return tuple(stored) if isinstance(stored, list | tuple) else (stored,)


def _size(values: Any) -> int:
    return len(json.dumps(values))
