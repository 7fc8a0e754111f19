"""A session is one person's on one device: nobody plants it, inherits it or revives it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import Session, User
from tests.authorization.cast import a_session_of_nobody
from tests.authorization.things import NOW, PASSWORD
from tests.factories import a_learner, a_session

pytestmark = pytest.mark.django_db

EMAIL = "ada@waymark.example"
ME = "/api/v1/me"
SignIn = Callable[[Client], Any]


@pytest.fixture(autouse=True)
def _at_eight() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ada() -> User:
    """Staff, so that all the ways in are hers."""
    return a_learner(EMAIL, password=PASSWORD, is_staff=True)


def by_browser(client: Client) -> Any:
    body = json.dumps({"email": EMAIL, "password": PASSWORD})
    path = "/_allauth/browser/v1/auth/login"
    return client.post(path, body, content_type="application/json")


def by_admin(client: Client) -> Any:
    return client.post("/admin/login/?next=/admin/", {"username": EMAIL, "password": PASSWORD})


@pytest.mark.parametrize("sign_in", [by_browser, by_admin])
class TestASessionPlantedBefore:
    @pytest.mark.parametrize("is_known", [True, False])
    def test_is_not_the_one_that_is_signed_in(
        self, sign_in: SignIn, is_known: bool, ada: User
    ) -> None:
        planted = a_session_of_nobody(planted=True) if is_known else "p" * 32
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = planted

        sign_in(client)

        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert key != planted
        assert client.get(ME).json()["email"] == EMAIL
        assert Client(headers={"X-Session-Token": planted}).get(ME).status_code == 401
        assert not Session.objects.filter(session_key=planted).exists()


class TestASessionThatEnded:
    @pytest.mark.parametrize(
        ("method", "path"),
        [("DELETE", "/_allauth/browser/v1/auth/session"), ("POST", "/admin/logout/")],
    )
    def test_is_not_revived_by_its_key(self, method: str, path: str, ada: User) -> None:
        client = Client()
        by_browser(client)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value

        client.generic(method, path)

        assert Client(headers={"X-Session-Token": key}).get(ME).status_code == 401
        again = Client()
        again.cookies[settings.SESSION_COOKIE_NAME] = key
        assert again.get(ME).status_code == 401
        assert again.get("/admin/").status_code == 302

    def test_ends_nobody_elses(self, ada: User) -> None:
        here, there, other = Client(), Client(), a_session(a_learner(), signed_in_at=NOW)
        by_browser(here)
        by_browser(there)

        here.delete("/_allauth/browser/v1/auth/session")

        assert there.get(ME).status_code == 200
        assert Client(headers={"X-Session-Token": other}).get(ME).status_code == 200
