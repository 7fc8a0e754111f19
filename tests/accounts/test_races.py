"""Real connections at the same moment: an address is one account's, and nobody is told of a bug."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.authorization.cast import a_code_mailed_to
from tests.authorization.things import CODE, NOW
from tests.factories import a_learner, a_session
from tests.races import Call, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 20


class TestProvingAnAddress:
    @pytest.fixture(autouse=True)
    def _now_and_without_limits(self, settings: Settings):
        settings.RATE_SCALE = 1000
        with time_machine.travel(NOW):
            yield

    def test_is_for_one_of_two_who_prove_it_in_the_same_moment(self) -> None:
        for number in range(ROUNDS):
            email = f"shared-{number}@waymark.example"

            answers = at_once(proving(a_learner(), email), proving(a_learner(), email))

            first, second = sorted(answer.status_code for answer in answers)
            assert first == 200
            assert second in {400, 409}
            assert EmailAddress.objects.filter(email=email, verified=True).count() == 1
            assert User.objects.filter(email=email).count() == 1

    def test_by_one_who_proves_it_twice_at_once_moves_her_once(self) -> None:
        for number in range(ROUNDS):
            ada, email = a_learner(), f"new-{number}@waymark.example"

            answers = at_once(*[proving(ada, email)] * 2)

            assert {answer.status_code for answer in answers} <= {200, 400, 409}
            assert 200 in {answer.status_code for answer in answers}
            assert [*EmailAddress.objects.filter(user=ada).values_list("email")] == [(email,)]

    def test_is_refused_when_it_is_the_sign_in_of_one_who_never_proved_it(self) -> None:
        bob = a_learner("taken@waymark.example", verified=False)

        answer = proving(a_learner(), bob.email)()

        assert answer.status_code == 409
        assert list(User.objects.filter(email=bob.email)) == [bob]


def proving(user: User, email: str) -> Call:
    """Sends the code that was mailed to the address which `user` wants for hers."""
    begun = {EMAIL_VERIFICATION_CODE_SESSION_KEY: a_code_mailed_to(email, user)}
    headers = {"X-Session-Token": a_session(user, signed_in_at=NOW, **begun)}
    client = Client(headers=headers, raise_request_exception=False)

    def send() -> Any:
        path = "/_allauth/app/v1/auth/email/verify"
        return client.post(path, json.dumps({"key": CODE}), content_type="application/json")

    return send
