"""Under /_allauth/ its own envelope stays; what it says in HTML, or cannot say, we say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.wire.problem import code_of, faults_in, problem_in

LOGIN = "/_allauth/app/v1/auth/login"

pytestmark = pytest.mark.django_db


def log_in(client: Client, body: bytes | str, path: str = LOGIN, **extra: Any) -> HttpResponse:
    return client.post(path, body, content_type="application/json", **extra)


class TestWhatStays:
    def test_wrong_input(self, client: Client) -> None:
        response = log_in(client, '{"email": "ada"}')

        assert response.status_code == 400
        assert response["Content-Type"] == "application/json"
        assert {error["param"] for error in response.json()["errors"]} == {"email", "password"}

    def test_nobody_signed_in(self, client: Client) -> None:
        response = client.get("/_allauth/app/v1/auth/session")

        assert response.status_code == 401
        assert response.json()["meta"]["is_authenticated"] is False

    def test_an_empty_body(self, client: Client) -> None:
        assert {error["code"] for error in log_in(client, "").json()["errors"]} == {"required"}


class TestWhatBecomesOurs:
    @pytest.mark.parametrize("body", [b"{", b"\xff", b'{"email": NaN}', b'{"a": ' + b"1" * 5000])
    def test_malformed_json(self, client: Client, body: bytes) -> None:
        assert code_of(log_in(client, body)) == (400, "malformed_json")

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ("[]", "", "wrong_type"),
            ("[" * 100_000, "", "too_deep"),
            ('{"email": "a\\u0000@x.y"}', "/email", "bad_character"),
            ('{"email": "a", "password": "\\ud800"}', "/password", "bad_character"),
            ('{"email": "a", "email": "b"}', "/email", "duplicate_key"),
        ],
    )
    def test_what_its_own_reader_would_fail_on(
        self, client: Client, body: str, pointer: str, code: str
    ) -> None:
        assert faults_in(log_in(client, body)) == {(pointer, code)}

    def test_too_large_and_chunked_bodies(self, client: Client) -> None:
        assert code_of(log_in(client, b" " * 1_048_577)) == (413, "too_large")
        chunked = client.post(LOGIN, HTTP_TRANSFER_ENCODING="chunked")
        assert code_of(chunked) == (411, "length_required")

    @pytest.mark.parametrize("debug", [False, True])
    def test_unknown_addresses(self, client: Client, settings: Any, *, debug: bool) -> None:
        settings.DEBUG = debug

        for path in ("/_allauth/", "/_allauth/app/v1/nowhere", "/_allauth/other/v1/config"):
            assert code_of(client.get(path)) == (404, "not_found")

    def test_wrong_methods(self, client: Client) -> None:
        response = client.put("/_allauth/app/v1/config", "{}", "application/json")

        assert code_of(response) == (405, "method_not_allowed")
        assert response["Allow"] == "GET, HEAD, OPTIONS"

    def test_too_many_tries(self, client: Client, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        wrong = json.dumps({"email": "nobody@waymark.example", "password": "wrong-password"})

        log_in(client, wrong, REMOTE_ADDR="192.0.2.7")
        response = log_in(client, wrong, REMOTE_ADDR="192.0.2.7")

        assert code_of(response) == (429, "rate_limited")
        assert int(response["Retry-After"]) > 0

    @pytest.mark.parametrize("debug", [False, True])
    def test_a_redis_that_is_gone(self, client: Client, settings: Any, *, debug: bool) -> None:
        settings.DEBUG = debug
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        response = log_in(client, '{"email": "ada@waymark.example", "password": "x"}')

        assert code_of(response) == (503, "unavailable")
        assert response["Retry-After"]


class TestCsrf:
    def test_a_browser_without_the_token_gets_a_problem(self) -> None:
        client = Client(enforce_csrf_checks=True)

        response = log_in(client, "{}", "/_allauth/browser/v1/auth/login")

        assert code_of(response) == (403, "csrf_failed")
        assert problem_in(response)["detail"] == "CSRF cookie not set."

    def test_an_app_needs_none(self) -> None:
        client = Client(enforce_csrf_checks=True)

        assert log_in(client, "{}").status_code == 400

    def test_the_admin_keeps_its_page(self) -> None:
        client = Client(enforce_csrf_checks=True)

        response = client.post("/admin/login/")

        assert response.status_code == 403
        assert response["Content-Type"].startswith("text/html")


class TestOnlyPagesHaveSessions:
    def test_the_api_goes_past(self, client: Client, django_assert_num_queries: Any) -> None:
        client.cookies["sessionid"] = "a" * 32

        with django_assert_num_queries(0):
            response = client.get("/api/v1/letters/a")

        assert not hasattr(response.wsgi_request, "session")
