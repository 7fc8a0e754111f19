from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.models import Scope, Session, Token, User
from accounts.sessions import SIGNED_IN_AT
from tests.accounts.conversation import PASSWORD, Conversation, code_in, delivered
from tests.factories import a_learner, a_token

ME = "/api/v1/me"


@pytest.fixture
def learner(ada: Conversation) -> User:
    return a_learner("ada@waymark.example", password=PASSWORD)


@pytest.fixture
def signed_in(ada: Conversation, learner: User) -> Conversation:
    ada.sign_in()
    return ada


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def is_refused(answer) -> bool:
    return (
        answer.status_code == 401
        and answer.json()["code"] == "not_authenticated"
        and answer.headers["WWW-Authenticate"].startswith("Bearer")
    )


class TestToken:
    def test_brings_its_owner_in_one_query(self, learner, client, django_assert_num_queries):
        secret = a_token(learner)
        client.get(ME, headers=bearer(secret))

        with django_assert_num_queries(1):
            answer = client.get(ME, headers=bearer(secret))

        assert answer.json()["id"] == str(learner.pk)

    def test_notes_the_day_it_was_used_and_writes_nothing_more_that_day(self, learner, client):
        secret = a_token(learner)
        days = []

        for moment in ("2026-11-20T08:01Z", "2026-11-20T23:59Z", "2026-11-21T00:00Z"):
            with time_machine.travel(datetime.fromisoformat(moment), tick=False):
                client.get(ME, headers=bearer(secret))
            days.append(Token.objects.get().last_used_on)

        assert days == [date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)]

    def test_works_through_its_last_day(self, learner, client):
        secret = a_token(learner, expires_on=date(2026, 11, 21))

        with time_machine.travel(datetime(2026, 11, 21, 23, 59, tzinfo=UTC)):
            last_day = client.get(ME, headers=bearer(secret))
        with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC)):
            day_after = client.get(ME, headers=bearer(secret))

        assert last_day.status_code == 200
        assert is_refused(day_after)

    def test_of_somebody_shut_out_is_refused(self, learner, client):
        secret = a_token(learner)
        User.objects.update(is_active=False)

        assert is_refused(client.get(ME, headers=bearer(secret)))

    @pytest.mark.parametrize(
        "secret",
        [
            "",
            "wm_",
            "wm_" + "a" * 43,
            "wm_" + "a" * 42,
            "wm_" + "a" * 44,
            "wm_" + "a" * 42 + "\0",
            "wm_" + "ü" * 43,
            "wm_" + "a" * 43 + "\n",
            "x" * 100_000,
            "\udcff" * 46,
        ],
    )
    def test_that_is_none_is_refused(self, learner, client, secret):
        assert is_refused(client.get(ME, headers=bearer(secret)))

    def test_decides_before_a_session_that_comes_along(self, learner, signed_in):
        grace = a_learner("grace@waymark.example")
        headers = {"X-Session-Token": signed_in.token}

        good = signed_in.client.get(ME, headers=headers | bearer(a_token(grace)))
        bad = signed_in.client.get(ME, headers=headers | bearer("wm_" + "a" * 43))

        assert good.json()["id"] == str(grace.pk)
        assert is_refused(bad)

    def test_may_only_do_what_its_scopes_say(self, learner, client):
        reader = bearer(a_token(learner, scopes=[Scope.READ]))
        writer = bearer(a_token(learner, scopes=[Scope.WRITE]))

        def patch(headers):
            return client.patch(ME, {}, content_type="application/json", headers=headers)

        assert client.get(ME, headers=reader).status_code == 200
        assert patch(reader).status_code == 403
        assert patch(reader).json()["code"] == "insufficient_scope"
        assert patch(writer).status_code == 200
        assert client.get(ME, headers=writer).status_code == 403

    def test_is_kept_as_a_hash_only(self, learner):
        secret = a_token(learner)

        [row] = Token.objects.values()

        assert not any(secret[7:] in str(value) for value in row.values())


class TestSession:
    def test_brings_its_owner_in_one_query(self, learner, signed_in, django_assert_num_queries):
        with django_assert_num_queries(1):
            answer = signed_in.me()

        assert answer.json()["id"] == str(learner.pk)

    def test_expires(self, signed_in):
        lifetime = timedelta(seconds=settings.SESSION_COOKIE_AGE)

        with time_machine.travel(datetime(2026, 11, 20, 8, tzinfo=UTC) + lifetime, tick=False):
            assert is_refused(signed_in.me())

    def test_of_somebody_shut_out_is_refused(self, signed_in):
        User.objects.update(is_active=False)

        assert is_refused(signed_in.me())

    def test_ends_when_the_password_changes_by_any_way(self, learner, signed_in):
        learner.set_password("chosen by an operator")
        learner.save()

        assert is_refused(signed_in.me())

    def test_is_worth_nothing_under_another_user(self, signed_in):
        grace = a_learner("grace@waymark.example")
        Session.objects.update(user=grace)

        assert is_refused(signed_in.me())

    def test_with_data_nobody_signed_is_refused(self, signed_in):
        Session.objects.update(session_data="forged")

        assert is_refused(signed_in.me())

    @pytest.mark.parametrize(
        "key", ["a" * 32, "A" * 32, "short", "a\0" * 16, "ü" * 32, "x" * 99_999]
    )
    def test_that_is_none_is_refused(self, learner, client, key):
        assert is_refused(client.get(ME, headers={"X-Session-Token": key}))

    def test_does_not_move_when_it_is_used(self, signed_in):
        before = Session.objects.values().get()

        with time_machine.travel(datetime(2026, 11, 21, 8, tzinfo=UTC), tick=False):
            signed_in.me()

        assert Session.objects.values().get() == before


class TestCookie:
    @pytest.fixture
    def browser(self, signed_in: Conversation) -> Client:
        browser = Client(enforce_csrf_checks=True)
        browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in.token
        browser.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
        return browser

    def test_reads_without_a_csrf_token(self, browser, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert browser.get(ME).status_code == 200

    def test_writes_with_a_csrf_token_only(self, browser):
        def patch(**headers):
            return browser.patch(
                ME, {"name": "Ada"}, content_type="application/json", headers=headers
            )

        assert patch().status_code == 403
        assert patch().json()["code"] == "csrf_failed"
        assert patch(**{"X-CSRFToken": "d" * 32}).status_code == 403
        assert User.objects.get().name == ""
        assert patch(**{"X-CSRFToken": "c" * 32}).status_code == 200

    def test_from_another_site_is_refused_even_with_the_token(self, browser):
        headers = {"X-CSRFToken": "c" * 32, "Origin": "https://evil.example"}

        answer = browser.patch(ME, {}, content_type="application/json", headers=headers)

        assert answer.json()["code"] == "csrf_failed"


class TestNobody:
    def test_is_asked_to_sign_in(self, db, client):
        assert is_refused(client.get(ME))
        assert is_refused(client.get(ME, headers={"Authorization": "Basic YWRhOmFkYQ=="}))

    def test_costs_no_query(self, client, django_assert_num_queries, db):
        with django_assert_num_queries(0):
            client.get(ME)


class TestRecentSignIn:
    """Making a token stands for all that asks for it."""

    def put(self, conversation: Conversation):
        return conversation.client.put(
            "/api/v1/me/tokens/0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f",
            {"name": "laptop", "scopes": ["read"]},
            content_type="application/json",
            headers={"X-Session-Token": conversation.token},
        )

    def test_is_there_right_after_signing_in(self, signed_in):
        assert self.put(signed_in).status_code == 200

    def test_is_there_right_after_signing_up(self, ada):
        ada.sign_up()
        ada.post("auth/email/verify", key=code_in(delivered()[0]))

        assert self.put(ada).status_code == 200

    def test_is_gone_after_a_quarter_of_an_hour(self, signed_in):
        with time_machine.travel(datetime(2026, 11, 20, 8, 15, tzinfo=UTC), tick=False):
            answer = self.put(signed_in)

        assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
        assert not Token.objects.exists()

    def test_comes_back_with_the_password(self, signed_in):
        with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
            signed_in.post("auth/reauthenticate", password=PASSWORD)

            assert self.put(signed_in).status_code == 200

    def test_is_not_known_of_a_session_that_does_not_tell(self, signed_in):
        session = Session.objects.get()
        data = session.get_decoded()
        for key in (SIGNED_IN_AT, "account_authentication_methods"):
            data.pop(key)
        session.session_data = session.get_session_store_class()().encode(data)
        session.save()

        assert self.put(signed_in).status_code == 403
