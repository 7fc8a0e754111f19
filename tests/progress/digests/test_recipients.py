"""Who gets no mail, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.signals import address_verified
from progress.digests import preferences
from progress.models import Digest, Reason, State, SuppressedAddress
from tests.progress.digests.weeks import (
    FRIDAY,
    HOUR,
    LEASE,
    MONDAY,
    WEEK,
    Hands,
    did,
    die_in_mid_handover,
    digest_of,
    mails_in,
    reread,
    suppress,
    text_of,
)
from tests.servers.smtp import At, SmtpSink, refuse

pytestmark = pytest.mark.django_db


class TestWhoGetsNone:
    @pytest.mark.parametrize(
        "reason", ["unsubscribed", "paused", "unverified", "erased", "suppressed"]
    )
    def test_is_looked_at_again_before_sending(
        self, planned: Digest, hands: Hands, letter_box: Path, reason: str
    ) -> None:
        learner = planned.learner
        if reason == "unsubscribed":
            preferences.unsubscribe(learner_id=learner.pk, at=hands.now)
        elif reason == "paused":
            changes: preferences.Changes = {"paused_until": MONDAY + HOUR}
            preferences.change(learner=learner, changes=changes, at=hands.now)
        elif reason == "unverified":
            EmailAddress.objects.filter(user=learner).update(verified=False)
        elif reason == "erased":
            User.objects.filter(pk=learner.pk).update(is_active=False)
        else:
            suppress(learner.email)

        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.reason) == (State.SKIPPED, reason)
        assert mails_in(letter_box) == []

    def test_after_an_unclear_handover_nobody_knows(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        die_in_mid_handover(planned, hands)
        preferences.unsubscribe(learner_id=planned.learner_id, at=hands.now)
        hands.pass_time(LEASE)

        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.reason) == (State.UNCERTAIN, Reason.UNSUBSCRIBED)

    def test_a_second_handover_never_goes_to_an_address_she_left(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        die_in_mid_handover(planned, hands)
        User.objects.filter(pk=planned.learner_id).update(email="new@waymark.example")
        EmailAddress.objects.filter(user=planned.learner_id).update(email="new@waymark.example")
        hands.pass_time(LEASE)

        hands.send()

        assert reread(planned).state == State.UNCERTAIN
        assert mails_in(letter_box) == []

    def test_a_pause_that_ended_before_the_window_did_holds_nothing_back(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        changes: preferences.Changes = {"paused_until": MONDAY - 2 * HOUR}
        preferences.change(learner=planned.learner, changes=changes, at=FRIDAY)

        hands.send()

        assert reread(planned).state == State.SENT

    def test_a_window_planned_ahead_of_the_clock_is_judged_by_its_end(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        hands.now = FRIDAY + 2 * HOUR
        changes: preferences.Changes = {"paused_until": MONDAY - 2 * HOUR}
        preferences.change(learner=planned.learner, changes=changes, at=hands.now)

        hands.send()

        assert reread(planned).state == State.SENT

    def test_a_new_address_gets_a_mail_of_its_own(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        over_smtp.answer(refuse(At.RCPT, "451 later"))
        hands.send()
        User.objects.filter(pk=planned.learner_id).update(email="new@waymark.example")
        EmailAddress.objects.filter(user=planned.learner_id).update(email="new@waymark.example")
        hands.pass_time(HOUR)

        hands.send()

        assert [message.recipients for message in over_smtp.messages] == [("new@waymark.example",)]


@pytest.mark.smtp
class TestSuppression:
    def refuse_weeks(self, ada: User, hands: Hands, sink: SmtpSink, weeks: int) -> None:
        for skill in ("python", "git", "sql")[:weeks]:
            did(ada, skill, at=hands.now - 2 * HOUR)
            sink.answer(refuse(At.RCPT, "550 5.1.1 gone"))
            hands.plan_and_send()
            hands.pass_time(WEEK)

    def test_comes_after_three_windows_running(
        self, ada: User, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        self.refuse_weeks(ada, hands, over_smtp, 3)
        asked = over_smtp.commands[At.RCPT]

        hands.plan_and_send()

        digest = digest_of(ada)
        assert (digest.state, digest.reason) == (State.SKIPPED, Reason.SUPPRESSED)
        assert over_smtp.commands[At.RCPT] == asked == 3

    def test_starts_over_when_mail_is_taken(
        self, ada: User, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        self.refuse_weeks(ada, hands, over_smtp, 2)
        over_smtp.clear()

        did(ada, "orm", at=hands.now - 2 * HOUR)
        hands.plan_and_send()

        assert digest_of(ada).state == State.SENT
        assert not SuppressedAddress.objects.exists()

    def test_ends_when_the_address_is_verified_anew(self, ada: User) -> None:
        suppress(ada.email)

        address_verified.send(sender=User, user=ada, email=ada.email, at=MONDAY)

        assert not SuppressedAddress.objects.exists()

    def test_keeps_no_address(self, ada: User) -> None:
        suppress(ada.email)

        assert ada.email not in SuppressedAddress.objects.get().address_hash


class TestQuietWeeks:
    def test_bring_no_mail_but_a_row(self, ada: User, hands: Hands, letter_box: Path) -> None:
        hands.plan_and_send()

        digest = digest_of(ada)
        assert (digest.state, digest.reason) == (State.SKIPPED, Reason.NOTHING_TO_TELL)

    def test_the_fourth_in_a_row_asks_once_and_then_pauses(
        self, ada: User, hands: Hands, letter_box: Path
    ) -> None:
        reasons = self.weeks(hands, ada, 7)

        assert reasons == [
            *["nothing_to_tell"] * 3,
            "",
            *["inactive"] * 3,
        ]
        (mail,) = mails_in(letter_box)
        assert mail["Subject"] == "Still here?"

    def test_the_next_event_resumes(self, ada: User, hands: Hands, letter_box: Path) -> None:
        self.weeks(hands, ada, 6)
        did(ada, "python", at=hands.now - 2 * HOUR)

        assert self.weeks(hands, ada, 2) == ["", "nothing_to_tell"]
        assert "* Python" in text_of(mails_in(letter_box)[-1])

    def test_are_counted_anew_after_a_busy_one(
        self, ada: User, hands: Hands, letter_box: Path
    ) -> None:
        self.weeks(hands, ada, 3)
        did(ada, "python", at=hands.now - 2 * HOUR)

        assert self.weeks(hands, ada, 4) == ["", *["nothing_to_tell"] * 3]

    @staticmethod
    def weeks(hands: Hands, learner: User, number: int) -> list[str]:
        reasons = []
        for _ in range(number):
            hands.plan_and_send()
            reasons.append(digest_of(learner).reason)
            hands.pass_time(WEEK)
        return reasons
