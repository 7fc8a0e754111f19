from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from progress import tasks
from progress.digests import claims
from progress.models import Digest, State
from tests.progress.digests.weeks import (
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    Hands,
    did,
    mails_in,
    text_of,
)

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def run_json(*words: str) -> Any:
    return json.loads(run(*words, "--format", "json"))


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The ids each message to the workers carried; none is sent."""
    messages: list[list[str]] = []
    monkeypatch.setattr(tasks.send_digests, "delay", lambda ids: messages.append(ids))
    return messages


@pytest.fixture(autouse=True)
def in_development(settings: LazySettings, clock: time_machine.Coordinates) -> None:
    settings.DEBUG = True


class TestPlan:
    def test_plans_as_if_it_were_then_and_rings(self, ada: User, rung: list[list[str]]) -> None:
        counts = run_json("digest_plan", "--at", "2026-11-23T09:00:00Z")

        assert counts == {"at": "2026-11-23T09:00:00Z", "due": 1, "planned": 1}
        assert rung == [[str(Digest.objects.get(learner=ada).pk)]]

    def test_is_done_with_it_the_second_time(self, ada: User, rung: list[list[str]]) -> None:
        run("digest_plan", "--at", "2026-11-23T09:00:00Z")

        assert run_json("digest_plan", "--at", "2026-11-23T09:00:00Z")["planned"] == 0

    def test_ahead_of_the_clock_leaves_what_comes_since_to_the_next_digest(
        self, ada: User, rung: list[list[str]], letter_box: Path, clock: time_machine.Coordinates
    ) -> None:
        for skill, next_at in (("git", "2026-11-23T09:00:00Z"), ("python", "2026-11-30T09:00:00Z")):
            clock.shift(MINUTE)
            did(ada, skill, at=timezone.now())
            clock.shift(MINUTE)
            run("digest_plan", "--at", next_at)
            Hands(timezone.now()).send()

        first, second = (text_of(mail) for mail in mails_in(letter_box))
        assert "Git" in first
        assert "Python" in second
        assert "Git" not in second

    def test_without_an_instant_plans_now(
        self, ada: User, rung: list[list[str]], clock: time_machine.Coordinates
    ) -> None:
        assert run_json("digest_plan")["planned"] == 0
        clock.move_to(MONDAY)
        assert run_json("digest_plan")["planned"] == 1

    def test_a_dry_run_only_counts(self, ada: User, rung: list[list[str]]) -> None:
        counts = run_json("digest_plan", "--at", "2026-11-23T09:00:00Z", "--dry-run")

        assert (counts["due"], counts["planned"]) == (1, 0)
        assert (Digest.objects.count(), rung) == (0, [])

    @pytest.mark.parametrize("at", ["2026-11-20T07:59:59Z", "monday", "2026-11-23T09:00:00"])
    def test_refuses_the_past_and_nonsense(self, ada: User, at: str) -> None:
        with pytest.raises(CommandError):
            run("digest_plan", "--at", at)
        assert not Digest.objects.exists()

    def test_refuses_another_time_in_production(self, ada: User, settings: LazySettings) -> None:
        settings.DEBUG = False

        with pytest.raises(CommandError, match="DEBUG"):
            run("digest_plan", "--at", "2026-11-23T09:00:00Z")
        assert not Digest.objects.exists()

    def test_what_was_planned_ahead_is_swept_by_the_real_clock(
        self, ada: User, rung: list[list[str]], hands: Hands
    ) -> None:
        run("digest_plan", "--at", "2026-11-23T09:00:00Z")
        hands.now = FRIDAY + HOUR + 2 * MINUTE

        assert len(hands.sweep()) == 1

    def test_what_was_planned_ahead_tells_what_happened_until_now(
        self, ada: User, rung: list[list[str]], hands: Hands, letter_box: Path
    ) -> None:
        did(ada, "python", at=FRIDAY + HOUR)
        run("digest_plan", "--at", "2026-11-23T09:00:00Z")
        hands.now = FRIDAY + HOUR + MINUTE

        hands.send()

        assert [mail["Subject"] for mail in mails_in(letter_box)] == ["Your week: 1 skill"]


class TestStatus:
    def test_counts_by_state_and_reason(self, ada: User, hands: Hands) -> None:
        hands.plan_and_send()

        found = run_json("digest_status")

        assert found["states"] == {**dict.fromkeys(State.values, 0), "skipped": 1}
        assert found["reasons"] == {"nothing_to_tell": 1}
        assert found["breaker_open_until"] is None

    def test_says_how_late_the_planner_is(self, ada: User, clock: time_machine.Coordinates) -> None:
        clock.move_to(MONDAY)

        found = run_json("digest_status")

        assert found["due"] == 1
        assert 0 < found["planner_lag_seconds"] <= 3600

    def test_says_what_stops_it(self, ada: User) -> None:
        claims.open_breaker(cause="451 later", at=FRIDAY + HOUR)

        found = run_json("digest_status")

        assert found["breaker_open_until"] == "2026-11-20T08:05:00Z"
        assert found["breaker_cause"] == "451 later"
        assert "451 later" in run("digest_status")


class TestPreview:
    def test_prints_the_mail(self, ada: User) -> None:
        did(ada, "python", at=FRIDAY)

        printed = run("digest_preview", "ADA@waymark.example")

        assert printed.startswith("Would go\nSubject: Your week: 1 skill\n")
        assert "* Python" in printed

    def test_says_why_none_would_go(self, ada: User) -> None:
        assert run("digest_preview", ada.email).startswith("Would not go: nothing_to_tell")
        assert run_json("digest_preview", ada.email)["reason"] == "nothing_to_tell"
        assert run("digest_preview", ada.email, "--format", "html").startswith("<!doctype html>")

    def test_does_not_know_everybody(self) -> None:
        with pytest.raises(CommandError, match="Nobody"):
            run("digest_preview", "nobody@waymark.example")
