"""A digest row's way through its states, over a real SMTP server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.signals import address_verified
from progress.digests import claims, preferences, sending
from progress.digests.facts import Facts
from progress.digests.suppression import count_refusal
from progress.models import Breaker, Digest, Reason, State, SuppressedAddress
from roadmap.models import Compiled, Version
from tests.factories import a_learner, enrolled
from tests.progress.digests.weeks import (
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    WEEK,
    Hands,
    did,
    digest_of,
    mails_in,
    text_of,
)
from tests.servers.smtp import At, SmtpSink, close, hang, refuse

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=600)


@pytest.fixture
def planned(ada: User, hands: Hands) -> Digest:
    """Ada did something, and her digest is waiting to be sent."""
    did(ada, "python")
    hands.plan()
    return digest_of(ada)


def reread(digest: Digest) -> Digest:
    return Digest.objects.get(pk=digest.pk)


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
        over_smtp.answer(*[refuse(At.RCPT, "451 later")] * 2)
        hands.send()
        hands.pass_time(5 * MINUTE)
        hands.send()

        hands.pass_time(5 * MINUTE - timedelta(seconds=1))
        hands.send()

        assert reread(planned).attempt == 2

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


class TestLostLeases:
    def test_while_composing_the_row_is_free_again(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        claims.claim([planned.pk], at=hands.now)
        hands.send()
        assert mails_in(letter_box) == []

        hands.pass_time(LEASE)
        hands.send()

        assert reread(planned).state == State.SENT
        assert len(mails_in(letter_box)) == 1

    def test_in_mid_handover_the_mail_goes_once_more(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        self.die_in_mid_handover(planned, hands)
        hands.send()
        assert reread(planned).state == State.HANDING_OVER

        hands.pass_time(LEASE)
        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.handovers) == (State.SENT, 2)

    def test_in_mid_handover_twice_is_uncertain(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        for _ in range(2):
            self.die_in_mid_handover(planned, hands)
            hands.pass_time(LEASE)
        hands.send()
        assert reread(planned).attempt == 2, "there is no third claim"

        hands.sweep()

        assert reread(planned).state == State.UNCERTAIN
        assert mails_in(letter_box) == []

    def test_who_lost_the_lease_closes_nothing(self, planned: Digest, hands: Hands) -> None:
        (slow,) = claims.claim([planned.pk], at=hands.now)
        assert claims.begin_handover(slow, facts={}, at=hands.now)
        hands.pass_time(LEASE)
        (quick,) = claims.claim([planned.pk], at=hands.now)

        late = hands.now
        assert not claims.close_sent(slow, answer="", at=late)
        assert not claims.close_refused(slow, answer="", at=late)
        assert not claims.close_uncertain(slow, answer="", at=late)
        assert not claims.postpone_refused(slow, answer="", at=late)
        assert not claims.postpone_unclear(slow, answer="", at=late)
        assert not claims.close_unsent(slow, State.SKIPPED, Reason.PAUSED, at=late)
        assert not claims.begin_handover(slow, facts={}, at=late)
        assert claims.give_back(slow.claim, at=late) == 0
        digest = reread(planned)
        assert (digest.state, digest.claim) == (State.COMPOSING, quick.claim)

    @staticmethod
    def die_in_mid_handover(planned: Digest, hands: Hands) -> None:
        (row,) = claims.claim([planned.pk], at=hands.now)
        claims.begin_handover(row, facts=row.facts or facts_of(row.window.email), at=hands.now)


class TestGivingBack:
    def test_what_was_not_begun_in_time_is_pending_again(
        self, version: Version, hands: Hands, letter_box: Path, settings: LazySettings
    ) -> None:
        for _ in range(5):
            did(enrolled(a_learner(), version), "python")
        ids = hands.plan()
        settings.DIGEST_GIVE_BACK_SECONDS = 200
        start, looks = hands.now, iter(range(0, 10_000, 30))
        hands.clock = lambda: start + timedelta(seconds=next(looks))  # type: ignore[method-assign]

        hands.send(ids)

        states = sorted(Digest.objects.values_list("state", flat=True))
        assert states == [State.PENDING] * 3 + [State.SENT] * 2
        assert set(Digest.objects.filter(state=State.PENDING).values_list("claim")) == {(None,)}

    def test_a_database_that_fails_blames_no_row(
        self, planned: Digest, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise OperationalError("the server closed the connection")

        monkeypatch.setattr(sending, "compose", broken)

        with pytest.raises(OperationalError):
            hands.send()

        assert reread(planned).state == State.PENDING


class TestPoison:
    def test_one_row_that_cannot_be_composed_stops_no_other(
        self, version: Version, hands: Hands, letter_box: Path
    ) -> None:
        learners = [enrolled(a_learner(), version) for _ in range(7)]
        for learner in learners:
            did(learner, "python")
        # No mail server would take this address, and no mail can be laid out for it.
        odd = "mañana@waymark.example"
        User.objects.filter(pk=learners[3].pk).update(email=odd)
        EmailAddress.objects.filter(user=learners[3]).update(email=odd)

        hands.plan_and_send()

        digest = digest_of(learners[3])
        assert (digest.state, digest.reason) == (State.DEAD, Reason.COMPOSE_FAILED)
        assert Digest.objects.filter(state=State.SENT).count() == 6
        assert len(mails_in(letter_box)) == 6


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
        TestLostLeases.die_in_mid_handover(planned, hands)
        preferences.unsubscribe(learner_id=planned.learner_id, at=hands.now)
        hands.pass_time(LEASE)

        hands.send()

        digest = reread(planned)
        assert (digest.state, digest.reason) == (State.UNCERTAIN, Reason.UNSUBSCRIBED)

    def test_a_second_handover_never_goes_to_an_address_she_left(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        TestLostLeases.die_in_mid_handover(planned, hands)
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


class TestCost:
    @pytest.mark.parametrize("learners", [2, 200])
    def test_is_twelve_queries_for_a_slice_and_two_for_each_mail(
        self, version: Version, hands: Hands, letter_box: Path, learners: int
    ) -> None:
        for _ in range(learners):
            did(enrolled(a_learner(), version), "python", "git")
        ids = hands.plan()

        with CaptureQueriesContext(connection) as queries:
            hands.send(ids)

        assert len(mails_in(letter_box)) == learners
        assert len(queries) <= 12 + 2 * learners

    def test_has_the_graph_read_once_for_all(
        self, version: Version, hands: Hands, letter_box: Path
    ) -> None:
        for _ in range(3):
            did(enrolled(a_learner(), version), "python")
        ids = hands.plan()

        with CaptureQueriesContext(connection) as queries:
            hands.send(ids)

        table = Compiled._meta.db_table
        assert sum(f'FROM "{table}"' in query["sql"] for query in queries) <= 1


def suppress(email: str) -> None:
    for _ in range(3):
        count_refusal(email, at=FRIDAY)
    assert SuppressedAddress.objects.get().suppressed_at == FRIDAY


def facts_of(email: str) -> dict[str, object]:
    return Facts(
        email=email,
        name="Ada",
        first_day="2026-11-20",
        last_day="2026-11-23",
        composed_at="2026-11-23T09:00:00+00:00",
    ).as_json()
