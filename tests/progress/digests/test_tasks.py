"""Celery's doors: thin, and harmless when the broker is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from kombu.exceptions import OperationalError

from accounts.models import User
from progress import tasks
from progress.models import Digest, State
from roadmap.models import Version
from tests.factories import a_learner, enrolled
from tests.progress.digests.weeks import MINUTE, MONDAY, did, digest_of
from wire.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The ids each message to the workers carried; none is sent."""
    messages: list[list[str]] = []
    monkeypatch.setattr(tasks.send_digests, "delay", lambda ids: messages.append(ids))
    return messages


@pytest.fixture(autouse=True)
def on_monday(clock: time_machine.Coordinates) -> None:
    clock.move_to(MONDAY)


def test_planning_rings_for_what_it_opened(ada: User, rung: list[list[str]]) -> None:
    tasks.plan_digests()
    tasks.plan_digests()

    assert rung == [[str(digest_of(ada).pk)]]


def test_sending_takes_ids_as_text(ada: User, rung: list[list[str]], letter_box: Path) -> None:
    did(ada, "python")
    tasks.plan_digests()

    tasks.send_digests(ids=rung[0])

    assert digest_of(ada).state == State.SENT


def test_sweeping_rings_for_what_was_lost(
    ada: User, rung: list[list[str]], clock: time_machine.Coordinates
) -> None:
    tasks.plan_digests()
    clock.shift(MINUTE)

    tasks.sweep_digests()

    assert rung[0] == rung[1]


def test_one_ring_is_for_two_hundred_at_most(rung: list[list[str]]) -> None:
    tasks.ring([uuid7() for _ in range(450)])

    assert [len(ids) for ids in rung] == [200, 200, 50]


def test_without_a_broker_everybody_is_planned_all_the_same(
    version: Version, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unreachable(ids: list[str]) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.send_digests, "delay", unreachable)
    for _ in range(3):
        enrolled(a_learner(), version)

    tasks.plan_digests()

    assert Digest.objects.filter(state=State.PENDING).count() == 3
    assert "the sweeper will" in caplog.text
