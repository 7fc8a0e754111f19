from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from progress.digests import claims, sweeping
from progress.models import Breaker, Digest, State
from roadmap.models import Version
from tests.factories import a_learner, enrolled
from tests.progress.digests.weeks import HOUR, LEASE, MINUTE, MONDAY, WEEK, Hands, digest_of

pytestmark = pytest.mark.django_db


SECOND = timedelta(seconds=1)


class TestRinging:
    def test_waits_a_minute_for_the_first_ring(self, planned: Digest, hands: Hands) -> None:
        hands.pass_time(MINUTE - SECOND)
        assert hands.sweep() == []

        hands.pass_time(SECOND)
        assert hands.sweep() == [planned.pk]

    def test_for_a_retry_when_it_is_due(self, planned: Digest, hands: Hands) -> None:
        Digest.objects.update(state=State.RETRY, retry_at=MONDAY + HOUR)

        assert hands.sweep() == []
        hands.pass_time(HOUR)
        assert hands.sweep() == [planned.pk]

    def test_for_a_lease_that_ran_out(self, planned: Digest, hands: Hands) -> None:
        claims.claim([planned.pk], at=hands.now)
        hands.pass_time(LEASE - SECOND)
        assert hands.sweep() == []

        hands.pass_time(SECOND)
        assert hands.sweep() == [planned.pk]

    @pytest.mark.parametrize("state", [State.SENT, State.SKIPPED, State.DEAD, State.UNCERTAIN])
    def test_never_for_what_has_ended(self, planned: Digest, hands: Hands, state: State) -> None:
        Digest.objects.update(state=state)
        hands.pass_time(WEEK)

        assert hands.sweep() == []

    def test_not_while_the_breaker_is_open(self, planned: Digest, hands: Hands) -> None:
        Breaker.objects.create(open_until=MONDAY + WEEK)
        hands.pass_time(HOUR)

        assert hands.sweep() == []

    def test_rings_for_the_oldest_first_and_not_for_all_at_once(
        self, version: Version, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sweeping, "MOST_ROWS", 2)
        for _ in range(3):
            enrolled(a_learner(), version)
        hands.plan()
        youngest = Digest.objects.latest("pk")
        Digest.objects.exclude(pk=youngest.pk).update(state_at=MONDAY - HOUR)
        hands.pass_time(HOUR)

        assert youngest.pk not in hands.sweep()
        assert len(hands.sweep()) == 2


class TestForgetting:
    def test_clears_snapshots_after_eight_weeks(
        self, planned: Digest, hands: Hands, letter_box: Path
    ) -> None:
        hands.send()
        hands.pass_time(8 * WEEK)
        hands.sweep()
        assert digest_of(planned.learner).facts is not None

        hands.pass_time(SECOND)
        hands.sweep()
        assert digest_of(planned.learner).facts is None

    def test_keeps_what_a_second_handover_still_needs(self, planned: Digest, hands: Hands) -> None:
        (row,) = claims.claim([planned.pk], at=hands.now)
        claims.begin_handover(row, facts={"email": "ada@waymark.example"}, at=hands.now)
        hands.pass_time(9 * WEEK)

        hands.sweep()

        assert digest_of(planned.learner).facts is not None
