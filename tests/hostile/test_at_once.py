"""Requests that come at the same moment: one of them wins, and none is half applied."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from tests.hostile.expected import Answer
from tests.hostile.sending import Sender
from tests.rig.ids import fresh_id
from tests.rig.product import Product

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

ROUNDS = 10
Change = Callable[[int], dict[str, Any]]


# Each round another value, or a change of nothing would leave the ETag as it is.
@pytest.mark.parametrize(
    ("path", "tabs"),
    [
        (
            "/api/v1/me",
            [lambda n: {"name": f"from my phone {n}"}, lambda n: {"locale": f"en-{n:04}"}],
        ),
        ("/api/v1/me/digest", [lambda n: {"hour": n}, lambda n: {"hour": n + 12}]),
        (
            "/api/v1/me/enrollments/ai-engineer",
            [lambda n: {"weekly_minutes": 60 + n}, lambda n: {"target_on": f"2030-01-{n + 10}"}],
        ),
    ],
)
def test_of_two_tabs_that_edit_one_state_one_is_told_so(
    sender: Sender, path: str, tabs: list[Change]
) -> None:
    for number in range(ROUNDS):
        bodies = [change(number) for change in tabs]
        patch = partial(_patch, sender, path, tag=_get(sender, path).headers["etag"])

        answers = at_once([partial(patch, body) for body in bodies])

        assert sorted(answer.status for answer in answers) == [200, 412]
        [won] = [b for b, answer in zip(bodies, answers, strict=True) if answer.status == 200]
        assert won.items() <= _get(sender, path).document.items()


def test_twenty_equal_marks_are_one_event(sender: Sender, fortress: Product) -> None:
    event = {"status": "done", "event_id": fresh_id(), "occurred_at": "2026-01-20T08:00:00Z"}

    answers = at_once([lambda: _mark(sender, event)] * 20)

    assert Counter(answer.status for answer in answers) == {200: 20}
    assert len({answer.body for answer in answers}) == 1
    counted = fortress.sql(
        "SELECT count(*) FROM progress_event WHERE id = :id", id=event["event_id"]
    )
    assert counted == [(1,)]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "in_progress"},
        {"occurred_at": "2026-01-21T08:00:01Z"},
        {"evidence_url": "https://evil.example/"},
        {"roadmap": "ai-engineer"},
    ],
)
def test_an_event_id_told_again_with_another_body_changes_nothing(
    sender: Sender, other: dict[str, str]
) -> None:
    event = {"status": "done", "event_id": fresh_id(), "occurred_at": "2026-01-21T08:00:00Z"}
    first = _mark(sender, event)
    marks = _get(sender, "/api/v1/me/marks").document

    answer = _mark(sender, event | other)

    assert (answer.status, answer.document["code"]) == (409, "event_conflict")
    assert _get(sender, "/api/v1/me/marks").document == marks
    assert _mark(sender, event).document["mark"] == first.document["mark"]


def at_once(calls: list[Callable[[], Answer]]) -> list[Answer]:
    """Each in a thread of its own, all let go at the same moment."""
    barrier = threading.Barrier(len(calls))

    def go(call: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(go, calls))


def _get(sender: Sender, path: str) -> Answer:
    return sender.ask("GET", path, headers=sender.credentials["token"])


def _patch(sender: Sender, path: str, body: dict[str, Any], *, tag: str) -> Answer:
    headers = {**sender.credentials["token"], "If-Match": tag}
    return sender.ask("PATCH", path, json=body, headers=headers)


def _mark(sender: Sender, event: dict[str, str]) -> Answer:
    headers = sender.credentials["token"]
    return sender.ask("PUT", "/api/v1/me/marks/statistics", json=event, headers=headers)
