"""What learners may send: the strict side of progress."""

from __future__ import annotations

from typing import Any

from wire.cursors import MOST
from wire.parsing import (
    Choice,
    Day,
    Flag,
    Instant,
    ListOf,
    Slug,
    StrictSerializer,
    Uuid,
    WebUrl,
    Whole,
)

MINUTES_A_WEEK = 7 * 24 * 60
MOST_DAYS_OFF = 366
MOST_TRACKS = 8


class Nothing(StrictSerializer):
    """An empty object, or no body at all."""


class SkipWanted(StrictSerializer):
    """May name the event and the instant, so that it can be repeated and come late."""

    event_id = Uuid(allow_null=True, required=False, default=None)
    occurred_at = Instant(allow_null=True, required=False, default=None)

    example = {
        "event_id": "0198f0ac-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "occurred_at": "2026-11-20T09:00:00+01:00",
    }


class UnskipWanted(SkipWanted):
    """Another event than the one that skipped."""

    example = {
        "event_id": "0198f0ad-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "occurred_at": "2026-11-20T09:01:00+01:00",
    }


class ClearingWanted(SkipWanted):
    """`roadmap` is where the act was made."""

    roadmap = Slug(allow_null=True, required=False, default=None)

    example = {
        "event_id": "0198f0ae-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "occurred_at": "2026-11-20T09:01:00+01:00",
        "roadmap": "ai-engineer",
    }


class MarkWanted(ClearingWanted):
    """Only `status` is needed."""

    status = Choice(["in_progress", "done"])
    evidence_url = WebUrl(allow_null=True, required=False, default=None)

    example = {
        "status": "done",
        "event_id": "0198f0af-3c1d-7e52-9f64-0a1b2c3d4e5f",
        "occurred_at": "2026-11-20T09:00:00+01:00",
        "evidence_url": "https://example.org/my-notes",
    }


class EnrollmentChanges(StrictSerializer):
    """What is left out stays. `days_off` are the days on which nothing is planned."""

    weekly_minutes = Whole(min_value=1, max_value=MINUTES_A_WEEK, allow_null=True)
    target_on = Day(allow_null=True)
    days_off = ListOf(Day(), max_length=MOST_DAYS_OFF)
    favourite = Flag()
    paused = Flag()

    example = {
        "weekly_minutes": 300,
        "target_on": "2027-06-30",
        "days_off": ["2026-12-24", "2026-12-25"],
        "favourite": True,
        "paused": False,
    }


class NextQuery(StrictSerializer):
    roadmap = Slug(required=False, default=None, help_text="Only on this one, which I follow.")
    limit = Whole(
        min_value=1, max_value=MOST, required=False, default=10, help_text="How many at most."
    )


class TracksQuery(StrictSerializer):
    tracks = ListOf(
        Slug(),
        min_length=1,
        max_length=MOST_TRACKS,
        distinct=True,
        help_text="The slugs of tracks, each once.",
    )

    example = {"tracks": ["ai-engineer", "ml-engineer"]}


class ActivityQuery(StrictSerializer):
    since = Day(required=False, default=None, help_text="The first day; a year before `until`.")
    until = Day(required=False, default=None, help_text="The last day; today where I live.")


def changes_of(wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns of Enrollment that parsed EnrollmentChanges set."""
    if "days_off" in wanted:
        wanted["days_off"] = sorted({day.isoformat() for day in wanted["days_off"]})
    for flag in ("favourite", "paused"):
        if flag in wanted:
            wanted[f"is_{flag}"] = wanted.pop(flag)
    return wanted
