"""A worker's hold on its rows: leases, rows given back, poison, and what a slice costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from progress.digests import claims, sending
from progress.models import Digest, Reason, State
from roadmap.models import Compiled, Version
from tests.factories import a_learner, enrolled
from tests.progress.digests.weeks import (
    LEASE,
    WEEK,
    Hands,
    did,
    die_in_mid_handover,
    digest_of,
    mails_in,
    reread,
)
from tests.races import at_once

pytestmark = pytest.mark.django_db


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
        die_in_mid_handover(planned, hands)
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
            die_in_mid_handover(planned, hands)
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

    def test_who_lost_the_lease_while_composing_sends_nothing(
        self,
        planned: Digest,
        hands: Hands,
        letter_box: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        quick, compose = Hands(hands.now + LEASE), sending.compose

        def compose_slowly(*windows: Any, at: datetime) -> Any:
            monkeypatch.setattr(sending, "compose", compose)
            quick.send()
            return compose(*windows, at=at)

        monkeypatch.setattr(sending, "compose", compose_slowly)
        hands.send()

        assert len(mails_in(letter_box)) == 1
        assert (reread(planned).state, reread(planned).attempt) == (State.SENT, 2)

    def test_what_was_given_back_is_not_begun(self, planned: Digest, hands: Hands) -> None:
        (row,) = claims.claim([planned.pk], at=hands.now)
        claims.give_back(row.claim, at=hands.now)

        assert not claims.begin_handover(row, facts={}, at=hands.now)
        assert reread(planned).state == State.PENDING

    def test_what_was_closed_meanwhile_stays_closed(self, planned: Digest, hands: Hands) -> None:
        (row,) = claims.claim([planned.pk], at=hands.now)
        claims.close_unsent(row, State.SKIPPED, Reason.PAUSED, at=hands.now)

        assert not claims.begin_handover(row, facts={}, at=hands.now)
        assert not claims.close_sent(row, answer="", at=hands.now)
        assert reread(planned).state == State.SKIPPED


class TestTwoSenders:
    @pytest.mark.postgres
    @pytest.mark.django_db(transaction=True)
    def test_never_hold_one_row_together(self, version: Version, hands: Hands) -> None:
        did(enrolled(a_learner(), version), "python")
        for _ in range(20):
            ids = hands.plan()

            held = at_once(*[lambda ids=ids, at=hands.now: claims.claim(ids, at=at)] * 4)

            assert [row.id for rows in held for row in rows] == ids
            hands.pass_time(WEEK)


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
