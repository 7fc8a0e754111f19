"""What every answer tells a browser, whoever made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from wire.middleware import RequestIdMiddleware

pytestmark = pytest.mark.django_db

ASKS: dict[str, Callable[[Client], Any]] = {
    "a public answer": lambda client: client.get("/api/v1/letters/a"),
    "304": lambda client: client.get("/api/v1/letters/a", headers={"If-None-Match": "*"}),
    "a personal answer": lambda client: client.put(
        "/api/v1/me/echo", {"status": "done"}, "application/json"
    ),
    "204": lambda client: client.options("/api/v1/me/echo"),
    "a preflight": lambda client: client.options(
        "/api/v1/letters/a",
        headers={"Origin": "https://app.example", "Access-Control-Request-Method": "GET"},
    ),
    "sign-in": lambda client: client.get("/_allauth/app/v1/config"),
    "a page": lambda client: client.get("/problems"),
    "the admin": lambda client: client.get("/admin/login/"),
    "404": lambda client: client.get("/nowhere"),
    "404 of a NUL": lambda client: client.get("/%00"),
    "405": lambda client: client.post("/problems"),
    "500": lambda client: client.get("/api/v1/fail/bug"),
    "a foreign host": lambda client: client.get("/api/v1/meta", headers={"Host": "evil.example"}),
    "413": lambda client: client.put("/api/v1/me/echo", b" " * 1_048_577, "application/json"),
    "411": lambda client: client.put("/api/v1/me/echo", HTTP_TRANSFER_ENCODING="chunked"),
}


@pytest.fixture(params=[False, True], ids=["", "with DEBUG"])
def debug(request: Any, settings: Any) -> bool:
    settings.DEBUG = bool(request.param)
    return settings.DEBUG


@pytest.mark.parametrize("kind", ASKS)
def test_stand_on_every_kind_of_answer(client: Client, kind: str, *, debug: bool) -> None:
    answer: HttpResponse = ASKS[kind](client)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Request-ID"]


def test_hold_browsers_to_https_that_came_by_it(client: Client, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    by_https, by_http = (
        client.get("/api/v1/letters/a", headers={"X-Forwarded-Proto": scheme})
        for scheme in ("https", "http")
    )

    assert by_https["Strict-Transport-Security"] == "max-age=3600"
    assert "Strict-Transport-Security" not in by_http.headers


def test_do_not_believe_a_scheme_that_anybody_can_tell(client: Client, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 3600

    answer = client.get("/api/v1/letters/a", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in answer.headers


def test_tell_a_head_the_length_of_what_it_is_not_sent() -> None:
    site = RequestIdMiddleware(lambda _: HttpResponse("a page", content_type="text/plain"))

    answer = site(RequestFactory().head("/problems"))

    assert (answer["Content-Length"], answer["Content-Type"]) == ("6", "text/plain")
    assert b"".join(answer) == b""
