"""What holds for each endpoint of the product, whoever wrote it: read off its own schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

from accounts.models import Scope, User
from tests.factories import LONG_AGO, a_learner, a_session, a_token, a_version
from tests.generated import generated
from tests.operations import Operation
from tests.wire.problem import code_of, problem_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
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
UNNAMEABLE = dict.fromkeys(THERE, "%00")

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def operations() -> list[Operation]:
    """Those of the API; the sign-in conversation has manners of its own."""
    return [operation for operation in generated() if not operation.is_signing_in]


@pytest.fixture(autouse=True)
def _the_product(our_own_urls: None, settings: Settings) -> Iterator[None]:
    """Its real URLs with two small roadmaps, on a Friday at eight."""
    settings.ROOT_URLCONF = "config.urls"
    clear_url_caches()
    a_version({"python": "", "sql": "python"}, roadmap="ai-engineer")
    a_version({"python": ""}, roadmap="ml-engineer")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada() -> User:
    return a_learner()


@pytest.fixture
def call(client: Client, ada: User) -> Call:
    """Call an operation as Ada, who has just signed in; `as_` gives other credentials."""
    signed_in = {"X-Session-Token": a_session(ada, signed_in_at=NOW)}

    def send(
        operation: Operation,
        path: str = "",
        body: bytes = b"",
        content_type: str = "application/json",
        as_: Mapping[str, str] = signed_in,
        **headers: str,
    ) -> Any:
        return client.generic(
            operation.method,
            path or operation.address(THERE),
            body,
            content_type,
            headers={**as_, **headers},
        )

    return send


class TestStrangers:
    def test_hear_first_of_all_that_they_must_sign_in(
        self, client: Client, operations: list[Operation]
    ) -> None:
        for operation in personal(operations):
            for headers in ({}, {"Authorization": "Bearer wm_no"}, {"X-Session-Token": "no"}):
                path = operation.address(NOT_THERE, nonsense="1")
                response = client.generic(operation.method, path, b"{", headers=headers)

                assert problem_in(response)["code"] == "not_authenticated", operation
                assert response["WWW-Authenticate"].startswith("Bearer"), operation


class TestPersonalEndpoints:
    def test_take_only_a_token_with_the_scope(
        self, call: Call, operations: list[Operation], ada: User
    ) -> None:
        bearers = {
            wanted: {"Authorization": f"Bearer {a_token(ada, scopes=[other])}"}
            for wanted, other in [(Scope.READ, Scope.WRITE), (Scope.WRITE, Scope.READ)]
        }

        for operation in personal(operations):
            # Where no token is taken the scope is not looked at.
            response = call(operation, as_=bearers[Scope(operation.token_scope or "read")])

            assert code_of(response) == (403, "insufficient_scope"), operation

    def test_write_for_a_cookie_only_with_the_csrf_token(
        self, operations: list[Operation], ada: User
    ) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.cookies[configured.SESSION_COOKIE_NAME] = a_session(ada, signed_in_at=NOW)

        for operation in personal(operations):
            response = browser.generic(operation.method, operation.path(THERE))

            is_write = operation.method != "GET"
            assert operation.gives("csrf_failed") is is_write, operation
            assert (response.status_code == 403) is is_write, operation
            if is_write:
                assert code_of(response) == (403, "csrf_failed"), operation

    def test_ask_for_the_password_again_where_they_say_so(
        self, call: Call, operations: list[Operation], ada: User
    ) -> None:
        long_signed_in = {"X-Session-Token": a_session(ada, signed_in_at=LONG_AGO)}

        for operation in personal(operations):
            response = call(operation, as_=long_signed_in)

            is_sensitive = operation.gives("reauthentication_required")
            assert (response.status_code == 403) is is_sensitive, operation
            if is_sensitive:
                assert code_of(response) == (403, "reauthentication_required"), operation

    def test_refuse_whoever_has_asked_too_often(
        self, call: Call, operations: list[Operation], settings: Settings
    ) -> None:
        settings.RATE_SCALE = 0  # So that nothing is left of any quota.

        for operation in personal(operations):
            assert code_of(call(operation)) == (429, "rate_limited"), operation


class TestEndpointsWithAnEtag:
    def test_say_when_nothing_has_changed(self, call: Call, operations: list[Operation]) -> None:
        follow(call, operations)

        for operation in [each for each in operations if each.method == "GET"]:
            response = call(operation)

            is_told = 304 in operation.statuses
            assert ("ETag" in response.headers) is is_told, operation
            if is_told:
                again = call(operation, **{"If-None-Match": response["ETag"]})
                assert (again.status_code, again.content) == (304, b""), operation

    def test_hold_writes_to_the_state_that_was_read(
        self, call: Call, operations: list[Operation]
    ) -> None:
        follow(call, operations)
        holding = [each for each in operations if each.gives("precondition_failed")]

        for operation in holding:
            assert "If-Match" in [each["name"] for each in operation.parameters("header")]
            response = call(operation, body=b"{}", **{"If-Match": '"of another day"'})

            assert code_of(response) == (412, "precondition_failed"), operation
        assert len(holding) >= 4


class TestLists:
    def test_know_their_own_cursors_only(self, call: Call, operations: list[Operation]) -> None:
        lists = [operation for operation in operations if operation.gives("cursor_invalid")]

        for operation in lists:
            response = call(operation, operation.address(THERE, cursor="WyJhIl0:made-up"))

            assert code_of(response) == (422, "cursor_invalid"), operation
        assert len(lists) >= 6


class TestPublicEndpoints:
    def test_answer_all_the_same_and_may_be_kept(
        self, client: Client, operations: list[Operation]
    ) -> None:
        public = [operation for operation in operations if operation.is_public]
        client.cookies["sessionid"] = "stale"

        for operation in public:
            response = client.get(
                operation.address(THERE), headers={"Authorization": "Bearer wm_stale"}
            )

            assert response.status_code == 200, operation
            assert response["Vary"] == "Accept-Encoding", operation
            assert response["Cache-Control"].startswith("public, max-age="), operation
            assert not response.cookies, operation
            held = {"If-None-Match": response["ETag"]}
            again = client.get(operation.address(THERE), headers=held)
            assert again.status_code == 304, operation
        assert len(public) > 10


class TestEveryEndpoint:
    def test_refuses_parameters_it_does_not_know(
        self, call: Call, operations: list[Operation]
    ) -> None:
        for operation in operations:
            response = call(operation, operation.address(THERE, nonsense="1"))

            faults = problem_in(response)["errors"]
            told = [(fault["in"], fault["pointer"], fault["code"]) for fault in faults]
            assert told == [("query", "/nonsense", "unknown_parameter")], operation

    def test_takes_a_body_only_with_its_length_and_of_a_mebibyte_at_most(
        self, call: Call, operations: list[Operation]
    ) -> None:
        for operation in operations:
            chunked = call(operation, **{"Transfer-Encoding": "chunked"})
            large = call(operation, **{"Content-Length": str(2**20 + 1)})

            assert code_of(chunked) == (411, "length_required"), operation
            assert code_of(large) == (413, "too_large"), operation

    def test_knows_no_name_with_a_nul(self, call: Call, operations: list[Operation]) -> None:
        named = [operation for operation in operations if "{" in operation.template]

        for operation in named:
            response = call(operation, operation.path(UNNAMEABLE))

            assert code_of(response) == (404, "not_found"), operation
        assert len(named) > 10

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
            response = call(operation, operation.address(names), body)

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
        with_bodies = [operation for operation in operations if operation.takes_a_body]

        for operation in with_bodies:
            problem = problem_in(call(operation, operation.address(THERE), body, content_type))

            assert problem["code"] == code, operation
            if fault:
                told = {(each["pointer"], each["code"]) for each in problem["errors"]}
                assert (pointer, fault) in told, operation
        assert len(with_bodies) >= 5


def personal(operations: list[Operation]) -> list[Operation]:
    found = [operation for operation in operations if not operation.is_public]
    assert len(found) > 15
    return found


def follow(call: Call, operations: list[Operation]) -> None:
    """Let Ada follow the roadmap, so that there is something behind every address."""
    enrolling = "PUT /api/v1/me/enrollments/{roadmap}"
    assert call(next(each for each in operations if str(each) == enrolling)).status_code == 200
