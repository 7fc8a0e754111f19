"""One limit for all that a learner's credentials do, told with every answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.api.base import LEARNER
from accounts.models import Scope, User
from tests.factories import a_learner, a_token
from wire.throttle import take

ME = "/api/v1/me"

pytestmark = [pytest.mark.django_db, pytest.mark.redis]


@pytest.fixture
def ada() -> User:
    return a_learner("ada@waymark.example")


def ask(client: Client, ada: User, method: str = "GET", path: str = ME, **options: Any) -> Any:
    scopes = options.pop("scopes", (Scope.READ, Scope.WRITE))
    bearer = {"Authorization": f"Bearer {a_token(ada, scopes=scopes)}"}
    return client.generic(
        method,
        path,
        options.pop("data", ""),
        content_type="application/json",
        headers=bearer | options,
    )


def use_up(ada: User, *, but: int) -> None:
    for _ in range(LEARNER.quota - but):
        take(LEARNER.of(str(ada.pk)))


class TestEveryAnswer:
    def test_tells_the_limit_and_what_is_left_of_it(self, client: Client, ada: User):
        answers = [ask(client, ada) for _ in range(2)]

        assert [answer["RateLimit-Policy"] for answer in answers] == ['"learner";q=600;w=60'] * 2
        assert [answer["RateLimit"] for answer in answers] == [
            '"learner";r=599;t=60',
            '"learner";r=598;t=60',
        ]

    @pytest.mark.parametrize(
        ("status", "method", "path", "options"),
        [
            (400, "GET", f"{ME}?verbose=1", {}),
            (400, "PATCH", ME, {"data": "{"}),
            (403, "PATCH", ME, {"data": "{}", "scopes": [Scope.READ]}),
            (403, "GET", f"{ME}/tokens", {}),
            (404, "GET", f"{ME}/enrollments/nowhere", {}),
            (415, "PATCH", ME, {"data": "{}", "Content-Type": "text/plain"}),
            (422, "PUT", f"{ME}/marks/nothing", {"data": '{"status": "done"}'}),
        ],
    )
    def test_tells_it_also_of_an_error(self, client, ada, status, method, path, options):
        answer = ask(client, ada, method, path, **options)

        assert answer.status_code == status
        assert answer["RateLimit"] == '"learner";r=599;t=60'

    def test_tells_it_also_of_a_304(self, client: Client, ada: User):
        etag = ask(client, ada)["ETag"]

        answer = ask(client, ada, **{"If-None-Match": etag})

        assert answer.status_code == 304
        assert answer["RateLimit"] == '"learner";r=598;t=60'

    def test_says_nothing_of_it_to_strangers_and_in_public(self, client: Client, ada: User):
        for path in (ME, "/api/v1/tracks"):
            assert "RateLimit" not in client.get(path)

    def test_tells_it_to_scripts_of_the_origins_we_trust(self, client, ada, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

        answer = ask(client, ada, Origin="https://app.example")

        exposed = answer["Access-Control-Expose-Headers"].split(", ")
        assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)


class TestTheLimit:
    def test_is_hers_with_whatever_credentials_and_nobody_elses(self, client: Client, ada: User):
        use_up(ada, but=1)

        last, refused = ask(client, ada), ask(client, ada)

        assert (last.status_code, last["RateLimit"][:13]) == (200, '"learner";r=0')
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert refused["RateLimit-Policy"] == '"learner";q=600;w=60'
        assert refused["RateLimit"] == f'"learner";r=0;t={refused["Retry-After"]}'
        assert 0 < int(refused["Retry-After"]) <= 60
        assert ask(client, a_learner()).status_code == 200

    def test_is_kept_before_the_handler(self, client: Client, ada: User):
        use_up(ada, but=0)

        answer = ask(client, ada, "PATCH", data='{"name": "Ada Lovelace"}')

        ada.refresh_from_db()
        assert (answer.status_code, ada.name) == (429, "")

    @pytest.mark.usefixtures("_no_redis")
    def test_is_nobodys_while_redis_is_away(self, client: Client, ada: User):
        answer = ask(client, ada)

        assert answer.status_code == 200
        assert "RateLimit" not in answer
        assert "RateLimit-Policy" not in answer
