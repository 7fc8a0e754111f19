"""Wherever something fails, in whatever middleware, view or template: it leaves as a problem."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as shipped
from django.test import Client

from tests.wire.problem import code_of, problem_in
from wire.paths import ADMIN

FAILING = "tests.wire.endpoints.failing_when_told"
# Below each of ours, the outermost too: above it nothing of the product is.
PLACES = {name.rpartition(".")[2]: place for place, name in enumerate(shipped.MIDDLEWARE, start=1)}


def test_the_guard_stands_before_everything() -> None:
    assert shipped.MIDDLEWARE[0] == "wire.middleware.RequestIdMiddleware"


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("below", PLACES)
def test_in_a_middleware_at_any_place(
    client: Client, settings: Any, below: str, when: str, *, debug: bool
) -> None:
    settings.DEBUG = debug
    settings.MIDDLEWARE = [*shipped.MIDDLEWARE]
    settings.MIDDLEWARE.insert(PLACES[below], FAILING)

    answers = {
        how: code_of(client.get("/plain/answer/200", headers={"X-Fail": f"{when} {how}"}))
        for how in ("bug", "domain", "database-gone", "absent", "forbidden", "suspicious")
    }

    assert answers == {
        "bug": (500, "internal_error"),
        "domain": (409, "handle_taken"),
        "database-gone": (503, "unavailable"),
        "absent": (404, "not_found"),
        "forbidden": (403, "insufficient_scope"),
        "suspicious": (400, "invalid_request"),
    }


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/plain/unrenderable", "/api/v1/unrenderable"])
def test_while_an_answer_is_rendered(
    client: Client, settings: Any, path: str, *, debug: bool
) -> None:
    settings.DEBUG = debug

    assert code_of(client.get(path)) == (500, "internal_error")


@pytest.mark.parametrize("kind", ["answer", "json"])
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "invalid_request"),
        (401, "not_authenticated"),
        (402, "invalid_request"),
        (403, "insufficient_scope"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (406, "invalid_request"),
        (411, "length_required"),
        (412, "precondition_failed"),
        (413, "too_large"),
        (415, "unsupported_media_type"),
        (418, "invalid_request"),
        (428, "precondition_required"),
        (429, "rate_limited"),
        (500, "internal_error"),
        (501, "internal_error"),
        (502, "internal_error"),
        (503, "unavailable"),
    ],
)
def test_by_an_answer_that_somebody_else_worded(
    client: Client, kind: str, status: int, code: str
) -> None:
    assert problem_in(client.get(f"/plain/{kind}/{status}"))["code"] == code


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/%00", "/static/%00", "/static/../%00", "/api/v1/%00?x=%00"])
def test_over_a_nul_that_no_file_system_takes(
    client: Client, settings: Any, path: str, *, debug: bool
) -> None:
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = settings.DEBUG = debug

    assert code_of(client.get(path)) == (404, "not_found")


@pytest.mark.parametrize("debug", [False, True])
def test_only_the_admin_keeps_djangos_pages(client: Client, settings: Any, *, debug: bool) -> None:
    settings.DEBUG = debug
    settings.MIDDLEWARE = [*shipped.MIDDLEWARE, FAILING]

    for path in (ADMIN, "/admin", "/administration", "/x/admin/"):
        response = client.get(path, headers={"X-Fail": "before bug"})

        is_page = response["Content-Type"].startswith("text/")
        assert response.status_code == 500
        assert is_page == (path == ADMIN)
