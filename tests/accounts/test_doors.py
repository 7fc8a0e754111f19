"""What every door of the sign-in conversation does, as the contract tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.conversation import PASSWORD, Conversation, code_in, delivered
from tests.factories import a_learner, a_session
from tests.generated import generated
from tests.operations import Operation

ADDRESS = "account/email"
Knock = Callable[..., Any]


@pytest.fixture(scope="module")
def doors() -> list[Operation]:
    found = [operation for operation in generated() if operation.is_signing_in]
    assert len(found) > 15
    return found


@pytest.fixture
def knock(db: None) -> Knock:
    client = Client(enforce_csrf_checks=True)

    def send(door: Operation, client_kind: str = "app", body: str = "", **headers: str) -> Any:
        path = door.path({"client": client_kind})
        return client.generic(door.method, path, body, "application/json", headers=headers)

    return send


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestEveryDoor:
    def test_refuses_what_no_endpoint_takes(self, knock: Knock, doors: list[Operation]) -> None:
        for door in doors:
            chunked = knock(door, **{"Transfer-Encoding": "chunked"})
            large = knock(door, **{"Content-Length": str(2**20 + 1)})
            astray = knock(door, Host="elsewhere.example")
            unknown = knock(door, "%00")

            assert code_of(chunked) == (411, "length_required"), door
            assert code_of(large) == (413, "too_large"), door
            assert code_of(astray) == (400, "invalid_request"), door
            assert code_of(unknown) == (404, "not_found"), door

    def test_tells_of_a_session_that_has_ended(self, knock: Knock, doors: list[Operation]) -> None:
        for door in doors:
            answer = knock(door, **{"X-Session-Token": "a" * 32})

            assert answer.status_code == 410, door
            assert not door.faults_in(410, "application/json", answer.json())

    def test_reads_json_and_writes_for_browsers_only_with_the_csrf_token(
        self, knock: Knock, doors: list[Operation]
    ) -> None:
        for door in doors:
            is_write = door.method != "GET"
            assert door.gives("csrf_failed") is is_write, door
            assert door.gives("malformed_json") is is_write, door
            if is_write:
                assert code_of(knock(door, "app", "{")) == (400, "malformed_json"), door
                assert code_of(knock(door, "browser")) == (403, "csrf_failed"), door

    def test_is_shut_to_whoever_has_tried_too_often(
        self, knock: Knock, doors: list[Operation], settings: Settings
    ) -> None:
        learner = a_learner()
        settings.RATE_SCALE = 0  # So that nothing is left of any quota.

        for door in doors:
            session = a_session(learner, signed_in_at=datetime(2026, 11, 20, 8, tzinfo=UTC))
            answer = knock(door, **{"X-Session-Token": session})

            assert (answer.status_code == 429) is door.gives("rate_limited"), door
            if answer.status_code == 429:
                assert code_of(answer) == (429, "rate_limited"), door


@pytest.fixture
def known(ada: Conversation) -> User:
    """Ada, who has just given her password."""
    user = a_learner("ada@waymark.example", password=PASSWORD)
    ada.sign_in()
    ada.post("auth/reauthenticate", password=PASSWORD)
    return user


@pytest.mark.usefixtures("ada")
class TestStrangers:
    @pytest.mark.parametrize(
        ("method", "route", "status"),
        [
            ("GET", "auth/session", 401),
            ("POST", "auth/reauthenticate", 401),
            ("POST", "account/password/change", 401),
            ("GET", ADDRESS, 401),
            ("PUT", ADDRESS, 401),
            ("PATCH", ADDRESS, 401),
            ("DELETE", ADDRESS, 401),
            ("POST", ADDRESS, 409),
            ("GET", "auth/email/verify", 409),
            ("POST", "auth/email/verify", 409),
            ("POST", "auth/email/verify/resend", 409),
            ("GET", "auth/password/reset", 409),
            ("POST", "auth/password/reset", 409),
        ],
    )
    def test_hear_that_they_must_sign_in_or_that_nothing_waits_for_them(
        self, ada: Conversation, method: str, route: str, status: int
    ) -> None:
        assert ada.say(method, route).status_code == status


@pytest.mark.usefixtures("known")
class TestWhoIsSignedIn:
    def test_sees_herself_and_cannot_sign_in_twice(self, ada: Conversation) -> None:
        assert ada.say("GET", "auth/session").json()["data"]["user"]["email"] == (
            "ada@waymark.example"
        )
        assert ada.sign_in().status_code == 409
        assert ada.sign_up("eve@waymark.example").status_code == 409

    def test_may_forget_her_password_all_the_same(self, ada: Conversation, known: User) -> None:
        asked = ada.post("auth/password/request", email=known.email)

        assert (asked.status_code, asked.json()["data"]["user"]["email"]) == (200, known.email)

    def test_is_told_what_is_wrong_with_an_address(self, ada: Conversation) -> None:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = ada.say(method, ADDRESS, email="no address", primary=True)

            assert answer.status_code == 400, method
            assert {error["param"] for error in answer.json()["errors"]} == {"email"}

    def test_may_have_the_code_for_a_new_address_again_but_not_without_end(
        self, ada: Conversation
    ) -> None:
        new = {"email": "ada@elsewhere.example"}
        ada.post(ADDRESS, **new)

        answers = [ada.say("PUT", ADDRESS, **new).status_code for _ in range(3)]

        assert answers == [200, 200, 403]

    def test_moves_to_another_address_of_hers_and_gives_the_old_one_up(
        self, ada: Conversation, known: User
    ) -> None:
        second = {"email": "ada@elsewhere.example"}
        EmailAddress.objects.create(user=known, verified=True, **second)

        primary = ada.say("PATCH", ADDRESS, **second, primary=True)
        given_up = ada.say("DELETE", ADDRESS, email="ada@waymark.example")

        assert (primary.status_code, given_up.status_code) == (200, 200)
        assert [each["email"] for each in given_up.json()["data"]] == [second["email"]]


class TestExamples:
    """The bodies that the contract shows, sent in the order in which they make sense."""

    def test_of_joining_and_of_a_forgotten_password(
        self, ada: Conversation, shown: dict[str, Any]
    ) -> None:
        joined = ada.post("auth/signup", **shown["post_auth_signup"])
        [mail] = delivered()
        verified = ada.post("auth/email/verify", key=code_in(mail))
        ada.forget()
        ada.post("auth/password/request", **shown["post_auth_password_request"])
        code = {"key": code_in(delivered()[-1])}
        reset = ada.post("auth/password/reset", **shown["post_auth_password_reset"] | code)

        assert (joined.status_code, verified.status_code, reset.status_code) == (401, 200, 401)
        assert shown["post_auth_email_verify"].keys() == {"key"}

    def test_of_signing_in_and_of_changing_what_one_signs_in_with(
        self, ada: Conversation, shown: dict[str, Any]
    ) -> None:
        user = a_learner("ada@waymark.example", password=PASSWORD)
        statuses = [
            ada.post("auth/login", **shown["post_auth_login"]).status_code,
            ada.post("auth/reauthenticate", **shown["post_auth_reauthenticate"]).status_code,
            ada.post(ADDRESS, **shown["post_account_email"]).status_code,
            ada.say("PUT", ADDRESS, **shown["put_account_email"]).status_code,
            ada.say("DELETE", ADDRESS, **shown["delete_account_email"]).status_code,
        ]
        second = shown["post_account_email"]
        EmailAddress.objects.create(user=user, verified=True, **second)
        statuses += [
            ada.say("PATCH", ADDRESS, **shown["patch_account_email"]).status_code,
            ada.post(
                "account/password/change", **shown["post_account_password_change"]
            ).status_code,
        ]

        assert statuses == [200] * 7


@pytest.fixture
def shown(doors: list[Operation]) -> dict[str, Any]:
    """The example of every body, by the name of its operation."""
    return {
        door.schema["operationId"]: door.examples(body["content"]["application/json"])["example"]
        for door in doors
        if (body := door.resolve(door.schema.get("requestBody", {})))
    }


class TestCodes:
    def test_can_be_looked_at_before_they_are_used(self, ada: Conversation) -> None:
        ada.sign_up()
        [mail] = delivered()

        wrong = self.look(ada, "email/verify", "X-Email-Verification-Key", "WRONG")
        right = self.look(ada, "email/verify", "X-Email-Verification-Key", code_in(mail))

        assert (wrong.status_code, right.status_code) == (400, 200)

    def test_of_a_reset_too(self, ada: Conversation, known: User) -> None:
        ada.forget()
        ada.post("auth/password/request", email=known.email)
        mail = delivered()[-1]

        wrong = self.look(ada, "password/reset", "X-Password-Reset-Key", "WRONG")
        right = self.look(ada, "password/reset", "X-Password-Reset-Key", code_in(mail))

        assert (wrong.status_code, right.status_code) == (400, 200)

    def look(self, ada: Conversation, route: str, header: str, code: str) -> Any:
        ada.client.defaults[f"HTTP_{header.upper().replace('-', '_')}"] = code
        return ada.say("GET", f"auth/{route}")
