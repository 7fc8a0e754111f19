"""The two cookies of a browser that signs in over https."""

from __future__ import annotations

from http.cookies import Morsel
from typing import Any

import pytest
from django.test import Client

from tests.accounts.conversation import PASSWORD
from tests.factories import a_learner

DOOR = "/_allauth/browser/v1/auth/login"

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(settings: Any) -> Client:
    """On a page of ours, with the cookie names that the settings choose for https."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "https://testserver"})
    a_learner("ada@waymark.example", password=PASSWORD)
    browser.get("/_allauth/browser/v1/config", secure=True)
    return browser


def sign_in(browser: Client, **headers: str) -> Any:
    credentials = {"email": "ada@waymark.example", "password": PASSWORD}
    return browser.post(
        DOOR, credentials, content_type="application/json", secure=True, headers=headers
    )


def attributes(cookie: Morsel[str]) -> dict[str, Any]:
    kept = {name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")}
    return {name: value for name, value in kept.items() if value}


def test_are_bound_to_the_host_and_only_one_can_be_read_by_scripts(browser: Client) -> None:
    answer = sign_in(browser, **{"X-CSRFToken": browser.cookies["__Host-csrftoken"].value})

    assert answer.status_code == 200
    assert browser.cookies.keys() == {"__Host-sessionid", "__Host-csrftoken"}
    bound = {"secure": True, "samesite": "Lax", "path": "/"}
    assert attributes(browser.cookies["__Host-sessionid"]) == {**bound, "httponly": True}
    assert attributes(browser.cookies["__Host-csrftoken"]) == bound
    assert browser.get("/api/v1/me", secure=True).status_code == 200


def test_that_a_neighbour_plants_are_not_looked_at(browser: Client) -> None:
    browser.cookies.clear()
    browser.cookies["csrftoken"] = "c" * 32

    answer = sign_in(browser, **{"X-CSRFToken": "c" * 32})

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
