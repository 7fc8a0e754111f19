"""What the suite was answered is held against the contract, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answers import Answer, differences, documented_by, table
from tests.operations import Operation, operation_at, operations_of


def _problem(*codes: str) -> dict[str, Any]:
    narrowed = {"properties": {"code": {"enum": list(codes)}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}
    return {"content": {"application/problem+json": {"schema": schema}}}


TAKEN = "#/components/responses/handle_taken"
DOCUMENT = {
    "paths": {
        "/api/v1/things/{thing}": {
            "get": {"responses": {"200": {}, "404": _problem("not_found")}},
            "put": {"responses": {"200": {}, "409": {"$ref": TAKEN}}},
        },
        "/api/v1/things/newest": {"get": {"responses": {"200": {}, "503": _problem("away")}}},
    },
    "components": {"responses": {"handle_taken": _problem("handle_taken", "name_taken")}},
}
GET, PUT = "GET /api/v1/things/{thing}", "PUT /api/v1/things/{thing}"
TOLD = {
    Answer(GET, 200, ""),
    Answer(GET, 404, "not_found"),
    Answer(PUT, 200, ""),
    Answer(PUT, 409, "handle_taken"),
    Answer(PUT, 409, "name_taken"),
    Answer("GET /api/v1/things/newest", 200, ""),
    Answer("GET /api/v1/things/newest", 503, "away"),
}


@pytest.fixture
def operations() -> list[Operation]:
    return operations_of(DOCUMENT)


def test_every_code_of_a_status_counts_by_itself(operations: list[Operation]) -> None:
    assert documented_by(operations) == TOLD


def test_what_only_one_side_knows_is_a_difference() -> None:
    seen = TOLD - {Answer(PUT, 409, "name_taken")} | {Answer(GET, 410, "archived")}

    assert differences(TOLD, seen) == [
        "Documented, never produced: PUT /api/v1/things/{thing} 409 name_taken",
        "Produced, never documented: GET /api/v1/things/{thing} 410 archived",
    ]
    assert differences(TOLD, TOLD) == []


def test_failures_of_servers_are_shown_and_asked_of_nobody(operations: list[Operation]) -> None:
    without = {answer for answer in TOLD if answer.status != 503}
    failing = without | {Answer(GET, 503, "away"), Answer(PUT, 503, "away")}

    assert differences(TOLD, without) == []
    assert differences(TOLD, failing) == []
    assert table(operations, failing).endswith("5xx: 503 away of 2 operations")


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/api/v1/things/a-thing", GET),
        ("GET", "/api/v1/things/newest", "GET /api/v1/things/newest"),
        ("PUT", "/api/v1/things/newest", PUT),
        ("DELETE", "/api/v1/things/a-thing", "None"),
        ("GET", "/api/v1/things/a-thing/", "None"),
        ("GET", "/api/v1/things", "None"),
    ],
)
def test_an_answer_belongs_to_the_operation_that_was_meant(
    operations: list[Operation], method: str, path: str, found: str
) -> None:
    assert str(operation_at(method, path, operations)) == found
