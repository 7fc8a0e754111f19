from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from progress.digests.facts import MOST_BYTES, Facts, Kind, Moved, NewEdition, Next, Pace, fitted

titles = st.text(min_size=1, max_size=120)
many = {"max_size": 30}


@st.composite
def any_facts(draw: Any) -> Facts:
    def some(kind: Any) -> Any:
        return tuple(draw(st.lists(kind, **many)))

    percent = st.integers(0, 100)
    return Facts(
        kind=draw(st.sampled_from(Kind)),
        email="ada@waymark.example",
        name=draw(st.text(max_size=100)),
        first_day="2026-11-16",
        last_day="2026-11-23",
        composed_at="2026-11-23T09:00:00+00:00",
        done=some(titles),
        started=some(titles),
        reached=some(titles),
        moved=some(st.builds(Moved, titles, percent, percent)),
        next=some(st.builds(Next, st.just("python"), titles, percent, titles)),
        editions=some(st.builds(NewEdition, titles, percent)),
        pace=some(st.builds(Pace, titles, st.just("2026-12-24"), percent, st.booleans())),
    )


@given(any_facts())
def test_any_facts_fit_their_row(facts: Facts) -> None:
    kept = fitted(facts)

    assert len(json.dumps(kept.as_json())) <= MOST_BYTES


@given(any_facts())
def test_what_does_not_fit_is_counted(facts: Facts) -> None:
    kept = fitted(facts)

    for name in ("done", "started", "reached", "moved", "next", "editions", "pace"):
        assert kept.count(name) == len(getattr(facts, name))


@given(any_facts())
def test_facts_come_back_from_their_row_as_they_were(facts: Facts) -> None:
    kept = fitted(facts)

    assert Facts.from_json(json.loads(json.dumps(kept.as_json()))) == kept
