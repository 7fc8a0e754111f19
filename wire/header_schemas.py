"""The headers of answers in OpenAPI, and which come with which."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}

HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {"schema": _TEXT, "description": "Names this very request in our logs."},
    "ETag": {
        "schema": _TEXT,
        "description": "Names this state: for `If-None-Match`, and on writes `If-Match`.",
    },
    "Retry-After": {
        "schema": {"type": "integer", "minimum": 1},
        "description": "Seconds to wait before the next try.",
    },
    "WWW-Authenticate": {"schema": _TEXT, "description": "`Bearer`: a token would do."},
    "RateLimit-Policy": {
        "schema": _TEXT,
        "description": 'A limit that counts here: `"learner";q=600;w=60` is 600 in 60 seconds.',
    },
    "RateLimit": {
        "schema": _TEXT,
        "description": 'What is left of it: `"learner";r=599;t=60`, 599 for the next 60 seconds.',
    },
}
RATE = ("RateLimit-Policy", "RateLimit")
_OF_STATUS = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After", *RATE),
    503: ("Retry-After",),
}


def named(*names: str) -> dict[str, Any]:
    """These headers of an answer, and the one that every answer has."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *names)}


def named_with(status: int) -> dict[str, Any]:
    """The headers of a problem."""
    return named(*_OF_STATUS.get(status, ()))
