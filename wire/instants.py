"""Instants on the wire: RFC 3339 with an offset coming in, UTC with `Z` going out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 1970, 2200

# The same for who can only match: of a day too long for its month they know nothing.
YEAR = "(?:19[7-9][0-9]|2[01][0-9]{2}|2200)"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"[Tt]{_CLOCK}:[0-5][0-9](?:\.[0-9]{{1,6}})?"
PATTERN = rf"{YEAR}-[0-9]{{2}}-[0-9]{{2}}{_TIME}(?:[Zz]|[+-]{_CLOCK})"

_RFC3339 = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_TIME}(?:(?P<z>[Zz])|(?P<sign>[+-])(?P<offset>{_CLOCK}))"
)


class OutOfYears(ValueError):
    """A moment that lies in no year we keep."""

    def __init__(self) -> None:
        super().__init__(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}, in UTC.")


@dataclass(frozen=True)
class Instant:
    """A moment as it was sent: the moment in UTC, and the offset it was told with."""

    at: datetime
    offset_minutes: int
    is_z: bool


def parse_instant(text: str) -> Instant:
    """Read RFC 3339 with an offset, at most 6 fraction digits, no leap second.

    Raises OutOfYears, or another ValueError that says what is missing.
    """
    parts = _RFC3339.fullmatch(text)
    if parts is None:
        raise ValueError("Use RFC 3339 with an offset, like 2026-11-20T08:00:00Z.")
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError:
        raise OutOfYears from None
    except ValueError:
        raise ValueError("There is no such day.") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise OutOfYears
    hours, _, minutes = (parts["offset"] or "0:0").partition(":")
    offset = int(hours) * 60 + int(minutes)
    return Instant(
        at=moment,
        offset_minutes=-offset if parts["sign"] == "-" else offset,
        is_z=parts["z"] is not None,
    )


def format_instant(moment: datetime) -> str:
    """`2026-11-20T08:00:00Z`; with a fraction only when there is one."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
