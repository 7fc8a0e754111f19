from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from accounts.models import Session, Token, User
from tests.accounts.conversation import PASSWORD, Conversation, code_in, delivered
from tests.factories import a_learner, a_token

NEW_PASSWORD = "another lighthouse on the same coast"


@pytest.fixture
def known(ada: Conversation) -> User:
    """Ada has an account, with a verified address and a password."""
    return a_learner("ada@waymark.example", password=PASSWORD)


class TestSignIn:
    @pytest.mark.parametrize("email", ["ada@waymark.example", "ADA@Waymark.Example"])
    def test_takes_the_address_in_any_case(self, ada, known, email):
        answer = ada.sign_in(email)

        assert answer.status_code == 200
        assert answer.json()["data"]["user"]["id"] == str(known.pk)
        assert ada.me().json()["email"] == "ada@waymark.example"

    def test_sets_no_cookie_for_an_app(self, ada, known):
        answer = ada.sign_in()

        assert not answer.cookies

    def test_gives_a_new_session_and_ends_the_one_before(self, ada, known):
        ada.post("auth/password/request", email="ada@waymark.example")
        before = ada.token

        ada.sign_in()

        assert ada.token != before
        assert list(Session.objects.values_list("session_key", "user")) == [(ada.token, known.pk)]

    def test_says_the_same_of_a_wrong_password_and_of_an_unknown_address(self, ada, known):
        wrong = ada.sign_in(password="something else entirely")
        unknown = ada.sign_in("nobody@waymark.example")

        assert wrong.status_code == unknown.status_code == 400
        assert wrong.json() == unknown.json()

    def test_sends_a_code_to_whom_never_verified(self, ada):
        a_learner("ada@waymark.example", password=PASSWORD, verified=False)

        answer = ada.sign_in()

        assert answer.status_code == 401
        assert ada.post("auth/email/verify", key=code_in(delivered()[0])).status_code == 200

    def test_is_refused_to_whom_staff_shut_out(self, ada, known):
        User.objects.update(is_active=False)

        answer = ada.sign_in()

        assert answer.status_code == 401
        assert ada.me().status_code == 401

    @pytest.mark.usefixtures("_no_redis")
    def test_is_put_off_while_redis_is_away_but_sessions_live_on(self, ada, known):
        secret = a_token(known)

        answer = ada.sign_in()

        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        bearer = {"Authorization": f"Bearer {secret}"}
        assert ada.client.get("/api/v1/me", headers=bearer).status_code == 200

    def test_by_cookie_needs_the_csrf_token(self, ada, known):
        browser = Client(enforce_csrf_checks=True)
        credentials = {"email": "ada@waymark.example", "password": PASSWORD}
        door = "/_allauth/browser/v1/auth/login"
        browser.get("/_allauth/browser/v1/config")
        token = browser.cookies["csrftoken"].value

        without = browser.post(door, credentials, content_type="application/json")
        answer = browser.post(
            door, credentials, content_type="application/json", headers={"X-CSRFToken": token}
        )

        assert (without.status_code, answer.status_code) == (403, 200)
        assert browser.get("/api/v1/me").status_code == 200


class TestSignOut:
    def test_ends_the_session(self, ada, known):
        ada.sign_in()

        answer = ada.say("DELETE", "auth/session")

        assert answer.status_code == 401
        assert ada.me().status_code == 401
        assert not Session.objects.exists()


class TestPasswordReset:
    def test_by_code_from_the_mail(self, ada, known):
        asked = ada.post("auth/password/request", email="ada@waymark.example")
        [mail] = delivered()

        done = ada.post("auth/password/reset", key=code_in(mail), password=NEW_PASSWORD)

        assert asked.status_code == 401
        assert done.status_code == 401
        ada.forget()
        assert ada.sign_in(password=NEW_PASSWORD).status_code == 200

    def test_is_answered_the_same_for_an_unknown_address(self, ada, known):
        asked = ada.post("auth/password/request", email="ada@waymark.example")

        for_nobody = Conversation().post("auth/password/request", email="no@waymark.example")

        assert for_nobody.status_code == asked.status_code
        assert without_token(for_nobody) == without_token(asked)
        assert [mail.to for mail in delivered()] == [
            ["ada@waymark.example"],
            ["no@waymark.example"],
        ]

    def test_ends_every_session_and_token(self, ada, known):
        elsewhere = Conversation()
        elsewhere.sign_in()
        a_token(known)
        ada.post("auth/password/request", email="ada@waymark.example")

        ada.post("auth/password/reset", key=code_in(delivered()[0]), password=NEW_PASSWORD)

        assert elsewhere.me().status_code == 401
        assert not Token.objects.exists()
        assert [mail.subject for mail in delivered()] == ["Your Waymark password was reset"]

    def test_asked_for_while_signed_in_signs_out_like_any_other(self, ada, known):
        ada.sign_in()
        ada.post("auth/password/request", email="ada@waymark.example")

        done = ada.post("auth/password/reset", key=code_in(delivered()[0]), password=NEW_PASSWORD)

        assert done.status_code == 401
        assert ada.me().status_code == 401
        ada.forget()
        assert ada.sign_in(password=NEW_PASSWORD).status_code == 200


class TestPasswordChange:
    def test_keeps_her_signed_in_here_and_nowhere_else(self, ada, known):
        elsewhere = Conversation()
        elsewhere.sign_in()
        a_token(known)
        ada.sign_in()

        answer = ada.post(
            "account/password/change", current_password=PASSWORD, new_password=NEW_PASSWORD
        )

        assert answer.status_code == 200
        assert ada.me().status_code == 200
        assert elsewhere.me().status_code == 401
        assert not Token.objects.exists()
        assert Session.objects.count() == 1

    def test_needs_the_present_password(self, ada, known):
        ada.sign_in()

        answer = ada.post(
            "account/password/change", current_password="a guess", new_password=NEW_PASSWORD
        )

        assert answer.status_code == 400
        assert ada.me().status_code == 200


@pytest.mark.parametrize("act", ["change", "reset"])
def test_a_new_password_locks_nobody_out_while_it_is_hashed(act, ada, known, monkeypatch):
    if act == "change":
        ada.sign_in()
    else:
        ada.post("auth/password/request", email="ada@waymark.example")
        code = code_in(delivered()[0])
    open_savepoints = []

    def slow_hash(password):
        open_savepoints.append(list(connection.savepoint_ids))
        return make_password(password)

    monkeypatch.setattr("django.contrib.auth.base_user.make_password", slow_hash)

    if act == "change":
        ada.post("account/password/change", current_password=PASSWORD, new_password=NEW_PASSWORD)
    else:
        ada.post("auth/password/reset", key=code, password=NEW_PASSWORD)

    assert open_savepoints == [connection.savepoint_ids]


class TestChangeOfAddress:
    def test_asks_for_the_password_first(self, ada, known):
        ada.sign_in()

        answer = ada.post("account/email", email="ada@elsewhere.example")

        assert answer.status_code == 401
        assert {"id": "reauthenticate"} in answer.json()["data"]["flows"]

    def test_counts_once_the_new_address_is_verified_and_the_old_one_hears_of_it(self, ada, known):
        ada.sign_in()
        ada.post("auth/reauthenticate", password=PASSWORD)
        ada.post("account/email", email="Ada@Elsewhere.example")
        [mail] = delivered()
        before = ada.me().json()["email"]

        answer = ada.post("auth/email/verify", key=code_in(mail))

        assert mail.to == ["ada@elsewhere.example"]
        assert before == "ada@waymark.example"
        assert answer.status_code == 200
        assert ada.me().json()["email"] == "ada@elsewhere.example"
        assert [mail.to for mail in delivered()] == [["ada@waymark.example"]]

    def test_to_one_that_is_taken_tells_nothing(self, ada, known):
        a_learner("grace@waymark.example")
        ada.sign_in()
        ada.post("auth/reauthenticate", password=PASSWORD)

        taken = ada.post("account/email", email="grace@waymark.example")
        free = ada.post("account/email", email="free@waymark.example")

        assert taken.status_code == free.status_code == 200


class TestDoors:
    @pytest.mark.parametrize("client", ["app", "browser"])
    @pytest.mark.parametrize("route", ["account/phone", "auth/phone/verify", "auth/code/confirm"])
    def test_that_we_do_not_serve_are_shut(self, ada, client, route):
        answer = ada.client.get(f"/_allauth/{client}/v1/{route}")

        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("route", "allowed"),
        [("config", "GET, HEAD, OPTIONS"), ("auth/login", "POST, OPTIONS")],
    )
    def test_refuse_another_method_before_they_look_at_the_body(self, ada, route, allowed):
        answer = ada.say("PUT", route)

        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert answer.headers["Allow"] == allowed

    def test_an_unknown_session_token_is_gone(self, ada):
        for token in ("a" * 32, "no key", "a" * 100_000, "key\0", "ключ", "\udcff"):
            ada.token = token

            assert ada.say("GET", "auth/session").status_code == 410


def without_token(answer):
    body = answer.json()
    del body["meta"]["session_token"]
    return body
