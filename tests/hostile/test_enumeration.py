"""Nobody learns who is here: known and unknown addresses are answered alike."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.hostile.expected import Answer
from tests.hostile.sending import Sender
from tests.rig.ids import fresh_id
from tests.rig.learner import PASSWORD, Newcomer

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

AUTH = "/_allauth/app/v1/auth"
DOORS = [
    ("signup", {"password": "another lighthouse on a coast"}),
    ("login", {"password": "not her password"}),
    ("password/request", {}),
]


@pytest.mark.parametrize(("door", "more"), DOORS)
def test_a_known_address_is_answered_like_an_unknown_one(
    sender: Sender, stranger: Newcomer, door: str, more: dict[str, str]
) -> None:
    unknown = f"nobody-{fresh_id()}@waymark.example"
    spelled = stranger.email.upper()

    answers = [
        sender.ask("POST", f"{AUTH}/{door}", json={"email": email, **more})
        for email in (unknown, stranger.email, spelled)
    ]

    first, *others = map(_told, answers)
    assert answers[0].status in {400, 401}
    assert others == [first, first]


def test_a_wrong_password_tells_nothing_of_an_address_without_one(
    sender: Sender, stranger: Newcomer
) -> None:
    emails = (stranger.email, f"nobody-{fresh_id()}@waymark.example")

    told = [_told(sender.ask("POST", f"{AUTH}/login", json=_log_in(email))) for email in emails]

    assert told[0] == told[1]


def test_an_address_taken_by_signing_up_again_keeps_its_password(
    sender: Sender, stranger: Newcomer
) -> None:
    again = {"email": stranger.email, "password": "somebody else's lighthouse"}
    sender.ask("POST", f"{AUTH}/signup", json=again)

    with_hers = {"email": stranger.email, "password": PASSWORD}
    answer = sender.ask("POST", f"{AUTH}/login", json=with_hers)

    assert answer.status == 200


def _log_in(email: str) -> dict[str, str]:
    return {"email": email, "password": "not the password"}


def _told(answer: Answer) -> tuple[int, set[str], Any]:
    """Status, headers and body, but for what is new in every answer."""
    body = re.sub(r'"session_token": "[a-z0-9]+"', '"session_token": "…"', answer.body.decode())
    return answer.status, set(answer.headers), body
