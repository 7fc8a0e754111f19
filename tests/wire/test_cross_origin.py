"""What a browser may do here for a page of another origin."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.operations import contract

APP = "https://app.example"
PUBLIC = ["/api/v1/letters/a", "/api/v1/meta", "/api/v1/nowhere", "/api/v1/mean"]
PERSONAL = ["/api/v1/me/echo", "/api/v1/me/nowhere", "/_allauth/app/v1/config"]
PAGES = ["/admin/login/", "/problems", "/livez", "/nowhere"]
EXPOSED = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _app_is_listed(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]


def preflight(client: Client, path: str, origin: str, method: str, *headers: str) -> HttpResponse:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": ",".join(headers),
    }
    return client.options(path, headers=asked)


def told_of_origins(response: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in response.items() if name.startswith("Access-Control")}


def listed(response: HttpResponse, name: str) -> set[str]:
    return {part.strip().lower() for part in response[name].split(",")}


class TestPublicAnswers:
    @pytest.mark.parametrize("path", PUBLIC)
    def test_are_for_every_origin_and_the_same_for_all(self, client: Client, path: str) -> None:
        answers = [
            client.get(path, headers={"Origin": origin} if origin else {})
            for origin in (APP, "https://anywhere.example", "null", "")
        ]

        for answer in answers:
            assert told_of_origins(answer) == {
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Expose-Headers": EXPOSED,
            }
            assert "origin" not in answer.get("Vary", "").lower()

    @pytest.mark.parametrize("path", PUBLIC)
    def test_may_be_asked_for_with_a_condition(self, client: Client, path: str) -> None:
        answer = preflight(client, path, "https://anywhere.example", "GET", "if-none-match")

        assert answer.status_code == 204
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "if-none-match" in listed(answer, "Access-Control-Allow-Headers")
        assert answer["Access-Control-Max-Age"] == "86400"


class TestThePersonalPart:
    @pytest.mark.parametrize("path", PERSONAL)
    def test_is_for_listed_origins(self, client: Client, path: str) -> None:
        answer = client.get(path, headers={"Origin": APP})

        assert answer["Access-Control-Allow-Origin"] == APP
        assert answer["Access-Control-Expose-Headers"] == EXPOSED
        assert "origin" in listed(answer, "Vary")

    @pytest.mark.parametrize("path", PERSONAL)
    def test_may_be_written_to_from_there(self, client: Client, path: str) -> None:
        sent = ("authorization", "content-type", "if-match", "x-session-token", "x-csrftoken")

        answer = preflight(client, path, APP, "PATCH", *sent)

        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == APP
        assert {"put", "patch", "delete", "post"} <= listed(answer, "Access-Control-Allow-Methods")
        assert {*sent} <= listed(answer, "Access-Control-Allow-Headers")

    def test_takes_from_there_every_header_that_the_contract_tells_of(self, client: Client) -> None:
        asked_for = {
            parameter["name"].lower()
            for operation in contract()
            for parameter in operation.parameters("header")
        }

        answer = preflight(client, PERSONAL[0], APP, "GET")

        assert {"if-match", "x-password-reset-key"} <= asked_for
        assert asked_for <= listed(answer, "Access-Control-Allow-Headers")

    @pytest.mark.parametrize("path", PERSONAL)
    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"],
    )
    def test_is_for_no_other(self, client: Client, path: str, origin: str) -> None:
        for answer in (
            client.get(path, headers={"Origin": origin}),
            preflight(client, path, origin, "GET", "authorization"),
        ):
            assert told_of_origins(answer) == {}
            assert "origin" in listed(answer, "Vary")

    @pytest.mark.parametrize("path", PERSONAL)
    def test_takes_no_cookie_from_elsewhere(self, client: Client, path: str) -> None:
        for answer in (
            client.get(path, headers={"Origin": APP}),
            preflight(client, path, APP, "GET"),
        ):
            assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_and_probes_are_for_no_other_origin(client: Client, path: str) -> None:
    for answer in (
        client.get(path, headers={"Origin": APP}),
        preflight(client, path, APP, "GET"),
    ):
        assert told_of_origins(answer) == {}
