"""What may change in the contract between two releases, and what may not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.breaking import breaks
from tests.released import unlisted

Document = dict[str, Any]
Change = Callable[[Document], Any]

OLD: Document = {
    "paths": {
        "/marks/{skill}": {
            "put": {
                "security": [{"token": ["write"]}, {"cookie": []}],
                "parameters": [
                    {"in": "path", "name": "skill", "required": True, "schema": {"type": "string"}},
                    {
                        "in": "query",
                        "name": "limit",
                        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
                    },
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Out"}}
                        },
                    },
                    "409": {},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "In": {
                "type": "object",
                "properties": {
                    "status": {"type": "string", "enum": ["done", "in_progress"]},
                    "url": {"type": ["string", "null"], "maxLength": 2000},
                    "days": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
                },
                "required": ["status"],
                "additionalProperties": False,
            },
            "Out": {
                "type": "object",
                "properties": {
                    "mark": {"oneOf": [{"$ref": "#/components/schemas/Mark"}, {"type": "null"}]},
                    "cursor": {"type": "string"},
                    "token": {"type": "string"},
                },
                "required": ["mark", "cursor"],
            },
            "Mark": {
                "type": "object",
                "properties": {
                    "status": {"type": "string", "enum": ["done", "in_progress"]},
                    "minutes": {"type": "integer"},
                },
                "required": ["status", "minutes"],
            },
        }
    },
}


def put(document: Document) -> Any:
    return document["paths"]["/marks/{skill}"]["put"]


def taken(document: Document) -> Any:
    return document["components"]["schemas"]["In"]


def given(document: Document) -> Any:
    return document["components"]["schemas"]["Out"]


def mark(document: Document) -> Any:
    return document["components"]["schemas"]["Mark"]


def parameter(document: Document, place: int) -> Any:
    return put(document)["parameters"][place]


A_PARAMETER = {"in": "query", "name": "roadmap", "schema": {"type": "string"}}

BREAKING: dict[str, Change] = {
    "is gone": lambda d: d["paths"].clear(),
    "200 is gone": lambda d: put(d)["responses"].pop("200"),
    "200 no longer as application/json": lambda d: put(d)["responses"]["200"]["content"].clear(),
    "200 header ETag is gone": lambda d: put(d)["responses"]["200"]["headers"].clear(),
    "no longer takes cookie": lambda d: put(d)["security"].pop(),
    "query limit is gone": lambda d: put(d)["parameters"].pop(),
    "query limit is required": lambda d: parameter(d, 1).update(required=True),
    "query roadmap is required": lambda d: put(d)["parameters"].append(
        {**A_PARAMETER, "required": True}
    ),
    "query limit has another maximum": lambda d: parameter(d, 1)["schema"].update(maximum=50),
    "query limit has another minimum": lambda d: parameter(d, 1)["schema"].update(minimum=2),
    "path skill has another pattern": lambda d: parameter(d, 0)["schema"].update(pattern="^a"),
    "body is required": lambda d: put(d)["requestBody"].update(required=True),
    "body no longer as application/json": lambda d: put(d)["requestBody"]["content"].clear(),
    "body/url is required": lambda d: taken(d)["required"].append("url"),
    "body/url is gone": lambda d: taken(d)["properties"].pop("url"),
    "body/url may be null": lambda d: taken(d)["properties"]["url"].update(type="string"),
    "body/url has another maxLength": lambda d: taken(d)["properties"]["url"].update(maxLength=9),
    "body/status has other values": lambda d: taken(d)["properties"]["status"]["enum"].pop(),
    "body/days[] has another format": lambda d: taken(d)["properties"]["days"]["items"].update(
        format="date"
    ),
    "200/cursor may be missing": lambda d: given(d)["required"].remove("cursor"),
    "200/token is gone": lambda d: given(d)["properties"].pop("token"),
    "200/cursor may be integer": lambda d: given(d)["properties"]["cursor"].update(
        type=["string", "integer"]
    ),
    "200/mark/status has other values": lambda d: mark(d)["properties"]["status"]["enum"].append(
        "skipped"
    ),
    "200/mark/minutes may be missing": lambda d: mark(d)["required"].remove("minutes"),
    "200/mark/minutes may be null": lambda d: mark(d)["properties"]["minutes"].update(
        type=["integer", "null"]
    ),
}
HARMLESS: dict[str, Change] = {
    "another operation": lambda d: d["paths"].update({"/more": {"get": {"responses": {}}}}),
    "another way to sign in": lambda d: put(d)["security"].append({"passkey": []}),
    "an optional parameter": lambda d: put(d)["parameters"].append(A_PARAMETER),
    "a wider parameter": lambda d: parameter(d, 1)["schema"].pop("maximum"),
    "an optional field": lambda d: taken(d)["properties"].update(note={"type": "string"}),
    "a field required no more": lambda d: taken(d)["required"].clear(),
    "a choice more to send": lambda d: taken(d)["properties"]["status"]["enum"].append("cleared"),
    "longer texts to send": lambda d: taken(d)["properties"]["url"].update(maxLength=3000),
    "a field more in an answer": lambda d: given(d)["properties"].update(note={"type": "string"}),
    "a choice less in an answer": lambda d: mark(d)["properties"]["status"]["enum"].pop(),
    "never null again": lambda d: given(d)["properties"].update(
        mark={"$ref": "#/components/schemas/Mark"}
    ),
    "a limit told of an answer": lambda d: given(d)["properties"]["cursor"].update(maxLength=9),
    "a refusal that never comes": lambda d: put(d)["responses"].pop("409"),
    "a refusal more": lambda d: put(d)["responses"].update({"410": {}}),
    "another word for it": lambda d: given(d).update(
        allOf=[{"properties": given(d).pop("properties"), "type": "object"}]
    ),
}


def changed(change: Change) -> Document:
    new = copy.deepcopy(OLD)
    change(new)
    return new


@pytest.mark.parametrize(("told", "change"), BREAKING.items(), ids=BREAKING)
def test_tells_what_breaks(told: str, change: Change) -> None:
    assert breaks(OLD, changed(change)) == [f"PUT /marks/{{skill}}: {told}"]


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_lets_pass_what_no_client_can_stumble_over(change: Change) -> None:
    assert breaks(OLD, changed(change)) == []


def test_the_list_of_what_is_allowed_is_kept_short() -> None:
    assert unlisted(["new", "known"], ["known", "stale"]) == [
        "Breaks clients: new",
        "Listed, and breaks nothing: stale",
    ]
