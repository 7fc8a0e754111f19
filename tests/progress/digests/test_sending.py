"""A mail on its way: taken, refused, or met with silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings

from accounts.models import User
from progress.digests import claims
from progress.models import Breaker, Digest, Reason, State, SuppressedAddress
from roadmap.models import Version
from tests.factories import a_learner, enrolled
from tests.progress.digests.weeks import (
    HOUR,
    MINUTE,
    MONDAY,
    WEEK,
    Hands,
    did,
    digest_of,
    reread,
)
from tests.servers.smtp import At, SmtpSink, close, hang, refuse

pytestmark = pytest.mark.django_db


@pytest.mark.smtp
class TestAcceptedMail:
    def test_is_sent_once_and_closed(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        hands.send()
        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.reason) == (State.SENT, "")
        assert (digest.attempt, digest.handovers, digest.lease_until) == (1, 1, None)
        assert digest.state_at == MONDAY
        assert len(over_smtp.messages) == 1

    def test_goes_to_its_learner_alone(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        hands.send()

        (message,) = over_smtp.messages
        assert message.recipients == ("ada@waymark.example",)
        assert message.sender == "hello@waymark.example"

    def test_a_slice_goes_over_one_connection(
        self, version: Version, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        for _ in range(3):
            did(enrolled(a_learner(), version), "python")

        hands.plan_and_send()

        assert len({message.recipients for message in over_smtp.messages}) == 3

    def test_a_line_that_begins_with_a_dot_arrives_as_it_is(
        self, ada: User, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        User.objects.filter(pk=ada.pk).update(name="\n.dotty\n.")
        did(ada, "python")

        hands.plan_and_send()

        assert b"Hello .dotty ." in over_smtp.messages[0].content


@pytest.mark.smtp
class TestRefusals:
    @pytest.mark.parametrize("at", [At.RCPT, At.DATA])
    def test_for_now_comes_again_with_the_same_bytes(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink, at: At
    ) -> None:
        over_smtp.answer(refuse(at, "451 4.3.0 try again"))

        hands.send()

        digest = reread(planned)
        assert digest.state == State.RETRY
        assert digest.last_answer == "451 4.3.0 try again"
        assert digest.handovers == 0, "a definite refusal delivered nothing"

        hands.pass_time(6 * MINUTE)
        hands.send()

        assert reread(planned).state == State.SENT
        assert len({message.content for message in over_smtp.messages}) == 1

    def test_waits_longer_each_time(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        over_smtp.answer(*[refuse(At.RCPT, "451 later")] * 9)

        waits = []
        for _ in range(9):
            hands.send()
            waits.append((reread(planned).retry_at or hands.now) - hands.now)
            hands.pass_time(max(waits[-1], 5 * MINUTE))

        minutes = [wait // MINUTE for wait in waits]
        assert minutes == [1, 5, 30, 120, 360, 720, 1440, 1440, 1440]
        assert reread(planned).state == State.RETRY

    def test_is_not_tried_before_its_time(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        over_smtp.answer(*[refuse(At.RCPT, "451 later")] * 3)
        for _ in range(3):
            hands.send()
            hands.pass_time(5 * MINUTE)

        # Half an hour after the third refusal; the breaker has long let others go.
        hands.pass_time(25 * MINUTE - timedelta(seconds=1))
        hands.send()
        assert reread(planned).attempt == 3

        hands.pass_time(timedelta(seconds=1))
        hands.send()
        assert reread(planned).attempt == 4

    def test_by_policy_is_not_held_against_the_recipient(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        over_smtp.answer(refuse(At.RCPT, "550 5.7.1 we do not like you"))

        hands.send()

        assert reread(planned).state == State.RETRY
        assert not SuppressedAddress.objects.exists()

    def test_of_the_recipient_for_good_is_the_end(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        over_smtp.answer(refuse(At.RCPT, "550 5.1.1 no such mailbox"))

        hands.send()
        hands.pass_time(WEEK)
        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.reason) == (State.DEAD, Reason.REFUSED)
        assert (digest.attempt, digest.handovers) == (1, 0)
        assert not Breaker.objects.exists()

    def test_of_one_leaves_the_others_of_the_slice_alone(
        self, version: Version, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        for _ in range(4):
            did(enrolled(a_learner(), version), "python")
        over_smtp.answer(refuse(At.RCPT, "451 later"), refuse(At.RCPT, "550 never"))

        hands.plan_and_send()

        states = Digest.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [State.RETRY, State.DEAD, State.SENT, State.SENT]


@pytest.mark.smtp
class TestBreaker:
    def test_stops_all_claiming_for_five_minutes(
        self, version: Version, ada: User, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        grace = enrolled(a_learner(), version)
        did(ada, "python")
        did(grace, "python")
        hands.plan()
        over_smtp.answer(refuse(At.RCPT, "450 4.7.0 slow down"))
        hands.send([digest_of(ada).pk])

        hands.pass_time(5 * MINUTE - timedelta(seconds=1))
        hands.send([digest_of(grace).pk])
        assert digest_of(grace).state == State.PENDING

        hands.pass_time(timedelta(seconds=1))
        hands.send([digest_of(grace).pk])
        assert digest_of(grace).state == State.SENT

    def test_raises_the_alarm(
        self,
        planned: Digest,
        hands: Hands,
        over_smtp: SmtpSink,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        over_smtp.answer(refuse(At.RCPT, "421 4.3.2 shutting down"))

        hands.send()

        assert "421 4.3.2 shutting down" in caplog.text
        assert Breaker.objects.get().cause == "421 4.3.2 shutting down"

    def test_never_shortens_an_operators_pause(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        (row,) = claims.claim([planned.pk], at=hands.now)
        Breaker.objects.create(open_until=MONDAY + WEEK, cause="maintenance")

        claims.open_breaker(cause=str(row.id), at=hands.now)

        assert Breaker.objects.get().open_until == MONDAY + WEEK

    def test_a_server_that_is_gone_fails_one_row_and_frees_the_rest(
        self, version: Version, hands: Hands, settings: LazySettings, over_smtp: SmtpSink
    ) -> None:
        settings.EMAIL_PORT = 1
        for _ in range(3):
            did(enrolled(a_learner(), version), "python")

        hands.plan_and_send()

        states = Digest.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [State.RETRY, State.PENDING, State.PENDING]
        assert set(Digest.objects.values_list("handovers", flat=True)) == {0}


@pytest.mark.smtp
class TestSilence:
    @pytest.mark.parametrize("silence", [hang(At.DATA), close(At.DATA)])
    def test_after_the_mail_brings_one_more_handover_with_the_same_bytes(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink, silence: object
    ) -> None:
        over_smtp.answer(silence)  # type: ignore[arg-type]

        hands.send()
        digest = reread(planned)
        assert (digest.state, digest.handovers) == (State.RETRY, 1)
        did(digest.learner, "git", at=hands.now)

        hands.pass_time(MINUTE)
        hands.send()
        assert reread(planned).state == State.SENT
        first, second = (message.content for message in over_smtp.messages)
        assert first == second

    def test_twice_leaves_it_uncertain_for_ever(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink
    ) -> None:
        over_smtp.answer(close(At.DATA), close(At.DATA))

        for _ in range(4):
            hands.send()
            hands.sweep()
            hands.pass_time(HOUR)

        digest = reread(planned)
        assert (digest.state, digest.handovers) == (State.UNCERTAIN, 2)
        assert len(over_smtp.messages) == 2

    def test_before_the_mail_delivered_nothing(
        self, planned: Digest, hands: Hands, over_smtp: SmtpSink, settings: LazySettings
    ) -> None:
        settings.SMTP_COMMAND_SECONDS = 0.3
        over_smtp.answer(hang(At.RCPT))

        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.handovers) == (State.RETRY, 0)
        assert over_smtp.messages == []
