"""Queries: parameters nobody declared, told twice, of the wrong kind, and cursors made up."""

from __future__ import annotations

import base64

from tests.hostile.expected import BAD_CURSOR, NOT_FOUND, good, query
from tests.hostile.sending import Hostile

SKILLS = "/api/v1/skills"
DIGESTS = "/api/v1/me/digests"
ACTIVITY = "/api/v1/me/activity"
NEXT = "/api/v1/me/next"
COMPARED = "/api/v1/tracks/ai-engineer/comparison"
COMPARISON = "/api/v1/me/comparison"
FIT = "/api/v1/fit-quiz/results"

_WRONG = [
    ("a parameter nobody knows", SKILLS, "colour=red", "/colour", "unknown_parameter"),
    (
        "a filter of the database's",
        SKILLS,
        "slug__startswith=a",
        "/slug__startswith",
        "unknown_parameter",
    ),
    ("an order nobody offers", SKILLS, "ordering=password", "/ordering", "unknown_parameter"),
    ("a parameter in capitals", SKILLS, "LIMIT=1", "/LIMIT", "unknown_parameter"),
    ("a parameter without a name", SKILLS, "=1", "/", "unknown_parameter"),
    ("a parameter with NUL in its name", SKILLS, "a%00b=1", "/a\0b", "unknown_parameter"),
    ("a format for a public page", SKILLS, "format=html", "/format", "unknown_parameter"),
    ("a parameter told twice", SKILLS, "limit=1&limit=2", "/limit", "repeated_parameter"),
    (
        "a parameter told twice, once in escapes",
        SKILLS,
        "limit=1&%6cimit=1",
        "/limit",
        "repeated_parameter",
    ),
    ("a limit of none", SKILLS, "limit=0", "/limit", "out_of_range"),
    ("a limit below none", SKILLS, "limit=-1", "/limit", "out_of_range"),
    ("a limit of 101", SKILLS, "limit=101", "/limit", "out_of_range"),
    ("a limit beyond 64 bits", SKILLS, "limit=9223372036854775808", "/limit", "out_of_range"),
    ("a limit of 5,000 digits", SKILLS, "limit=" + "9" * 5000, "/limit", "wrong_type"),
    ("a limit of half a row", SKILLS, "limit=0.5", "/limit", "wrong_type"),
    ("a limit with an underscore", SKILLS, "limit=1_0", "/limit", "wrong_type"),
    ("a limit in Arabic digits", SKILLS, "limit=%D9%A1", "/limit", "wrong_type"),
    ("a limit that is empty", SKILLS, "limit=", "/limit", "wrong_type"),
    ("a limit that is an array", SKILLS, "limit[]=1", "/limit[]", "unknown_parameter"),
    ("NUL in a text to look for", SKILLS, "q=a%00b", "/q", "bad_character"),
    ("a text to look for that is too long", SKILLS, "q=" + "a" * 101, "/q", "too_long"),
    ("a text that is not UTF-8", SKILLS, "q=%ff", "", "bad_character"),
    ("half a surrogate pair in UTF-8", SKILLS, "q=%ed%a0%80", "", "bad_character"),
    ("an overlong NUL", SKILLS, "q=%c0%80", "", "bad_character"),
    ("a name that is not UTF-8", SKILLS, "%ff=1", "", "bad_character"),
    ("four thousand parameters", SKILLS, "a&" * 4000, "", "too_long"),
    ("NUL in a cursor", SKILLS, "cursor=a%00b", "/cursor", "bad_character"),
    ("a kind nobody offers", "/api/v1/roadmaps", "kind=secret", "/kind", "not_a_choice"),
    ("a track with SQL in it", "/api/v1/roadmaps", "track=a'+OR+1=1--", "/track", "bad_format"),
    ("a day in the year 1", ACTIVITY, "since=0001-01-01", "/since", "out_of_range"),
    ("a day in the year 9999", ACTIVITY, "until=9999-12-31", "/until", "out_of_range"),
    (
        "a day with a time and an offset",
        ACTIVITY,
        "since=0001-01-01T00:00:00%2B14:00",
        "/since",
        "bad_format",
    ),
    ("a day that is none", ACTIVITY, "since=2026-13-01", "/since", "bad_format"),
    (
        "days in the wrong order",
        ACTIVITY,
        "since=2026-11-20&until=2026-11-01",
        "/since",
        "out_of_range",
    ),
    ("two years of days", ACTIVITY, "since=2024-11-20&until=2026-11-20", "/since", "out_of_range"),
    ("a roadmap in capitals", NEXT, "roadmap=AI", "/roadmap", "bad_format"),
    ("a track and nothing to compare it with", COMPARED, "", "/with", "required"),
    ("a track compared with itself", COMPARED, "with=ai-engineer", "/with", "not_a_choice"),
    ("a track nobody knows", COMPARED, "with=no-such-track", "/with", "not_a_choice"),
    ("two tracks where one goes", COMPARED, "with=ml-engineer,x", "/with", "bad_format"),
    ("no tracks", COMPARISON, "tracks=", "/tracks", "out_of_range"),
    ("tracks told as an array", COMPARISON, "tracks[]=x", "/tracks[]", "unknown_parameter"),
    ("a track named twice", COMPARISON, "tracks=x,x", "/tracks", "not_a_choice"),
    ("tracks nobody knows", COMPARISON, "tracks=x,y", "/tracks", "not_a_choice"),
    ("a thousand tracks", COMPARISON, "tracks=x" + ",x" * 999, "/tracks", "too_long"),
    ("NUL among tracks", COMPARISON, "tracks=x,%00", "/tracks", "bad_character"),
    (
        "a format the mail does not have",
        "/api/v1/me/digest/preview",
        "format=exe",
        "/format",
        "not_a_choice",
    ),
    ("a question nobody asks", FIT, "salary=high", "/salary", "unknown_parameter"),
    ("a question of Python's", FIT, "__class__=a-lot", "/__class__", "unknown_parameter"),
    ("a column of a question's", FIT, "maths__text=a-lot", "/maths__text", "unknown_parameter"),
    ("an answer nobody offers", FIT, "maths=infinitely", "/maths", "not_a_choice"),
    ("an answer to something else", FIT, "maths=soon", "/maths", "not_a_choice"),
    ("an answer that is empty", FIT, "maths=", "/maths", "not_a_choice"),
    ("an answer with NUL", FIT, "maths=a-lot%00", "/maths", "bad_character"),
    ("an answer that is not UTF-8", FIT, "maths=%ff", "", "bad_character"),
    ("two answers to one question", FIT, "maths=a-lot&maths=some", "/maths", "repeated_parameter"),
    ("answers as an object", FIT, "answers[maths]=a-lot", "/answers[maths]", "unknown_parameter"),
    ("more answers than fit", FIT, "maths=some&" * 101, "", "too_long"),
    ("a parameter for one's own page", "/api/v1/me", "user_id=1", "/user_id", "unknown_parameter"),
]


def _sealed(position: bytes) -> str:
    """As the cursors of many look: a position in base64, with a seal of sixteen zeros."""
    return f"{base64.urlsafe_b64encode(position).decode().rstrip('=')}:{'0' * 16}"


_CURSORS = [
    ("a cursor of one word", "garbage"),
    ("a cursor of one number", "2"),
    ("a cursor that is empty", ""),
    ("a text where a number stood", _sealed(b'["x"]')),
    ("a number where a text stood", _sealed(b"[2]")),
    ("a position of NUL", _sealed(b'["\\u0000"]')),
    ("a position of half a surrogate pair", _sealed(b'["\\ud800"]')),
    ("a day of the year 1", _sealed(b'["0001-01-01T00:00:00+14:00"]')),
    ("no position", _sealed(b"[]")),
    ("too many positions", _sealed(b'["a", "b", "c"]')),
    ("an object for a position", _sealed(b'{"slug__gt": ""}')),
    ("a position that is deep", _sealed(b"[" * 2000)),
    ("a pickle for a position", _sealed(b"\x80\x04K\x01.")),
    ("a cursor of 4,000 letters", "a" * 4000),
    ("a cursor with a letter of two bytes", "%C3%A4"),
]

REQUESTS = [
    *(
        Hostile(name, "GET", f"{path}?{text}", query(pointer, item))
        for name, path, text, pointer, item in _WRONG
    ),
    *(
        Hostile(f"{name}, for {what}", "GET", f"{path}?cursor={cursor}", BAD_CURSOR)
        for name, cursor in _CURSORS
        for what, path in [("skills", SKILLS), ("digests", DIGESTS)]
    ),
    Hostile(
        "a parameter for a write",
        "PUT",
        "/api/v1/me/marks/python?dry_run=1",
        query("/dry_run", "unknown_parameter"),
        {"status": "done"},
    ),
    Hostile(
        "a comparison of what is not there", "GET", "/api/v1/tracks/x/comparison?with=x", NOT_FOUND
    ),
    Hostile("a roadmap one does not follow", "GET", f"{NEXT}?roadmap=no-such-roadmap", NOT_FOUND),
    Hostile("no answer to any question", "GET", FIT, good()),
    Hostile(
        "questions with an answer",
        "GET",
        "/api/v1/fit-quiz?maths=a-lot",
        query("/maths", "unknown_parameter"),
    ),
    Hostile("wildcards of the database's", "GET", f"{SKILLS}?q=%25_%5C", good()),
    Hostile("SQL to look for", "GET", f"{SKILLS}?q='+OR+''='", good()),
]
