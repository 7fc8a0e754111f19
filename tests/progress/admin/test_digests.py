from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType

from progress.digests.suppression import address_hash, count_refusal
from progress.models import Breaker, Digest, DigestPreference, Reason, State, SuppressedAddress
from tests.desk import Desk, a_curator, loaded_by, messages_in
from tests.factories import a_learner

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    ContentType.objects.clear_cache()


def a_digest(learner, state=State.SENT, *, weeks_ago: int = 1, **fields) -> Digest:
    start = NOW - (weeks_ago + 1) * WEEK
    words = {"window_start": start, "window_end": start + WEEK, "state": state}
    return Digest.objects.create(
        learner=learner, created_at=start, state_at=start, **words, **fields
    )


def send_again(desk: Desk, *digests: Digest):
    chosen = [digest.pk for digest in digests]
    sent = {"action": "send_again", "_selected_action": chosen}
    return desk.post("progress_digest_changelist", sent=sent)


class TestTheList:
    def test_finds_the_digests_of_a_learner(self, eve, ada):
        mine = a_digest(ada)
        a_digest(a_learner("bob@waymark.example"))

        page = eve.get("progress_digest_changelist", q="ada@")

        assert list(page.context["cl"].result_list) == [mine]

    @pytest.mark.parametrize(
        "chosen",
        [
            {"state__exact": "skipped"},
            {"reason__exact": "nothing_to_tell"},
            {"window_end__year": "2026", "window_end__month": "11", "window_end__day": "6"},
        ],
    )
    def test_narrows_by_state_reason_and_date(self, chosen, eve, ada):
        empty = a_digest(ada, State.SKIPPED, weeks_ago=2, reason=Reason.NOTHING_TO_TELL)
        a_digest(ada)

        page = eve.get("progress_digest_changelist", **chosen)

        assert list(page.context["cl"].result_list) == [empty]

    def test_counts_by_state_and_reason_above(self, eve, ada):
        a_digest(ada, State.SKIPPED, weeks_ago=2, reason=Reason.NOTHING_TO_TELL)
        a_digest(ada)

        page = eve.get("progress_digest_changelist")

        assert ">sent 1</a>" in page.text
        assert ">nothing_to_tell 1</a>" in page.text

    def test_tells_that_the_planner_is_late(self, eve, ada, clock):
        clock.move_to(datetime(2026, 11, 30, 8, tzinfo=UTC))

        page = a_curator("late@waymark.example").get("progress_digest_changelist")

        assert "to plan for, the first due for 1" in page.text

    @pytest.mark.parametrize("size", [2, 200])
    def test_costs_the_same_for_many(self, size, eve, django_assert_num_queries):
        for _ in range(size):
            a_digest(a_learner())

        with django_assert_num_queries(10):
            page = eve.get("progress_digest_changelist")

        assert len(page.context["cl"].result_list) == min(size, 100)
        assert all(address.startswith(("/static/", "/admin/")) for address in loaded_by(page))


class TestADigest:
    def test_is_only_looked_at(self, eve, ada):
        digest = a_digest(ada, facts={"done": ["python"]})

        page = eve.get("progress_digest_change", digest.pk)

        assert "python" in page.text
        for door in ("change", "delete"):
            answer = eve.post(f"progress_digest_{door}", digest.pk, sent={"post": "yes"})
            assert answer.status_code == 403
        assert eve.post("progress_digest_add", sent={}).status_code == 403
        assert Digest.objects.get().state == State.SENT


class TestSendingAgain:
    @pytest.mark.parametrize("state", [State.UNCERTAIN, State.DEAD])
    def test_frees_what_nobody_would_send_any_more(self, state, eve, ada):
        digest = a_digest(
            ada, state, reason=Reason.REFUSED, handovers=2, retries=7, attempt=3, facts={"n": 1}
        )

        page = eve.follow(send_again(eve, digest))

        digest.refresh_from_db()
        assert messages_in(page) == ["1 will go out within minutes."]
        assert (digest.state, digest.reason, digest.handovers, digest.retries) == (
            "pending",
            "",
            0,
            0,
        )
        assert (digest.state_at, digest.attempt, digest.facts) == (NOW, 3, {"n": 1})

    @pytest.mark.parametrize(
        "state", [state for state in State if state not in ("uncertain", "dead")]
    )
    def test_leaves_the_others_alone(self, state, eve, ada):
        digest = a_digest(ada, state)
        before = Digest.objects.values().get()

        page = eve.follow(send_again(eve, digest))

        assert "only uncertain and dead digests" in messages_in(page)[1]
        assert Digest.objects.values().get() == before

    def test_counts_right_in_a_list_narrowed_to_their_state(self, eve, ada):
        digest = a_digest(ada, State.DEAD)
        sent = {"action": "send_again", "_selected_action": [digest.pk]}

        page = eve.follow(eve.post("progress_digest_changelist", sent=sent, state__exact="dead"))

        assert messages_in(page) == ["1 will go out within minutes."]

    def test_is_for_operators(self, ada):
        digest = a_digest(ada, State.DEAD)

        send_again(a_curator("bob@waymark.example", only="view_digest"), digest)
        assert Digest.objects.get().state == State.DEAD

        send_again(a_curator("op@waymark.example", only="view_digest change_digest"), digest)
        assert Digest.objects.get().state == State.PENDING


class TestPreferences:
    def test_move_the_next_digest(self, eve, ada):
        before = DigestPreference.objects.get(learner=ada)

        answer = eve.save(
            "progress_digestpreference_change", ada.pk, changes={"weekday": 3, "hour": 18}
        )

        after = DigestPreference.objects.get(learner=ada)
        assert answer.status_code == 302
        assert (after.weekday, after.hour) == (3, 18)
        assert after.slot_at == datetime(2026, 11, 26, 17, tzinfo=UTC)
        assert after.covered_until == before.covered_until

    def test_are_switched_off_and_paused(self, eve, ada):
        pause = {"enabled": "", "paused_until_0": "2026-12-24", "paused_until_1": "00:00:00"}

        eve.save("progress_digestpreference_change", ada.pk, changes=pause)

        after = DigestPreference.objects.get(learner=ada)
        assert (after.enabled_at, after.next_at) == (None, None)
        assert after.paused_until == datetime(2026, 12, 24, tzinfo=UTC)

    @pytest.mark.parametrize(
        "wrong", [{"hour": 24}, {"hour": -1}, {"weekday": 7}, {"paused_until_0": "soon"}]
    )
    def test_say_what_is_wrong(self, wrong, eve, ada):
        before = DigestPreference.objects.filter(learner=ada).values().get()

        answer = eve.save("progress_digestpreference_change", ada.pk, changes=wrong)

        assert answer.context["adminform"].form.errors
        assert DigestPreference.objects.filter(learner=ada).values().get() == before

    def test_keep_what_only_the_planner_sets(self, eve, ada):
        before = DigestPreference.objects.get(learner=ada)
        forged = {"covered_until_0": "2030-01-01", "next_at_0": "2030-01-01", "learner": "x"}

        eve.save("progress_digestpreference_change", ada.pk, changes=forged)

        after = DigestPreference.objects.get(learner=ada)
        assert (after.covered_until, after.next_at) == (before.covered_until, before.next_at)

    def test_come_and_go_with_their_learner_only(self, eve, ada):
        forged = eve.post("progress_digestpreference_delete", ada.pk, sent={"post": "yes"})

        assert forged.status_code == 403
        assert eve.post("progress_digestpreference_add", sent={}).status_code == 403
        assert DigestPreference.objects.filter(learner=ada).exists()

    @pytest.mark.parametrize("size", [2, 200])
    def test_cost_the_same_for_many(self, size, eve, django_assert_num_queries):
        for _ in range(size):
            a_learner()

        with django_assert_num_queries(5):
            page = eve.get("progress_digestpreference_changelist")

        assert len(page.context["cl"].result_list) == min(size + 2, 100)


class TestSuppressedAddresses:
    def test_are_found_by_the_address_they_do_not_hold(self, eve):
        count_refusal("ada@waymark.example", at=NOW)
        count_refusal("bob@waymark.example", at=NOW)

        page = eve.get("progress_suppressedaddress_changelist", q=" Ada@waymark.example ")

        found = [row.address_hash for row in page.context["cl"].result_list]
        assert found == [address_hash("ada@waymark.example")]

    def test_are_forgiven_by_deleting(self, eve):
        held = address_hash("ada@waymark.example")
        count_refusal("ada@waymark.example", at=NOW)

        eve.post("progress_suppressedaddress_delete", held, sent={"post": "yes"})

        assert not SuppressedAddress.objects.exists()

    def test_are_neither_added_nor_changed(self, eve):
        held = address_hash("ada@waymark.example")
        count_refusal("ada@waymark.example", at=NOW)

        answers = [
            eve.post("progress_suppressedaddress_change", held, sent={"refusals": 9}),
            eve.post("progress_suppressedaddress_add", sent={"address_hash": "x"}),
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert SuppressedAddress.objects.get().refusals == 1

    @pytest.mark.parametrize("size", [2, 200])
    def test_cost_the_same_for_many(self, size, eve, django_assert_num_queries):
        SuppressedAddress.objects.bulk_create(
            SuppressedAddress(address_hash=f"{number:064x}") for number in range(size)
        )

        with django_assert_num_queries(4):
            page = eve.get("progress_suppressedaddress_changelist")

        assert len(page.context["cl"].result_list) == min(size, 100)


class TestTheBreaker:
    def test_pauses_all_digests(self, eve, ada):
        waiting = a_digest(ada, State.PENDING)
        pause = {"open_until_0": "2026-11-21", "open_until_1": "08:00:00", "cause": "Holiday"}

        for _ in range(2):
            answer = eve.save("progress_breaker_add", changes=pause)

        assert answer.status_code == 302
        assert not Digest.objects.claimable(NOW).exists()
        assert list(Digest.objects.claimable(NOW + timedelta(days=2))) == [waiting]
        assert Breaker.objects.get().cause == "Holiday"
        assert "Holiday" in eve.get("progress_digest_changelist").text

    def test_lets_them_go_again(self, eve, ada):
        a_digest(ada, State.PENDING)
        Breaker.objects.create(open_until=NOW + WEEK, cause="Holiday")
        go = {"open_until_0": "", "open_until_1": "", "cause": ""}

        eve.save("progress_breaker_change", 1, changes=go)

        assert Digest.objects.claimable(NOW).exists()
