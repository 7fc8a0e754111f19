"""Passwords cannot be guessed at, one after the other or all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import httpx
import pytest

from tests.hostile.expected import Answer, header
from tests.hostile.sending import Sender, Tally
from tests.hostile.test_at_once import at_once
from tests.rig.learner import PASSWORD, Newcomer, newcomer
from tests.rig.product import Product, running

pytestmark = pytest.mark.worker

LOG_IN = "/_allauth/app/v1/auth/login"
# Wrong passwords for one account, from wherever they come.
LIMIT = 5
AT_ONCE = 20


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product with its limits as they are, on two processes behind two proxies."""
    var = tmp_path_factory.mktemp("guarded") / "var"
    with running(var, WEB_CONCURRENCY="2", TRUSTED_PROXIES="2") as product:
        yield product


@pytest.fixture
def learner(guarded: Product) -> Iterator[Newcomer]:
    with newcomer(guarded.url, guarded.mails) as person:
        person.sign_up()
        person.verify()
        yield person


@pytest.fixture
def attacker(guarded: Product) -> Iterator[Sender]:
    with httpx.Client(timeout=30, limits=httpx.Limits(max_connections=AT_ONCE)) as client:
        yield Sender(guarded.url, {}, Tally(), client)


def test_simultaneous_guesses_from_many_places_are_counted_together(
    attacker: Sender, learner: Newcomer
) -> None:
    answers = at_once([partial(_guess, attacker, learner.email, place) for place in range(AT_ONCE)])

    counted = Counter(answer.status for answer in answers)
    assert set(counted) <= {400, 429}
    assert counted[400] <= LIMIT
    _check_refusals(answers)
    late = _guess(attacker, learner.email, AT_ONCE, password=PASSWORD)
    assert late.status == 429


def test_guesses_one_after_the_other_end_at_the_limit_for_known_and_unknown_alike(
    attacker: Sender, learner: Newcomer
) -> None:
    told = {
        email: [_guess(attacker, email, 100 + place).status for place in range(LIMIT + 3)]
        for email in (learner.email, "nobody@waymark.example")
    }

    assert told[learner.email] == told["nobody@waymark.example"]
    assert told[learner.email] == [400] * LIMIT + [429] * 3


@pytest.mark.parametrize("past", ["198.51.100.1", "nowhere, 203.0.113.1", "1.2.3.4.5, 203.0.113.1"])
def test_guesses_that_come_past_the_proxies_are_not_tried(attacker: Sender, past: str) -> None:
    body = {"email": "nobody@waymark.example", "password": PASSWORD}

    answer = attacker.ask("POST", LOG_IN, json=body, headers={"X-Forwarded-For": past})

    header("/X-Forwarded-For", "bad_format").check(answer)


def _guess(attacker: Sender, email: str, place: int, password: str = "not her password") -> Answer:
    """As if it came from another address each time: the proxies before us say so."""
    return attacker.ask(
        "POST",
        LOG_IN,
        json={"email": email, "password": password},
        headers={"X-Forwarded-For": f"198.51.100.{place}, 203.0.113.1"},
    )


def _check_refusals(answers: list[Answer]) -> None:
    for answer in answers:
        if answer.status == 429:
            assert answer.media_type == "application/problem+json"
            assert answer.document["code"] == "rate_limited"
            assert int(answer.headers["retry-after"]) > 0
