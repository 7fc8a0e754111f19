"""Whatever fails, the answer is a problem that tells what to do."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.wire.problem import code_of, faults_in, problem_in
from wire.catalogue import CATALOGUE, ITEM_CODES
from wire.problems import DomainError
from wire.request_ids import RequestIdFilter

# The contract's list, so that neither can lose a code unnoticed.
CODES = {
    400: "malformed_json invalid_request",
    401: "not_authenticated",
    403: "insufficient_scope reauthentication_required csrf_failed",
    404: "not_found",
    405: "method_not_allowed",
    409: "event_conflict handle_taken edition_moved_on",
    410: "cursor_expired archived",
    411: "length_required",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "unknown_skill unknown_roadmap not_on_any_roadmap not_markable clock_ahead cursor_invalid",
    428: "precondition_required",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable",
}


class TestCatalogue:
    def test_holds_every_code_of_the_contract_with_its_status(self) -> None:
        promised = {code: status for status, codes in CODES.items() for code in codes.split()}

        assert {code: entry.status for code, entry in CATALOGUE.items()} == promised

    def test_holds_every_code_of_single_faults(self) -> None:
        assert " ".join(ITEM_CODES) == (
            "unknown_field duplicate_key wrong_type required not_a_choice out_of_range too_long "
            "bad_format bad_character too_deep unknown_parameter repeated_parameter"
        )


class TestDomainErrors:
    def test_tell_their_words_and_their_own_members(self, client: Client) -> None:
        problem = problem_in(client.get("/api/v1/fail/domain"))

        assert problem["code"] == "handle_taken"
        assert problem["title"] == "This handle belongs to somebody"
        assert problem["detail"] == "Somebody has it."
        assert problem["suggestion"] == "ada2"
        assert problem["errors"] == []

    def test_are_problems_in_plain_django_views_too(self, client: Client) -> None:
        assert code_of(client.get("/plain/fail/domain")) == (409, "handle_taken")

    def test_have_words_even_when_none_were_given(self) -> None:
        assert DomainError().detail == CATALOGUE["internal_error"].cause

    def test_a_limit_tells_when_to_come_back(self, client: Client) -> None:
        response = client.get("/api/v1/fail/limited")

        assert code_of(response) == (429, "rate_limited")
        assert response["Retry-After"] == "3"


class TestOutages:
    @pytest.mark.parametrize(
        "how", ["database-gone", "interface", "redis-gone", "redis-slow", "broker-gone"]
    )
    @pytest.mark.parametrize("where", ["/api/v1/fail", "/plain/fail"])
    def test_are_told_as_such_with_a_time_to_come_back(
        self, client: Client, where: str, how: str
    ) -> None:
        response = client.get(f"{where}/{how}")

        assert code_of(response) == (503, "unavailable")
        assert response["Retry-After"] == "5"
        assert "refused" not in response.json()["detail"]

    @pytest.mark.django_db
    def test_wrong_sql_is_our_mistake_and_no_outage(self, client: Client) -> None:
        assert code_of(client.get("/api/v1/fail/wrong-sql")) == (500, "internal_error")

    @pytest.mark.parametrize("debug", [False, True])
    def test_outside_of_a_view_they_are_told_all_the_same(
        self, client: Client, settings: Any, *, debug: bool
    ) -> None:
        """A session is saved after the view, where middleware sees no exception, only "500"."""
        settings.DEBUG = debug
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.wire.endpoints.losing_the_database"]

        assert code_of(client.get("/plain/answer/200")) == (503, "unavailable")


class TestOurMistakes:
    @pytest.mark.parametrize("debug", [False, True])
    @pytest.mark.parametrize("where", ["/api/v1/fail", "/plain/fail"])
    def test_are_told_without_details_and_logged_with_all(
        self, client: Client, settings: Any, caplog: Any, where: str, *, debug: bool
    ) -> None:
        settings.DEBUG = debug

        response = client.get(f"{where}/bug")

        problem = problem_in(response)
        assert problem["code"] == "internal_error"
        assert "NOT NULL" not in response.content.decode()
        [logged] = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert "NOT NULL" in str(logged.exc_info)

    def test_the_log_carries_the_id_that_the_answer_tells(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.handler.addFilter(RequestIdFilter())

        ids = [client.get(path).json()["request_id"] for path in ("/api/v1/fail/bug", "/nowhere")]

        assert [record.__dict__["request_id"] for record in caplog.records] == ids


class TestWhatDjangoAnswers:
    @pytest.mark.parametrize("debug", [False, True])
    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("/nowhere", 404, "not_found"),
            ("/", 404, "not_found"),
            ("/api/v1/nowhere", 404, "not_found"),
            ("/api/v1/meta/", 404, "not_found"),
            ("/static/nothing.css", 404, "not_found"),
            ("/plain/fail/forbidden", 403, "insufficient_scope"),
            ("/api/v1/fail/forbidden", 403, "insufficient_scope"),
            ("/plain/fail/suspicious", 400, "invalid_request"),
            ("/plain/answer/404", 404, "not_found"),
            ("/plain/answer/413", 413, "too_large"),
            ("/plain/answer/429", 429, "rate_limited"),
            ("/plain/answer/502", 500, "internal_error"),
        ],
    )
    def test_becomes_a_problem(
        self, client: Client, settings: Any, path: str, status: int, code: str, *, debug: bool
    ) -> None:
        settings.DEBUG = debug

        assert code_of(client.get(path)) == (status, code)

    @pytest.mark.parametrize("path", ["/plain/answer/200", "/api/v1/nothing"])
    def test_a_host_that_is_not_ours_is_pointed_at(self, client: Client, path: str) -> None:
        response = client.get(path, headers={"Host": "evil.example"})

        assert faults_in(response, "header") == {("/Host", "bad_format")}

    def test_probes_come_by_any_address(self, client: Client) -> None:
        assert client.get("/livez", headers={"Host": "10.0.0.7"}).status_code == 200

    def test_a_flood_of_parameters_is_refused(self, client: Client) -> None:
        response = client.get("/api/v1/me/echo?" + "&".join("a" * 1001))

        assert code_of(response) == (400, "invalid_request")

    def test_answers_that_are_no_errors_stay(self, client: Client) -> None:
        assert client.get("/plain/answer/200").content == b"<h1>no</h1>"


class TestMethods:
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "PROPFIND", "BREW"])
    def test_what_a_path_does_not_take_is_refused_with_what_it_takes(
        self, client: Client, method: str
    ) -> None:
        response = client.generic(method, "/api/v1/letters/a?x=1")

        assert code_of(response) == (405, "method_not_allowed")
        assert response["Allow"] == "GET, HEAD, OPTIONS"

    def test_plain_views_tell_it_too(self, client: Client) -> None:
        response = client.post("/problems/not_found")

        assert code_of(response) == (405, "method_not_allowed")
        assert response["Allow"] == "GET, HEAD"

    def test_options_lists_what_is_taken(self, client: Client) -> None:
        response = client.options("/api/v1/me/echo")

        assert response.status_code == 204
        assert response["Allow"] == "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"


class TestRequestIds:
    def test_each_request_has_its_own(self, client: Client) -> None:
        first, second = (client.get("/api/v1/letters/a")["X-Request-ID"] for _ in range(2))

        assert first != second
        assert UUID(first).version == 7

    def test_a_client_cannot_choose_it(self, client: Client) -> None:
        response = client.get("/nowhere", headers={"X-Request-ID": "mine"})

        assert problem_in(response)["request_id"] != "mine"


class TestAdmin:
    @pytest.mark.django_db
    def test_keeps_djangos_manners(self, client: Client) -> None:
        response = client.get("/admin/")

        assert response.status_code == 302

    @pytest.mark.django_db
    def test_an_unknown_page_is_html(self, client: Client) -> None:
        staff = get_user_model().objects.create_user("eve@waymark.example", is_staff=True)
        client.force_login(staff)

        response = client.get("/admin/nowhere/")

        assert response.status_code == 404
        assert response["Content-Type"].startswith("text/html")


class TestPreconditions:
    @pytest.mark.parametrize(
        ("which", "headers", "status"),
        [
            ("old", {"If-Match": '"2"'}, 200),
            ("old", {"If-Match": '"1", "2"'}, 200),
            ("old", {"If-Match": "*"}, 200),
            ("new", {"If-None-Match": "*"}, 200),
            ("old", {"If-Match": '"1"'}, 412),
            ("old", {"If-Match": 'W/"2"'}, 412),
            ("old", {"If-Match": "2"}, 412),
            ("old", {"If-None-Match": "*"}, 412),
            ("new", {"If-Match": "*"}, 412),
            ("new", {"If-Match": '"2"'}, 412),
            ("old", {}, 428),
            ("old", {"If-None-Match": '"2"'}, 428),
        ],
    )
    def test_hold_a_write_to_what_was_read(
        self, client: Client, which: str, headers: dict[str, str], status: int
    ) -> None:
        response = client.put(f"/api/v1/me/notes/{which}", headers=headers)

        assert response.status_code == status
        if status != 200:
            assert problem_in(response)["code"].startswith("precondition_")

    def test_come_after_the_query(self, client: Client) -> None:
        assert faults_in(client.put("/api/v1/me/notes/old?x=1"), "query")
