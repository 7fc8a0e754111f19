"""What holds for each endpoint of the product, whoever wrote it: read off its own schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import clear_url_caches
from drf_spectacular.generators import SchemaGenerator

from tests.factories import a_learner, a_token, a_version
from tests.operations import Operation, operations_of
from tests.wire.problem import problem_in

pytestmark = pytest.mark.django_db

# Names of things that are there, so that the paths lead somewhere, and of things that are not.
THERE = {
    "roadmap": "ai-engineer",
    "track": "ai-engineer",
    "node": "python",
    "skill": "python",
    "number": "1",
    "token": "0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
}
NOT_THERE = THERE | dict.fromkeys(["roadmap", "track", "node", "skill"], "nothing-has-this-name")
STRANGE = THERE | dict.fromkeys(["node", "skill"], "~\u202e💥\ufffe'--") | {"number": "9" * 30}


Call = Callable[..., Any]


@pytest.fixture(scope="module")
def operations() -> list[Operation]:
    generator = SchemaGenerator(urlconf="config.urls")
    return operations_of(generator.get_schema(request=None, public=True))


@pytest.fixture(autouse=True)
def _the_product(our_own_urls: None, settings: Any) -> Iterator[None]:
    """Its real URLs with one small roadmap, on a Friday at eight."""
    settings.ROOT_URLCONF = "config.urls"
    clear_url_caches()
    a_version({"python": "", "sql": "python"}, roadmap="ai-engineer")
    with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def call(client: Client) -> Call:
    """Call an operation as a learner with a token."""
    secret = a_token(a_learner())

    def send(operation: Operation, path: str, body: bytes = b"", content_type: str = "") -> Any:
        return client.generic(
            operation.method,
            path,
            body,
            content_type or "application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return send


class TestStrangers:
    def test_hear_first_of_all_that_they_must_sign_in(
        self, client: Client, operations: list[Operation]
    ) -> None:
        personal = [operation for operation in operations if not operation.is_public]

        for operation in personal:
            for headers in ({}, {"Authorization": "Bearer wm_no"}, {"X-Session-Token": "no"}):
                path = operation.path(NOT_THERE) + "?nonsense=1"
                response = client.generic(operation.method, path, b"{", headers=headers)

                assert problem_in(response)["code"] == "not_authenticated", operation
                assert response["WWW-Authenticate"].startswith("Bearer"), operation
        assert len(personal) > 15


class TestPublicEndpoints:
    def test_answer_all_the_same_and_may_be_kept(
        self, client: Client, operations: list[Operation]
    ) -> None:
        public = [operation for operation in operations if operation.is_public]
        client.cookies["sessionid"] = "stale"

        for operation in public:
            response = client.get(
                operation.path(THERE), headers={"Authorization": "Bearer wm_stale"}
            )

            assert response.status_code == 200, operation
            assert response["Vary"] == "Accept-Encoding", operation
            assert response["Cache-Control"].startswith("public, max-age="), operation
            assert not response.cookies, operation
            again = client.get(operation.path(THERE), headers={"If-None-Match": response["ETag"]})
            assert again.status_code == 304, operation
        assert len(public) > 10


class TestEveryEndpoint:
    def test_refuses_parameters_it_does_not_know(
        self, call: Call, operations: list[Operation]
    ) -> None:
        for operation in operations:
            if operation.is_public or operation.takes_tokens:
                response = call(operation, operation.path(THERE) + "?nonsense=1")

                faults = problem_in(response)["errors"]
                told = [(fault["in"], fault["pointer"], fault["code"]) for fault in faults]
                assert told == [("query", "/nonsense", "unknown_parameter")], operation

    def test_names_the_methods_it_takes(self, client: Client, operations: list[Operation]) -> None:
        for operation in operations:
            response = client.generic("BREW", operation.path(THERE))

            assert problem_in(response)["code"] == "method_not_allowed", operation
            assert operation.method in response["Allow"].split(", "), operation

    def test_has_no_double_with_a_slash(self, call: Call, operations: list[Operation]) -> None:
        for operation in operations:
            response = call(operation, operation.path(THERE) + "/")

            assert problem_in(response)["code"] == "not_found", operation

    @pytest.mark.parametrize("names", [THERE, NOT_THERE, STRANGE], ids=["there", "not", "strange"])
    @pytest.mark.parametrize("body", [b"{}", b""])
    def test_gives_only_answers_that_its_schema_tells(
        self, call: Call, operations: list[Operation], names: Mapping[str, str], body: bytes
    ) -> None:
        for operation in operations:
            response = call(operation, operation.path(names), body)

            # A name that no path can have leads nowhere, whatever the endpoint.
            assert response.status_code in operation.statuses | {404}, operation
            if response.status_code >= 400:
                problem_in(response)


class TestEndpointsWithBodies:
    @pytest.mark.parametrize(
        ("body", "content_type", "code", "pointer", "fault"),
        [
            (b"{", "application/json", "malformed_json", None, None),
            (b'{"a": 1e400}', "application/json", "malformed_json", None, None),
            (b"{}", "text/plain", "unsupported_media_type", None, None),
            (b"[" * 50, "application/json", "invalid_request", "", "too_deep"),
            (b"[]", "application/json", "invalid_request", "", "wrong_type"),
            (b'{"a": "\\u0000"}', "application/json", "invalid_request", "/a", "bad_character"),
            (b'{"a": 1, "a": 1}', "application/json", "invalid_request", "/a", "duplicate_key"),
            (
                b'{"nonsense": 1}',
                "application/json",
                "invalid_request",
                "/nonsense",
                "unknown_field",
            ),
        ],
    )
    def test_refuse_what_is_no_clean_json(
        self,
        call: Call,
        operations: list[Operation],
        body: bytes,
        content_type: str,
        code: str,
        pointer: str | None,
        fault: str | None,
    ) -> None:
        with_bodies = [each for each in operations if each.takes_a_body and each.takes_tokens]

        for operation in with_bodies:
            problem = problem_in(call(operation, operation.path(THERE), body, content_type))

            assert problem["code"] == code, operation
            if fault:
                told = {(each["pointer"], each["code"]) for each in problem["errors"]}
                assert (pointer, fault) in told, operation
        assert len(with_bodies) >= 5
