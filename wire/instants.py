"""Instants on the wire: RFC 3339 with an offset coming in, UTC with `Z` going out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 1970, 2200

_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:(?P<z>[Zz])|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3]):(?P<minutes>[0-5][0-9]))"
)


@dataclass(frozen=True)
class Instant:
    """A moment as it was sent: the moment in UTC, and the offset it was told with."""

    at: datetime
    offset_minutes: int
    is_z: bool


def parse_instant(text: str) -> Instant:
    """Read RFC 3339 with an offset, at most 6 fraction digits, years 1970 to 2200.

    Raises ValueError that says what is missing.
    """
    parts = _RFC3339.fullmatch(text)
    if parts is None:
        raise ValueError("Use RFC 3339 with an offset, like 2026-11-20T08:00:00Z.")
    # The year is bounded before the offset is taken off, which could leave datetime's range.
    if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        raise ValueError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.")
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError("There is no such day or time.") from None
    offset = int(parts["hours"] or 0) * 60 + int(parts["minutes"] or 0)
    return Instant(
        at=moment.astimezone(UTC),
        offset_minutes=-offset if parts["sign"] == "-" else offset,
        is_z=parts["z"] is not None,
    )


def format_instant(moment: datetime) -> str:
    """`2026-11-20T08:00:00Z`; with a fraction only when there is one."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
