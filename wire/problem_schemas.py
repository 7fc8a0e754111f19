"""Problems in OpenAPI: their one shape, and the answers that an operation can give of them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from wire.catalogue import CATALOGUE, ITEM_CODES
from wire.header_schemas import named_with
from wire.problems import MEDIA_TYPE

_FAULT = {
    "type": "object",
    "description": "One place that is wrong.",
    "properties": {
        "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
        "pointer": {
            "type": "string",
            "description": "A JSON pointer, `/events/3/skill`; empty for the whole.",
            "pattern": "^(/|$)",
        },
        "code": {"type": "string", "enum": sorted(ITEM_CODES)},
        "detail": {"type": "string", "description": "What fits there, for people."},
    },
    "required": ["in", "pointer", "code", "detail"],
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `type` leads to a page that explains `code`.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string", "description": "The same for every problem with this code."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {
            "type": "string",
            "description": "For programs; never renamed.",
            "enum": sorted(CATALOGUE),
        },
        "detail": {"type": "string", "description": "What is wrong this time, for people."},
        "errors": {"type": "array", "items": _FAULT, "maxItems": 100},
        "request_id": {"type": "string", "description": "Quote it when you report the problem."},
    },
    "required": ["type", "title", "status", "code", "detail", "errors", "request_id"],
}


def name_of(codes: Iterable[str]) -> str:
    """What the component of an answer with one of these codes is called."""
    return "_or_".join(codes)


def answer_with(codes: list[str]) -> dict[str, Any]:
    """The answer with any of `codes`, which share a status, narrowed to them, with examples."""
    told = ", ".join(f"`{code}`" for code in codes)
    return {
        "description": f"{_phrase(codes[0])}: {told}.",
        "headers": named_with(CATALOGUE[codes[0]].status),
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "allOf": [{"$ref": "#/components/schemas/Problem"}, _narrowed(codes)],
                },
                "examples": {code: {"value": example_of(code)} for code in codes},
            }
        },
    }


def by_status(codes: Iterable[str]) -> list[tuple[int, list[str]]]:
    """The codes under their statuses, each once, statuses ascending, codes in the order given."""
    grouped: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        grouped.setdefault(CATALOGUE[code].status, []).append(code)
    return sorted(grouped.items())


def example_of(code: str) -> dict[str, Any]:
    """A whole problem with this code."""
    kind = CATALOGUE[code]
    document = kind.document(
        base="https://waymark.example",
        detail=kind.cause,
        errors=_EXAMPLE_FAULTS.get(code, []),
        request_id="0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
    )
    return document | _EXAMPLE_MEMBERS.get(code, {})


# What some codes tell beside `code`.
_MEMBERS: dict[str, dict[str, Any]] = {
    "archived": {"successor": {"type": ["string", "null"]}},
    "clock_ahead": {"server_now": {"type": "string", "format": "date-time"}},
}
_EXAMPLE_MEMBERS: dict[str, dict[str, Any]] = {
    "archived": {"successor": "ai-engineer"},
    "clock_ahead": {"server_now": "2026-11-20T08:00:00Z"},
}
_EXAMPLE_FAULTS = {
    "invalid_request": [
        {
            "in": "body",
            "pointer": "/status",
            "code": "not_a_choice",
            "detail": "Use in_progress or done.",
        }
    ],
}


def _narrowed(codes: list[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "status": {"const": CATALOGUE[codes[0]].status},
        "code": {"enum": codes},
    }
    for code in codes:
        properties |= _MEMBERS.get(code, {})
    return {"type": "object", "properties": properties}


def _phrase(code: str) -> str:
    return HTTPStatus(CATALOGUE[code].status).phrase
