"""The examples of the contract are executed: what is told to work works, as it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings
from rest_framework import serializers

from tests.factories import a_learner, a_session, a_version, enrolled
from tests.generated import generated
from tests.operations import JSON, PROBLEM, Document, Operation
from wire.examples import example_of

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def operations() -> list[Operation]:
    return generated()


@pytest.fixture
def _the_product(our_own_urls: None, settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "config.urls"
    clear_url_caches()
    with time_machine.travel(NOW, tick=False):
        yield


def bodies(operation: Operation) -> Iterator[tuple[str, str, Document]]:
    """Where it is, the media type and what is told of it: the request and all answers."""
    request = operation.resolve(operation.schema.get("requestBody", {}))
    for media_type, content in request.get("content", {}).items():
        yield "request", media_type, content
    for status, response in operation.schema["responses"].items():
        for media_type, content in operation.resolve(response).get("content", {}).items():
            yield status, media_type, content


class TestExamples:
    def test_are_given_of_every_body(self, operations: list[Operation]) -> None:
        without = [
            f"{operation} {where}"
            for operation in operations
            for where, media_type, content in bodies(operation)
            if "examples" not in content
            if media_type in {PROBLEM, JSON}
        ]

        assert without == []

    def test_fit_what_they_are_examples_of(self, operations: list[Operation]) -> None:
        seen = 0
        for operation in operations:
            for where, _, content in bodies(operation):
                if "examples" not in content:
                    continue
                validator = operation.validator(content["schema"])
                for name, value in operation.examples(content).items():
                    faults = [fault.message for fault in validator.iter_errors(value)]
                    assert not faults, (str(operation), where, name)
                    seen += 1
        assert seen > 200

    @pytest.mark.django_db
    @pytest.mark.usefixtures("_the_product")
    def test_of_requests_are_answered_as_told(self, operations: list[Operation]) -> None:
        version = a_version({"python": "", "prompting": "python"}, roadmap="ai-engineer")
        a_version({"python": ""}, roadmap="ml-engineer")
        ada = enrolled(a_learner(), version)
        session = a_session(ada, signed_in_at=NOW)

        for operation in [each for each in operations if not each.is_signing_in]:
            enrolled(ada, version)
            names = {each["name"]: str(each["example"]) for each in operation.parameters("path")}
            answer = Client().generic(
                operation.method,
                operation.address(names),
                json.dumps(body_of(operation)),
                JSON,
                headers={"X-Session-Token": session},
            )

            assert answer.status_code in {200, 204}, (operation, answer.content)
            if answer.status_code == 200:
                assert operation.faults_in(200, answer["Content-Type"], answer.json()) == []

    def test_name_the_field_that_nobody_tells_of(self) -> None:
        class Silent(serializers.Serializer):
            name = serializers.CharField()

        with pytest.raises(LookupError, match=r"Silent.example does not tell 'name'"):
            example_of(Silent())


def body_of(operation: Operation) -> Any:
    if not operation.takes_a_body:
        return {}
    content = operation.resolve(operation.schema["requestBody"])["content"][JSON]
    return operation.examples(content)["example"]


class TestWords:
    def test_tell_every_parameter(self, operations: list[Operation]) -> None:
        silent = [
            f"{operation} {parameter['name']}"
            for operation in operations
            for where in ("path", "query", "header")
            for parameter in operation.parameters(where)
            if not parameter.get("description")
        ]

        assert silent == []

    def test_tell_every_operation_from_every_other(self, operations: list[Operation]) -> None:
        summaries = [operation.schema["summary"] for operation in operations]

        assert sorted(set(summaries)) == sorted(summaries)
        assert all(operation.schema["description"] for operation in operations)

    def test_tell_every_tag(self, operations: list[Operation]) -> None:
        told = {tag["name"] for tag in operations[0].document["tags"]}

        assert told == {tag for operation in operations for tag in operation.schema["tags"]}
