"""A cookie alone changes nothing: every unsafe request that comes with one is checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.authorization.asking import all_rows, changed, told
from tests.authorization.cast import CSRF
from tests.authorization.doors import TABLE
from tests.authorization.stage import WRITES, Stage, undone
from tests.authorization.table import Line

pytestmark = pytest.mark.django_db

WITH_COOKIES = ("/api/v1/me", "/_allauth/browser/", "/admin/")
Headers = dict[str, str]


def without_token(headers: Headers) -> Headers:
    return {name: value for name, value in headers.items() if name != "X-CSRFToken"}


def with_another_token(headers: Headers) -> Headers:
    return headers | {"X-CSRFToken": "d" * len(CSRF)}


def without_the_cookie_of_the_token(headers: Headers) -> Headers:
    return headers | {"Cookie": headers["Cookie"].partition("; ")[2]}


def from_another_site(headers: Headers) -> Headers:
    return headers | {"Origin": "https://evil.example"}


def from_nowhere(headers: Headers) -> Headers:
    return headers | {"Origin": "null"}


@pytest.mark.parametrize(
    "forged",
    [
        without_token,
        with_another_token,
        without_the_cookie_of_the_token,
        from_another_site,
        from_nowhere,
    ],
)
def test_no_write_goes_by_cookie_alone(forged: Callable[[Headers], Headers], stage: Stage) -> None:
    writes = [
        (line, method)
        for line in TABLE
        for method in line.methods.split()
        if method in WRITES and line.route.startswith(WITH_COOKIES)
    ]

    with undone():
        let_in = [
            f"{method} {line.route}: {answer}"
            for line, method in writes
            if (answer := forge(stage, line, method, forged)) not in {"403", "403 csrf_failed"}
        ]

        assert let_in == []
        assert changed(stage.rows, all_rows()) == []
    assert len(writes) > 100


def forge(stage: Stage, line: Line, method: str, forged: Callable[[Headers], Headers]) -> str:
    """What somebody is told who may do this, when her browser is made to send it so."""
    who = "staff with permission" if line.route.startswith("/admin/") else "the owner"
    headers = forged(stage.cast.role(who).headers(line.route))
    return told(stage.send(line, method, headers))
