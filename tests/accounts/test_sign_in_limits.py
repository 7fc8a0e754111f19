"""What an attacker tries at the sign-in doors, and how soon he has to stop."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.signals import user_login_failed
from django.test import Client

from accounts.limits import address_of
from accounts.models import Session, User
from tests.accounts.conversation import PASSWORD, Conversation, code_in, delivered
from tests.accounts.listening import heard
from tests.factories import a_learner
from tests.servers.relay import relayed

NEW_PASSWORD = "another lighthouse on the same coast"
EMAIL = "ada@waymark.example"

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """A guess counts the same however long its hash takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def known(ada: Conversation) -> User:
    """Ada has an account, with a verified address and a password."""
    return a_learner(EMAIL, password=PASSWORD)


def calling_from(ip: str, **headers: str) -> Conversation:
    conversation = Conversation()
    conversation.client = Client(REMOTE_ADDR=ip, headers=headers)
    return conversation


def guess(email: str = EMAIL, ip: str = "192.0.2.1") -> Any:
    return calling_from(ip).sign_in(email, password="a guess")


def policy_of(answer: Any) -> str:
    """Which limit refused this."""
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited"), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["RateLimit"].endswith(f";r=0;t={answer['Retry-After']}")
    return answer["RateLimit-Policy"]


class TestPasswords:
    def test_are_guessed_five_times_and_then_not_even_checked(self, ada, known):
        with heard(user_login_failed) as guesses:
            answers = [guess() for _ in range(6)]

        assert [answer.status_code for answer in answers[:5]] == [400] * 5
        assert policy_of(answers[5]) == '"passwords";q=5;w=300'
        assert len(guesses) == 5
        assert policy_of(ada.sign_in()) == '"passwords";q=5;w=300'

    def test_that_are_right_cost_nothing(self, ada, known):
        for _ in range(6):
            assert calling_from("192.0.2.1").sign_in().status_code == 200

        assert [guess().status_code for _ in range(6)] == [400] * 5 + [429]

    def test_are_refused_alike_whether_there_is_such_an_account_or_not(self, ada, known):
        def last_of_six(email: str, ip: str) -> tuple[Any, dict[str, str]]:
            answer = [guess(email, ip) for _ in range(6)][-1]
            told = answer.json()
            del told["request_id"]
            kept = {name for name in answer.headers if name not in ("X-Request-ID", "RateLimit")}
            return told | {"detail": "", "policy": policy_of(answer)}, kept

        of_ada = last_of_six(EMAIL, "192.0.2.1")

        assert last_of_six("nobody@waymark.example", "192.0.2.2") == of_ada

    def test_count_for_the_account_however_it_is_spelled_and_whoever_asks(self, ada, known):
        spellings = [EMAIL, "ADA@waymark.example", " Ada@Waymark.Example "] * 2

        answers = [guess(email, f"192.0.2.{n}") for n, email in enumerate(spellings)]

        assert [answer.status_code for answer in answers] == [400] * 5 + [429]

    def test_count_for_the_address_whatever_the_account(self, ada, known):
        answers = [guess(f"somebody-{n}@waymark.example") for n in range(11)]

        assert [answer.status_code for answer in answers[:10]] == [400] * 10
        assert policy_of(answers[10]) == '"passwords-by-address";q=10;w=60'
        assert guess(ip="192.0.2.99").status_code == 400

    def test_are_one_account_of_guesses_at_every_door(self, ada, known):
        ada.sign_in()

        for _ in range(2):
            assert ada.post("auth/reauthenticate", password="a guess").status_code == 400
        change = {"current_password": "a guess", "new_password": NEW_PASSWORD}
        for _ in range(3):
            assert ada.post("account/password/change", **change).status_code == 400

        for refused in (
            ada.post("account/password/change", **change),
            ada.post("auth/reauthenticate", password="a guess"),
            guess(),
        ):
            assert policy_of(refused) == '"passwords";q=5;w=300'

    def test_count_by_whatever_method_they_come(self, ada, known):
        body = {"email": EMAIL, "password": "a guess"}

        answers = [ada.say("OPTIONS", "auth/login", **body) for _ in range(6)]

        assert [answer.status_code for answer in answers] == [400] * 5 + [429]

    def test_that_lock_her_out_let_her_in_again_after_a_reset(self, ada, known):
        for _ in range(6):
            guess()
        ada.post("auth/password/request", email=EMAIL)
        ada.post("auth/password/reset", key=code_in(delivered()[0]), password=NEW_PASSWORD)

        answer = Conversation().sign_in(password=NEW_PASSWORD)

        assert answer.status_code == 200

    def test_of_all_kinds_are_hashed_thirty_times_a_minute_for_one_address(self, ada, known):
        answers = [calling_from("192.0.2.1").post("auth/login") for _ in range(31)]

        assert [answer.status_code for answer in answers[:30]] == [400] * 30
        assert policy_of(answers[30]) == '"sign-ins";q=30;w=60'

    def test_limits_grow_with_the_scale(self, ada, known, settings):
        settings.RATE_SCALE = 2

        answers = [guess() for _ in range(11)]

        assert [answer.status_code for answer in answers[:10]] == [400] * 10
        assert policy_of(answers[10]) == '"passwords";q=10;w=300'


class TestCodes:
    def test_are_tried_ten_times_in_a_session_also_by_a_header(self, ada, known):
        ada.post("auth/password/request", email=EMAIL)
        session = {"X-Session-Token": ada.token}

        for _ in range(5):
            ada.post("auth/password/reset", key="WRONG-CODE", password=NEW_PASSWORD)
            ada.client.get(
                "/_allauth/app/v1/auth/password/reset",
                headers=session | {"X-Password-Reset-Key": "WRONG-CODE"},
            )
        answer = ada.post("auth/password/reset", key="WRONG-CODE", password=NEW_PASSWORD)

        assert policy_of(answer) == '"codes";q=10;w=900'

    def test_of_a_sign_up_count_alike_and_those_of_others_apart(self, ada):
        ada.sign_up()
        grace = Conversation()
        grace.sign_up("grace@waymark.example")

        answers = [ada.post("auth/email/verify", key="WRONG-CODE") for _ in range(11)]

        assert answers[0].json()["errors"][0]["code"] == "incorrect_code"
        assert policy_of(answers[10]) == '"codes";q=10;w=900'
        assert grace.post("auth/email/verify", key="WRONG-CODE").status_code == 400

    def test_in_a_browser_count_by_its_cookie(self, ada, known):
        browser = Client()
        door = "/_allauth/browser/v1/auth/password"
        browser.post(f"{door}/request", {"email": EMAIL}, content_type="application/json")

        answers = [
            browser.post(
                f"{door}/reset",
                {"key": "WRONG-CODE", "password": NEW_PASSWORD},
                content_type="application/json",
                headers={"X-Session-Token": f"another every time {n}"},
            )
            for n in range(11)
        ]

        assert policy_of(answers[10]) == '"codes";q=10;w=900'

    def test_are_tried_thirty_times_a_minute_from_one_address(self, ada):
        answers = [
            calling_from("192.0.2.1").post("auth/email/verify", key="WRONG-CODE") for _ in range(31)
        ]

        assert {answer.status_code for answer in answers[:10]} == {409}
        assert policy_of(answers[30]) == '"codes-by-address";q=30;w=60'


class TestMails:
    @pytest.mark.parametrize("email", [EMAIL, "nobody@waymark.example"])
    def test_go_to_one_person_five_times_whoever_asks(self, ada, known, email):
        answers = [
            calling_from(f"192.0.2.{n}").post("auth/password/request", email=email.title())
            for n in range(6)
        ]

        assert [answer.status_code for answer in answers[:5]] == [401] * 5
        assert policy_of(answers[5]) == '"mails";q=5;w=300'
        assert len(delivered()) == 5

    @pytest.mark.parametrize("email", [EMAIL, "nobody@waymark.example"])
    def test_of_all_doors_count_together_also_those_not_sent(self, ada, known, email):
        ada.sign_up(email)
        ada.post("auth/email/verify/resend")
        ada.post("auth/email/verify/resend")
        Conversation().post("auth/password/request", email=email)
        Conversation().sign_up(email)

        assert policy_of(ada.post("auth/email/verify/resend")) == '"mails";q=5;w=300'
        assert policy_of(Conversation().sign_up(email)) == '"mails";q=5;w=300'

    def test_with_a_code_for_whom_never_verified_count_at_sign_in(self, ada):
        a_learner(EMAIL, password=PASSWORD, verified=False)

        answers = [Conversation().sign_in() for _ in range(6)]

        assert [answer.status_code for answer in answers[:5]] == [401] * 5
        assert policy_of(answers[5]) == '"mails";q=5;w=300'
        assert len(delivered()) == 5

    def test_to_a_new_address_count_and_looking_at_ones_addresses_does_not(self, ada, known):
        ada.sign_in()
        ada.post("auth/reauthenticate", password=PASSWORD)

        for _ in range(5):
            assert ada.post("account/email", email="new@waymark.example").status_code == 200
        refused = ada.post("account/email", email="new@waymark.example")

        assert policy_of(refused) == '"mails";q=5;w=300'
        assert {ada.say("GET", "account/email").status_code for _ in range(21)} == {200}

    def test_are_asked_for_twenty_times_a_minute_from_one_address(self, ada):
        caller = calling_from("192.0.2.1")

        for n in range(20):
            caller.post("auth/password/request", email=f"somebody-{n}@waymark.example")
        answer = caller.sign_up()

        assert policy_of(answer) == '"mails-by-address";q=20;w=60'
        assert not User.objects.exists()

    @pytest.mark.parametrize("email", [None, 7, ["ada@waymark.example"], ""])
    def test_to_nobody_are_no_mails(self, ada, email):
        answer = ada.post("auth/password/request", email=email)

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/json"


class TestAddress:
    @pytest.mark.parametrize(
        ("remote", "address"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::99", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
        ],
    )
    def test_is_the_ip_or_the_network_of_an_ipv6(self, rf, remote, address):
        assert address_of(rf.get("/", REMOTE_ADDR=remote)) == address

    def test_is_what_the_trusted_proxies_say_and_nothing_before_them(self, rf, settings):
        forwarded = {"X-Forwarded-For": "203.0.113.5, 198.51.100.6"}
        request = rf.get("/", headers=forwarded, REMOTE_ADDR="192.0.2.7")

        seen = []
        for settings.ALLAUTH_TRUSTED_PROXY_COUNT in (0, 1, 2):
            seen.append(address_of(request))

        assert seen == ["192.0.2.7", "198.51.100.6", "203.0.113.5"]


DOORS = [
    ("auth/login", {"email": EMAIL, "password": PASSWORD}),
    ("auth/signup", {"email": "grace@waymark.example", "password": PASSWORD}),
    ("auth/password/request", {"email": EMAIL}),
    ("auth/password/reset", {"key": "ABCD-EFGH", "password": NEW_PASSWORD}),
    ("auth/email/verify", {"key": "ABCD-EFGH"}),
    ("auth/email/verify/resend", {}),
    ("auth/reauthenticate", {"password": PASSWORD}),
    ("account/password/change", {"current_password": PASSWORD, "new_password": NEW_PASSWORD}),
    ("account/email", {"email": "new@waymark.example"}),
]


class TestWithoutRedis:
    @pytest.mark.parametrize(("route", "body"), DOORS)
    def test_every_door_is_shut(self, ada, known, settings, route, body):
        ada.sign_in()
        sessions = set(Session.objects.values_list("session_key", flat=True))
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        answer = ada.post(route, **body)

        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer["Retry-After"]
        assert User.objects.get() == known
        assert User.objects.get().check_password(PASSWORD)
        assert set(Session.objects.values_list("session_key", flat=True)) == sessions

    def test_what_costs_nothing_goes_on(self, ada, known, settings):
        ada.sign_in()
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        assert ada.say("GET", "account/email").status_code == 200
        assert ada.say("GET", "auth/session").status_code == 200
        assert ada.say("DELETE", "auth/session").status_code == 401

    def test_that_is_silent_sign_in_is_put_off(self, ada, known, settings, redis_url):
        with relayed(redis_url) as (relay, url):
            settings.REDIS_URL = url
            relay.silent()

            answers = [ada.sign_in() for _ in range(3)]
            relay.up()

        assert [answer.json()["code"] for answer in answers] == ["unavailable"] * 3
