from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import ClockAhead
from progress.merging import Act, Entry, Fold
from wire.instants import parse_instant

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEDGER = UUID("0198f0aa-0000-7000-8000-000000000001")


def entry(number: int, *, minutes: int = 0, status: str = "done") -> Entry:
    at = NOON + timedelta(minutes=minutes)
    return Entry(UUID(int=number), "python", status, None, at, None)


def act(**said: object) -> Act:
    return Act(**({"skill": "python", "status": "done"} | said))  # type: ignore[arg-type]


entries = st.builds(
    entry,
    st.integers(1, 50),
    minutes=st.integers(0, 3),
    status=st.sampled_from(["in_progress", "done", "cleared"]),
)


class TestFold:
    def test_the_latest_wins_and_of_equals_the_greatest_id(self) -> None:
        early, late, same_time = entry(9), entry(1, minutes=5), entry(2, minutes=5)

        fold = Fold.of([late, early, same_time])

        assert (fold.winner, fold.runner_up) == (same_time, late)

    def test_of_nothing_is_nothing(self) -> None:
        assert Fold.of([]) == Fold()

    def test_what_was_cleared_is_no_longer_there(self) -> None:
        fold = Fold.of([entry(1), entry(2, minutes=1, status="cleared")])

        assert fold.standing is None
        assert fold.previous == entry(1)

    @given(st.lists(entries, unique_by=lambda e: e.id), st.randoms())
    def test_order_of_arrival_means_nothing(self, rivals: list[Entry], random: object) -> None:
        shuffled = sorted(rivals, key=lambda _: random.random())  # type: ignore[attr-defined]

        one_by_one = Fold()
        for rival in shuffled:
            one_by_one = one_by_one.with_entry(rival)

        assert one_by_one == Fold.of(rivals)


class TestAct:
    def test_may_be_five_minutes_ahead_and_no_more(self) -> None:
        act(occurred_at=parse_instant("2026-11-20T12:05:00Z")).check_clock(NOON)
        with pytest.raises(ClockAhead) as refused:
            act(occurred_at=parse_instant("2026-11-20T12:05:00.000001Z")).check_clock(NOON)

        assert refused.value.members == {"server_now": "2026-11-20T12:00:00Z"}

    def test_without_an_instant_comes_after_what_is_in_force(self) -> None:
        ahead = entry(1, minutes=4)

        stored = act().entry(UUID(int=2), after=ahead, at=NOON)

        assert stored.occurred_at == ahead.occurred_at + timedelta(microseconds=1)
        assert act().entry(UUID(int=2), after=entry(1, minutes=-4), at=NOON).occurred_at == NOON

    def test_keeps_the_instant_it_was_sent_with(self) -> None:
        sent = act(occurred_at=parse_instant("2026-11-19T08:00:00Z"))

        assert sent.entry(UUID(int=2), after=entry(1), at=NOON).occurred_at == datetime(
            2026, 11, 19, 8, tzinfo=UTC
        )

    def test_without_an_id_the_same_said_of_the_same_instant_is_one_event(self) -> None:
        said = act(occurred_at=parse_instant("2026-11-20T09:00:00+01:00"))
        elsewhere = act(occurred_at=parse_instant("2026-11-20T08:00:00Z"))
        other = act(occurred_at=parse_instant("2026-11-20T08:00:00Z"), status="in_progress")

        assert said.id_within(LEDGER) == elsewhere.id_within(LEDGER)
        assert said.id_within(LEDGER) != other.id_within(LEDGER)
        assert said.id_within(LEDGER) != said.id_within(UUID(int=1))

    def test_without_id_and_instant_each_act_is_its_own(self) -> None:
        assert act().id_within(LEDGER) != act().id_within(LEDGER)

    @pytest.mark.parametrize(
        ("said", "is_told"),
        [
            ({}, True),
            ({"occurred_at": parse_instant("2026-11-20T13:00:00+01:00")}, True),
            ({"occurred_at": parse_instant("2026-11-20T13:00:00Z")}, False),
            ({"status": "in_progress"}, False),
            ({"skill": "sql"}, False),
            ({"roadmap": "ml-engineer"}, False),
            ({"evidence_url": "https://example.org/"}, False),
        ],
    )
    def test_is_a_repeat_only_of_what_says_the_same(
        self, said: dict[str, object], is_told: bool
    ) -> None:
        assert act(**said).is_told_by(entry(1)) is is_told

    @pytest.mark.parametrize(
        ("sent", "day", "offset_hours"),
        [
            # 23:30 UTC on Thursday is Friday in Berlin, where she lives.
            ("2026-11-19T23:30:00Z", date(2026, 11, 20), 1),
            ("2026-11-19T23:30:00-10:00", date(2026, 11, 19), -10),
            ("2026-11-19T23:30:00+14:00", date(2026, 11, 19), 14),
            ("2026-11-19T23:30:00+00:00", date(2026, 11, 19), 0),
        ],
    )
    def test_falls_on_the_day_of_the_offset_it_was_sent_with(
        self, sent: str, day: date, offset_hours: int
    ) -> None:
        instant = parse_instant(sent)

        wall = act(occurred_at=instant).on_the_wall(instant.at, ZoneInfo("Europe/Berlin"))

        assert (wall.date(), wall.utcoffset()) == (day, timedelta(hours=offset_hours))
