from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models.signals import pre_save

from accounts.models import Session, User
from accounts.signals import address_verified, learner_joined
from tests.accounts.conversation import Conversation, code_in, delivered
from tests.accounts.listening import heard


class TestSignUp:
    def test_waits_for_the_code_and_then_gives_a_new_session(self, ada):
        signed_up = ada.sign_up()
        first_token = ada.token
        [welcome] = delivered()

        verified = ada.post("auth/email/verify", key=code_in(welcome))

        assert signed_up.status_code == 401
        assert "ada@waymark.example" in welcome.body
        assert {"id": "verify_email", "is_pending": True} in signed_up.json()["data"]["flows"]
        assert verified.status_code == 200
        assert UUID(verified.json()["data"]["user"]["id"]).version == 7
        assert ada.token != first_token
        assert ada.me().status_code == 200

    def test_ends_the_session_that_waited_for_the_code(self, ada):
        ada.sign_up()
        first_token = ada.token
        ada.post("auth/email/verify", key=code_in(delivered()[0]))

        ada.token = first_token

        assert ada.me().status_code == 401
        assert list(Session.objects.values_list("user__email", flat=True)) == [
            "ada@waymark.example"
        ]

    def test_lets_nobody_in_before_the_code(self, ada):
        ada.sign_up()

        answer = ada.me()

        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")

    def test_takes_the_zone(self, ada):
        ada.sign_up(time_zone="Europe/Berlin")

        assert User.objects.get().time_zone == "Europe/Berlin"

    @pytest.mark.parametrize("details", [{}, {"time_zone": None}])
    def test_without_a_zone_it_is_utc(self, ada, details):
        ada.sign_up(**details)

        assert User.objects.get().time_zone == "UTC"

    @pytest.mark.parametrize("name", ["Europe/Atlantis", "europe/berlin", 7, ["UTC"]])
    def test_refuses_what_is_no_zone(self, ada, name):
        answer = ada.sign_up(time_zone=name)

        assert answer.status_code == 400
        assert {error["param"] for error in answer.json()["errors"]} == {"time_zone"}
        assert not User.objects.exists()

    @pytest.mark.parametrize(
        ("details", "wanted"),
        [({}, True), ({"weekly_digest": True}, True), ({"weekly_digest": False}, False)],
    )
    def test_tells_who_joined_and_whether_she_wants_the_digest(self, ada, details, wanted):
        with heard(learner_joined) as news:
            ada.sign_up(**details)

        [joined] = news
        assert joined["user"] == User.objects.get()
        assert joined["weekly_digest"] is wanted
        assert joined["at"] == datetime(2026, 11, 20, 8, tzinfo=UTC)

    @pytest.mark.parametrize("value", ["yes", 1, "false"])
    def test_asks_for_a_plain_yes_or_no_to_the_digest(self, ada, value):
        answer = ada.sign_up(weekly_digest=value)

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["param"] == "weekly_digest"

    def test_leaves_nobody_behind_when_a_listener_fails(self, ada):
        def fail(**_):
            raise RuntimeError("no ledger today")

        learner_joined.connect(fail)
        try:
            with pytest.raises(RuntimeError, match="no ledger"):
                ada.sign_up()
        finally:
            learner_joined.disconnect(fail)

        assert not User.objects.exists()
        assert not EmailAddress.objects.exists()

    @pytest.mark.usefixtures("_no_redis")
    def test_is_put_off_while_redis_is_away_and_makes_nobody(self, ada):
        answer = ada.sign_up()

        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"]
        assert not User.objects.exists()

    def test_refuses_a_weak_password(self, ada):
        answer = ada.post("auth/signup", email="ada@waymark.example", password="12345678")

        assert answer.status_code == 400
        assert {error["param"] for error in answer.json()["errors"]} == {"password"}


class TestKnownAddress:
    def test_is_answered_like_an_unknown_one(self, ada):
        unknown = without_token(ada.sign_up())

        for email in ("ada@waymark.example", "ADA@Waymark.example"):
            stranger = Conversation()
            known = stranger.sign_up(email)

            assert without_token(known) == unknown
            assert stranger.say("GET", "auth/session").json() == (
                ada.say("GET", "auth/session").json()
            )

    def test_takes_as_long_and_locks_nobody_out_meanwhile(self, ada, monkeypatch):
        open_savepoints = []

        def slow_hash(password):
            open_savepoints.append(list(connection.savepoint_ids))
            return make_password(password)

        monkeypatch.setattr("accounts.signup.make_password", slow_hash)

        ada.sign_up()
        Conversation().sign_up()

        assert open_savepoints == [connection.savepoint_ids] * 2

    def test_hears_of_it_by_mail_and_keeps_her_account(self, ada):
        ada.sign_up()
        delivered()

        Conversation().sign_up("ADA@waymark.example", time_zone="Asia/Tokyo")

        [mail] = delivered()
        assert mail.subject == "You already have a Waymark account"
        assert User.objects.get().time_zone == "UTC"

    def test_that_is_taken_between_look_and_write_is_answered_the_same(self, ada):
        unknown = ada.sign_up("somebody@waymark.example")
        ada.forget()

        def be_quicker(**_):
            pre_save.disconnect(be_quicker, User)
            User.objects.bulk_create([User(email="ada@waymark.example")])

        pre_save.connect(be_quicker, User)
        known = ada.sign_up()

        assert without_token(known) == without_token(unknown)


class TestCode:
    def test_stands_alone_on_its_line_of_a_text_mail(self, ada):
        ada.sign_up()

        [mail] = delivered()

        assert mail.to == ["ada@waymark.example"]
        assert mail.content_subtype == "plain"
        assert code_in(mail) in mail.body.splitlines()
        assert mail.extra_headers["Auto-Submitted"] == "auto-generated"

    def test_that_is_wrong_says_so_and_lets_her_try_again(self, ada):
        ada.sign_up()
        [mail] = delivered()

        wrong = ada.post("auth/email/verify", key="WRONG-CODE")
        right = ada.post("auth/email/verify", key=code_in(mail))

        assert (wrong.status_code, right.status_code) == (400, 200)
        assert wrong.json()["errors"][0]["code"] == "incorrect_code"

    def test_sent_again_replaces_the_first(self, ada):
        ada.sign_up()
        [first] = delivered()

        resent = ada.post("auth/email/verify/resend")

        [second] = delivered()
        assert resent.status_code == 200
        assert ada.post("auth/email/verify", key=code_in(first)).status_code == 400
        assert ada.post("auth/email/verify", key=code_in(second)).status_code == 200

    def test_tells_that_the_address_is_verified(self, ada):
        ada.sign_up()

        with heard(address_verified) as news:
            ada.post("auth/email/verify", key=code_in(delivered()[0]))

        [verified] = news
        assert verified["user"] == User.objects.get()
        assert verified["email"] == "ada@waymark.example"


def without_token(answer):
    body = answer.json()
    del body["meta"]["session_token"]
    return answer.status_code, body
