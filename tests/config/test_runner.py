"""`make test` is red for what a green suite may hide."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.answers import Answer, documented_by
from tests.operations import contract
from tests.run import NEEDED_MARKERS, close, missing_markers, unlisted_skips, untold_answers
from tests.tally import Tally


def test_complains_of_a_marker_of_which_no_test_ran() -> None:
    ran = Tally(passed=3, ran=Counter({"postgres": 1, "redis": 1, "smtp": 1}))

    assert missing_markers([ran]) == ["No test ran for the marker worker."]
    assert missing_markers([ran, Tally(ran=Counter(NEEDED_MARKERS))]) == []


def test_complains_of_a_skip_that_nobody_allowed() -> None:
    tally = Tally(skipped={"tests/test_a.py::test_b": "no time"})

    assert unlisted_skips([tally], allowed=set()) == [
        "Skipped, and not in tests/allowed_skips.txt: tests/test_a.py::test_b (no time)"
    ]
    assert unlisted_skips([tally], allowed={"tests/test_a.py::test_b"}) == []


@pytest.mark.parametrize(
    ("tally", "complaints", "status", "line"),
    [
        (Tally(passed=2), [], 0, "2 passed, 0 failed"),
        (Tally(passed=2, skipped={"a": "b"}), [], 0, "2 passed, 0 failed, 1 skipped"),
        (Tally(passed=2, failed=1), [], 1, "2 passed, 1 failed"),
        (Tally(passed=2), ["No test ran for …"], 1, "2 passed, 0 failed"),
        (Tally(), [], 1, "0 passed, 0 failed"),
    ],
)
def test_closes_with_one_plain_line(
    capsys: pytest.CaptureFixture[str],
    tally: Tally,
    complaints: list[str],
    status: int,
    line: str,
) -> None:
    assert close([tally], complaints) == status
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_complains_of_answers_that_the_contract_and_the_suite_do_not_share(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = documented_by(contract())
    missed = Answer("GET /api/v1/skills/{skill}", 404, "not_found")
    assert missed in told

    assert untold_answers(told) == []
    assert untold_answers(told - {missed}) == [
        "Documented, never produced: GET /api/v1/skills/{skill} 404 not_found"
    ]
    assert "The difference, both ways: empty\n" in capsys.readouterr().out
