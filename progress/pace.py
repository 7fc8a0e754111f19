"""How many weeks are ahead of a learner at her pace. No Django and no clock in here."""

from __future__ import annotations

from collections.abc import Mapping


def pace_on(roadmap: str, weekly_minutes: Mapping[str, int | None]) -> int | None:
    """The minutes a week that `roadmap` would get; `weekly_minutes` are by roadmap she follows.

    What she has set there, else the most that she has set anywhere: who changes over takes along
    what she gives to one roadmap, and hardly the sum of all. None when she has set none.
    """
    everywhere = filter(None, weekly_minutes.values())
    return weekly_minutes.get(roadmap) or max(everywhere, default=None)


def weeks_for(minutes: int, *, pace: int | None) -> int | None:
    """Whole weeks, of which the last may be short; None without a pace."""
    return None if pace is None else -(-minutes // pace)
