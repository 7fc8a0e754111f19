"""Every route, by every method it takes and one it does not, for everybody there is."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.authorization.doors import TABLE
from tests.authorization.routes import routes
from tests.authorization.stage import Stage
from tests.authorization.table import METHOD, Line, everybody

pytestmark = pytest.mark.django_db

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
ROUTES = routes()


def test_the_table_has_each_route_and_no_other() -> None:
    assert {line.route for line in TABLE} == set(ROUTES)


def test_no_method_of_a_route_stands_in_two_lines() -> None:
    told = Counter((line.route, method) for line in TABLE for method in line.methods.split())

    assert [which for which, times in told.items() if times > 1] == []


# Ten thousand questions take a minute, so they are put once, to what production runs on.
@pytest.mark.postgres
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
