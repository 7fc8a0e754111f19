"""`make fuzz` is red for what schemathesis alone would let pass."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.__main__ import close
from tests.fuzz.passes import API, Caller, Outcome, Pass, held_against
from tests.fuzz.shares import Share, shares_of
from tests.fuzz.world import World

ME, META = "/api/v1/me", "/api/v1/meta"
SCHEMA = {
    "paths": {
        ME: {"get": {"security": [{"token": []}, {"session_token": []}]}},
        META: {"get": {}},
        "/_allauth/{client}/v1/config": {"get": {}},
    }
}
STRANGER, ADA = Caller("anonymous", 1), Caller("learner", 1, "token", "wm_secret")
GOOD: dict[str, Any] = {
    "warnings": {"missing_test_data": []},
    "failures": [],
    "errors": [],
    "phases": {
        name: {"status": "success", "skip_reason": None}
        for name in ("examples", "coverage", "fuzzing", "stateful")
    },
    "complete": True,
    "stop_reason": "completed",
}


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Four requests to one operation: three that fit, of which one got a 2xx, and one that not."""
    answers = {"a": ("positive", 200), "b": ("positive", 404), "c": ("positive", 404)}
    answers["d"] = ("negative", 400)
    recorder = {
        "cases": {
            name: {"value": {"method": "GET", "path": ME, "meta": {"generation": {"mode": mode}}}}
            for name, (mode, _) in answers.items()
        },
        "interactions": {
            name: {"response": {"status_code": status}} for name, (_, status) in answers.items()
        },
    }
    file = tmp_path / "events.ndjson"
    lines = [{"Initialize": {}}, {"ScenarioFinished": {"recorder": recorder}}]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return file


def test_counts_what_fits_and_what_got_a_2xx(events: Path) -> None:
    (share,) = shares_of(events, "learner")

    assert (share.operation, share.cases, share.good) == (f"GET {ME}", 3, 1)
    assert share.others == "2 of 404"


@pytest.mark.parametrize(
    ("caller", "good", "low"),
    [
        (ADA, {ME: 1, META: 1}, []),
        (ADA, {ME: 0, META: 1}, [ME]),
        (ADA, {META: 1}, [ME]),
        (STRANGER, {ME: 0, META: 1}, []),
        (STRANGER, {ME: 0, META: 0}, [META]),
    ],
)
def test_asks_a_fifth_of_2xx_of_whatever_is_open_to_the_caller(
    caller: Caller, good: dict[str, int], low: list[str]
) -> None:
    shares = [
        Share(f"GET {path}", caller.role, statuses=Counter({200: count, 404: 5 - count}))
        for path, count in good.items()
    ]

    complaints = list(Pass(API, caller, World("", {}, []), SCHEMA).low(shares))

    assert complaints == [f"GET {path}: 2xx to less than 20% of what fits" for path in low]


@pytest.mark.parametrize(
    "stateful",
    [
        {"status": "success", "skip_reason": None},
        # As schemathesis spells that nothing leads from one operation to another.
        {"status": "skip", "skip_reason": "not_applicable"},
    ],
)
def test_holds_nothing_against_a_good_run(stateful: dict[str, Any]) -> None:
    report = {**GOOD, "phases": {**GOOD["phases"], "stateful": stateful}}

    assert list(held_against(0, report)) == []


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (1, {}),
        (0, {"complete": False}),
        (0, {"warnings": {"missing_test_data": [f"GET {ME}"]}}),
        (0, {"failures": [{"title": "Server error", "count": 1}]}),
        (0, {"errors": [{"title": "Hook Error", "count": 1}]}),
        (0, {"phases": {**GOOD["phases"], "fuzzing": {"status": "error", "skip_reason": None}}}),
    ],
)
def test_holds_everything_against_a_run_that_schemathesis_tells_of(
    status: int, changes: dict[str, Any]
) -> None:
    assert len(list(held_against(status, {**GOOD, **changes}))) == 1


@pytest.mark.parametrize(("complaints", "status"), [([], 0), (["Server error: 1"], 1)])
def test_closes_red_with_any_complaint(
    capsys: pytest.CaptureFixture[str], complaints: list[str], status: int
) -> None:
    share = Share(f"GET {ME}", "learner", Counter({200: 4}))
    outcome = Outcome("learner on /api/v1/", 4, [share], complaints)

    assert close([outcome], 7, took=1.0) == status
    assert f"{len(complaints)} complaints" in capsys.readouterr().out.splitlines()[-1]
