"""Says whether an answer has the shape the contract shows: names, types and nesting.

A shape is a type, `None`, a function that tells, a list with the shape of its items, a dict with
the shape of each member, or a tuple of shapes of which one must fit. Answers may have more members.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY = re.compile(r"~?[a-z0-9]+(-[a-z0-9]+)*")
CURSOR = re.compile(r"\d+\.\d+")


def instant(value: Any) -> bool:
    return isinstance(value, str) and INSTANT.fullmatch(value) is not None


def day(value: Any) -> bool:
    return isinstance(value, str) and DAY.fullmatch(value) is not None


def slug(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 80 and SLUG.fullmatch(value) is not None


def key(value: Any) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def cursor(value: Any) -> bool:
    return isinstance(value, str) and CURSOR.fullmatch(value) is not None


def uuid(value: Any) -> bool:
    return isinstance(value, str) and str(UUID(value)) == value


def uuid7(value: Any) -> bool:
    return uuid(value) and UUID(value).version == 7


def code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z_]+", value) is not None


def one_of(*values: Any) -> Any:
    return lambda value: value in values


def mapping(keys: Any, values: Any) -> Any:
    """A dict whose names are data: every key and every value has the given shape."""

    def fits(found: Any) -> bool:
        for name, value in found.items():
            check(name, keys, "a name")
            check(value, values, f"[{name}]")
        return isinstance(found, dict)

    return fits


def check(value: Any, shape: Any, place: str = "answer") -> None:
    """Fail with the place of the first member that has another shape."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), f"{place} is {value!r}, not an object"
        for name, inner in shape.items():
            assert name in value, f"{place} has no {name!r}, only {sorted(value)}"
            check(value[name], inner, f"{place}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{place} is {value!r}, not a list"
        for position, item in enumerate(value):
            check(item, shape[0], f"{place}[{position}]")
    elif isinstance(shape, tuple):
        assert any(_fits(value, option) for option in shape), f"{place} is {value!r}"
    elif isinstance(shape, type):
        assert type(value) is shape, f"{place} is {value!r}, not {shape.__name__}"
    elif shape is None:
        assert value is None, f"{place} is {value!r}, not null"
    else:
        assert shape(value), f"{place} is {value!r}"


def _fits(value: Any, shape: Any) -> bool:
    try:
        check(value, shape)
    except AssertionError:
        return False
    return True


COUNTS = {
    "skills": int,
    "units": int,
    "groups": int,
    "milestones": int,
    "edges": int,
    "minutes": int,
}
SUMMARY = {
    "done": int,
    "in_progress": int,
    "skipped": int,
    "total": int,
    "percent": int,
    "minutes_left": int,
}
PROBLEM = {
    "type": str,
    "title": str,
    "status": int,
    "code": code,
    "detail": str,
    "errors": [
        {
            "in": one_of("body", "query", "path", "header"),
            "pointer": lambda value: value == "" or value.startswith("/"),
            "code": code,
            "detail": str,
        }
    ],
    "request_id": str,
}
RESOURCE = {
    "id": uuid7,
    "title": str,
    "url": str,
    "type": one_of(
        "official", "article", "video", "course", "book", "paper", "repository", "podcast"
    ),
    "free": bool,
    "language": str,
    "minutes": (int, None),
}
ENROLLMENT = {
    "roadmap": slug,
    "title": str,
    "edition": int,
    "version": int,
    "latest_version": int,
    "upgrade_available": bool,
    "enrolled_at": instant,
    "weekly_minutes": (int, None),
    "target_on": (day, None),
    "days_off": list,
    "favourite": bool,
    "paused": bool,
    "summary": SUMMARY,
}
MARK = {
    "skill": slug,
    "status": one_of("in_progress", "done"),
    "at": instant,
    "event_id": uuid,
    "roadmap": (slug, None),
    "evidence_url": (str, None),
}
MARKED = {
    "mark": (MARK, None),
    "previous": (MARK, None),
    "applied": bool,
    "roadmaps": [
        {"roadmap": slug, "summary": SUMMARY, "unlocked": [slug], "waiting_for": [key]},
    ],
    "cursor": cursor,
}
