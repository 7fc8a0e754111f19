"""Every route, by every method it takes and one it does not, for everybody there is."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.authorization.doors import ADMIN_LINES, desk_lines, sign_in_lines
from tests.authorization.routes import routes
from tests.authorization.stage import Stage
from tests.authorization.table import LINES, METHOD, Line, everybody
from tests.authorization.things import NOW

pytestmark = pytest.mark.django_db

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
TABLE = [*LINES, *sign_in_lines(), *ADMIN_LINES, *desk_lines()]
ROUTES = routes()


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Stage]:
    """One cast for all lines, in a transaction that never commits."""
    cheap = {
        # Who may ask is the matter here, not how dear it is to guess a password.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "WHITENOISE_USE_FINDERS": False,
        # More is asked here in a minute than anybody may.
        "RATE_SCALE": 1_000_000,
    }
    logging.disable(logging.CRITICAL)
    with (
        django_db_blocker.unblock(),
        override_settings(**cheap),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield Stage()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def test_the_table_has_each_route_and_no_other() -> None:
    assert {line.route for line in TABLE} == set(ROUTES)


def test_no_method_of_a_route_stands_in_two_lines() -> None:
    told = Counter((line.route, method) for line in TABLE for method in line.methods.split())

    assert [which for which, times in told.items() if times > 1] == []


@pytest.mark.parametrize("route", sorted(set(ROUTES)))
def test_each_is_told_what_the_table_says(route: str, stage: Stage) -> None:
    lines = [line for line in TABLE if line.route == route]
    taken = {method for line in lines for method in line.methods.split()}

    wrong = [one for line in lines for one in stage.wrong_about(line, stage.cast.roles)]
    # In the admin no method is unknown: what is not POST it takes for looking.
    if not route.startswith("/admin/"):
        wrong += stage.wrong_about(Line(route, "BREW", everybody(METHOD)), stage.cast.roles)
        not_taken = " ".join(method for method in METHODS if method not in taken)
        owner = [stage.cast.role("the owner")]
        wrong += stage.wrong_about(Line(route, not_taken, everybody(METHOD)), owner)

    assert wrong == []
