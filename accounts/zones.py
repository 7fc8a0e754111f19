"""Time zones by their IANA name, told apart from everything that only looks like one."""

from __future__ import annotations

import logging
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

logger = logging.getLogger(__name__)

# Names some machines carry that say nothing about where a learner lives.
_NOT_A_PLACE = frozenset({"Factory", "localtime", "posixrules"})


def zone(name: str) -> ZoneInfo:
    """The zone called exactly `name`; ValueError for any other text.

    `ZoneInfo(name)` alone would read files by a stranger's path and fail in four different ways.
    """
    if name not in _names():
        raise ValueError(f"{name[:64]!r} is not an IANA time zone such as Europe/Berlin.")
    return ZoneInfo(name)


def known_zone(name: str) -> ZoneInfo:
    """The zone of a stored name, or UTC for one that this machine's tz database has lost.

    One such learner must neither lose her marks nor stop the planner for everybody.
    """
    try:
        return zone(name)
    except ValueError:
        logger.exception("A learner's time zone is unknown here; UTC stands in for it.")
        return ZoneInfo("UTC")


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones() - _NOT_A_PLACE)
