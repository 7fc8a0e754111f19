"""Fields with values of the wrong type, form or size; and the odd ones that are right."""

from __future__ import annotations

from typing import Any

from tests.hostile.expected import (
    CLOCK_AHEAD,
    NOT_MARKABLE,
    UNKNOWN_ROADMAP,
    UNKNOWN_SKILL,
    Expected,
    body,
    good,
)
from tests.hostile.sending import Hostile

MARK = "/api/v1/me/marks/python"
ENROLLMENT = "/api/v1/me/enrollments/ai-engineer"
SKIP = "/api/v1/me/enrollments/ai-engineer/skips/llm-apis"
DIGEST = "/api/v1/me/digest"
ME = "/api/v1/me"
TOKEN = "/api/v1/me/tokens/0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f"
ID = "0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f"


def _mark(name: str, item: str | Expected, **fields: Any) -> Hostile:
    """A mark whose last field is wrong."""
    wanted = {"status": "done", **fields}
    expected = body(f"/{list(fields)[-1]}", item) if isinstance(item, str) else item
    return Hostile(name, "PUT", MARK, expected, wanted)


def _patch(path: str, name: str, item: str | Expected, **fields: Any) -> Hostile:
    expected = body(f"/{next(iter(fields))}", item) if isinstance(item, str) else item
    return Hostile(name, "PATCH", path, expected, fields)


_MARKS = [
    _mark("a status nobody has", "not_a_choice", status="finished"),
    _mark("a status in capitals", "not_a_choice", status="DONE"),
    _mark("a status with a zero-width space", "not_a_choice", status="done\u200b"),
    _mark("a status that only sync takes", "not_a_choice", status="cleared"),
    _mark("a status that is null", "wrong_type", status=None),
    _mark("a status in an array", "wrong_type", status=["done"]),
    _mark("a status as an object of a query", "wrong_type", status={"$ne": ""}),
    _mark("a roadmap as a number", "wrong_type", roadmap=1),
    _mark("a roadmap with SQL in it", "bad_format", roadmap="a'; DROP TABLE accounts_user;--"),
    _mark("a roadmap that climbs folders", "bad_format", roadmap="../../etc/passwd"),
    _mark("a roadmap in Cyrillic letters", "bad_format", roadmap="\u0430i-engineer"),
    _mark("a roadmap with a line end", "bad_format", roadmap="ai-engineer\n"),
    _mark("a roadmap in full-width letters", "bad_format", roadmap="\uff41\uff49"),
    _mark("a roadmap of 81 characters", "too_long", roadmap="a" * 81),
    _mark("a roadmap of a megabyte", "too_long", roadmap="a" * 1_000_000),
    _mark("an empty roadmap", "out_of_range", roadmap=""),
    _mark("a roadmap that is not there", UNKNOWN_ROADMAP, roadmap="no-such-roadmap"),
    _mark("an id that is none", "bad_format", event_id="1"),
    _mark("an id without hyphens", "bad_format", event_id=ID.replace("-", "")),
    _mark("an id in braces", "bad_format", event_id=f"{{{ID}}}"),
    _mark("an id as a number", "wrong_type", event_id=7),
    _mark("an id with an Arabic digit", "bad_format", event_id=f"\u0660{ID[1:]}"),
]

_INSTANTS = [
    _mark(
        "an instant of another year in UTC", "out_of_range", occurred_at="1970-01-01T00:00:00+14:00"
    ),
    _mark(
        "an instant before datetime began", "out_of_range", occurred_at="0001-01-01T00:00:00+14:00"
    ),
    _mark(
        "an instant after datetime ends", "out_of_range", occurred_at="9999-12-31T23:59:59-12:00"
    ),
    _mark("an instant of the year 2201", "out_of_range", occurred_at="2201-01-01T00:00:00Z"),
    _mark("an instant of the year 0", "bad_format", occurred_at="0000-01-01T00:00:00Z"),
    _mark("an instant without an offset", "bad_format", occurred_at="2026-11-20T08:00:00"),
    _mark("an instant at 24 o'clock", "bad_format", occurred_at="2026-11-20T24:00:00Z"),
    _mark("an instant in a leap second", "bad_format", occurred_at="2026-06-30T23:59:60Z"),
    _mark(
        "an instant with 7 digits of a fraction",
        "bad_format",
        occurred_at="2026-11-20T08:00:00.1234567Z",
    ),
    _mark("an instant on February 30", "bad_format", occurred_at="2026-02-30T08:00:00Z"),
    _mark("an instant as seconds", "wrong_type", occurred_at=1_763_625_600),
    _mark("an instant in Arabic digits", "bad_format", occurred_at="\u0662026-11-20T08:00:00Z"),
    _mark("an instant that lies ahead", CLOCK_AHEAD, occurred_at="2199-01-01T00:00:00Z"),
    _mark(
        "an instant in lower case, as RFC 3339 allows", good(), occurred_at="2026-01-20t08:00:00z"
    ),
]

_URLS = [
    _mark(f"evidence that {what}", "bad_format", evidence_url=url)
    for what, url in [
        ("is a script", "javascript:alert(document.cookie)"),
        ("is a script in disguise", "java\tscript:alert(1)"),
        ("is a page of its own", "data:text/html,<script>alert(1)</script>"),
        ("is a file", "file:///etc/passwd"),
        ("has no host", "https:///path"),
        ("has no scheme", "//evil.example/"),
        ("breaks out of an attribute", 'https://a.example/" onmouseover="alert(1)'),
        ("holds a header of its own", "https://a.example/\r\nSet-Cookie: a=b"),
        ("turns its text around", "https://a.example/\u202egpj.exe"),
        ("is too long", "https://a.example/" + "a" * 2000),
        ("hides its host behind a backslash", "https://a.example\\@evil.example/"),
    ]
] + [_mark("evidence that is a number", "wrong_type", evidence_url=5)]

_NUMBERS = [
    _patch(ENROLLMENT, f"minutes that are {what}", item, weekly_minutes=value)
    for what, value, item in [
        ("a text", "300", "wrong_type"),
        ("true", True, "wrong_type"),
        ("a fraction", 0.5, "wrong_type"),
        ("an array", [300], "wrong_type"),
        ("none", 0, "out_of_range"),
        ("negative", -1, "out_of_range"),
        ("more than a week has", 10_081, "out_of_range"),
        ("one beyond 64 bits", 2**63, "out_of_range"),
        ("of 300 digits", 10**299, "out_of_range"),
        ("a great float", 1e308, "out_of_range"),
        ("whole, told with a fraction", 300.0, good()),
        ("told with an exponent", 3e2, good()),
    ]
]

_DAYS = [
    _patch(ENROLLMENT, f"a target {what}", item, target_on=value)
    for what, value, item in [
        ("in the year 1", "0001-01-01", "out_of_range"),
        ("in the year 9999", "9999-12-31", "out_of_range"),
        ("on February 29 of a year without", "2026-02-29", "bad_format"),
        ("without hyphens", "20261120", "bad_format"),
        ("told by its week", "2026-W47-5", "bad_format"),
        ("with a time", "2026-11-20T00:00:00Z", "bad_format"),
        ("as a number", 20_261_120, "wrong_type"),
        ("in Arabic digits", "\u0662026-11-20", "bad_format"),
    ]
]

_REST = [
    _patch(ENROLLMENT, "days off in one text", "wrong_type", days_off="2026-11-20"),
    _patch(ENROLLMENT, "days off for two years", "too_long", days_off=["2026-11-20"] * 731),
    Hostile(
        "a wrong day among good ones",
        "PATCH",
        ENROLLMENT,
        body("/days_off/1", "bad_format"),
        {"days_off": ["2026-11-20", "no day"]},
    ),
    _patch(ENROLLMENT, "a favourite that is 1", "wrong_type", favourite=1),
    _patch(ENROLLMENT, "a pause that is a text", "wrong_type", paused="false"),
    _patch(DIGEST, "an hour that does not strike", "out_of_range", hour=24),
    _patch(DIGEST, "a weekday in German", "not_a_choice", weekday="montag"),
    _patch(DIGEST, "a digest that is null", "wrong_type", enabled=None),
    _patch(ME, "a zone that climbs folders", "not_a_choice", time_zone="../../etc/passwd"),
    _patch(ME, "a zone in lower case", "not_a_choice", time_zone="europe/berlin"),
    _patch(ME, "a zone that is no text", "wrong_type", time_zone=["UTC"]),
    _patch(ME, "a locale that is a sentence", "bad_format", locale="en; DROP TABLE x"),
    Hostile(
        "a NUL in a list",
        "PATCH",
        ME,
        body("/sharing/roadmaps/0", "bad_character"),
        b'{"sharing": {"roadmaps": ["a\\u0000"]}}',
    ),
    Hostile(
        "a NUL in a key two levels down",
        "PATCH",
        ME,
        body("/sharing/a\0", "bad_character"),
        b'{"sharing": {"a\\u0000": 1}}',
    ),
    Hostile(
        "half a pair two levels down",
        "PATCH",
        ME,
        body("/sharing/roadmaps/0", "bad_character"),
        b'{"sharing": {"roadmaps": ["\\ud800"]}}',
    ),
    Hostile(
        "an array where an object stands",
        "PATCH",
        ME,
        body("/sharing", "wrong_type"),
        {"sharing": []},
    ),
    Hostile(
        "a field nobody knows one level down",
        "PATCH",
        ME,
        body("/sharing/all", "unknown_field"),
        {"sharing": {"all": True}},
    ),
    Hostile(
        "a field for enrolling that takes none",
        "PUT",
        ENROLLMENT,
        body("/edition", "unknown_field"),
        {"edition": 1},
    ),
    Hostile(
        "a skip with a status", "PUT", SKIP, body("/status", "unknown_field"), {"status": "done"}
    ),
    Hostile("no status where one is needed", "PUT", MARK, body("/status", "required"), {}),
    Hostile("no body where one is needed", "PUT", MARK, body("/status", "required")),
    Hostile(
        "a scope that makes staff",
        "PUT",
        TOKEN,
        body("/scopes/0", "not_a_choice"),
        {"name": "x", "scopes": ["admin"]},
        caller="session",
    ),
    Hostile(
        "a token that lives for ever",
        "PUT",
        TOKEN,
        body("/expires_on", "out_of_range"),
        {"name": "x", "scopes": ["read"], "expires_on": "2199-01-01"},
        caller="session",
    ),
    Hostile(
        "a secret of my own choice",
        "PUT",
        TOKEN,
        body("/token", "unknown_field"),
        {"name": "x", "scopes": ["read"], "token": "wm_x"},
        caller="session",
    ),
    Hostile(
        "a token whose id is in capitals",
        "PUT",
        TOKEN.replace("0198f0ab", "0198F0AC"),
        good(),
        {"name": "x", "scopes": ["read"]},
        caller="session",
    ),
    Hostile(
        "a mark on a skill nobody knows",
        "PUT",
        "/api/v1/me/marks/no-such-skill",
        UNKNOWN_SKILL,
        {"status": "done"},
    ),
    Hostile(
        "a mark on a milestone",
        "PUT",
        "/api/v1/me/marks/~first-app",
        NOT_MARKABLE,
        {"status": "done"},
    ),
]

REQUESTS = [*_MARKS, *_INSTANTS, *_URLS, *_NUMBERS, *_DAYS, *_REST]
