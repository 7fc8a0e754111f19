"""The table of rows holds together, and becomes what is promised."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bench import world
from bench.machine import Cores, Noise
from bench.parity import difference_of
from bench.report import BEGIN, END, Report
from bench.rows import NAMES, ROWS, HttpRow, chosen
from bench.samples import Comparison, Measured, Sample, there_and_back
from bench.servers import SIDES

PROMISED = {"row", "rival", "ratio", "goal", "spread", "queries"}


def test_no_row_is_there_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_rival_of_a_request_has_a_server() -> None:
    rivals = {rival for row in ROWS if isinstance(row, HttpRow) for rival in row.rivals}

    assert rivals == SIDES.keys() - {"ours"}


def test_a_tutorial_has_no_goal_to_beat() -> None:
    assert {row.rivals["naive"] for row in ROWS if "naive" in row.rivals} == {None}


def test_names_narrow_in_the_order_of_the_table() -> None:
    assert [row.name for row in chosen(["mark", "graph"])] == ["graph", "mark"]
    assert tuple(chosen([])) == ROWS


@pytest.mark.parametrize("row", [row for row in ROWS if isinstance(row, HttpRow)], ids=str)
def test_requests_are_well_formed_and_those_that_write_differ(row: HttpRow) -> None:
    asked = row.requests()

    assert all(request.split()[2].startswith(b"HTTP/1.1") for request in asked)
    if row.writes:
        assert len(set(asked)) == len(asked)


def test_the_world_is_as_large_as_told() -> None:
    learner = world.learner(7)

    assert world.NODES == 150
    assert {len(sketch.places) for sketch in world.sketches()} == {world.NODES}
    assert len(learner.acts) * world.LEARNERS == world.EVENTS == 500_000
    assert len(learner.followed) == 10
    assert not {act.skill for act in learner.acts} & set(learner.untouched)


def test_skills_are_shared_by_roadmaps() -> None:
    placed = [skill for sketch in world.sketches() for skill in sketch.skills]

    assert len(placed) > 2 * len(set(placed))


def test_rounds_go_there_and_back() -> None:
    assert there_and_back(["a", "b", "c"], 0) == ["a", "b", "c"]
    assert there_and_back(["a", "b", "c"], 1) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("mine", "theirs", "where"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "/a/1/b: 2"),
        ({"a": 1}, {"a": 1, "b": 2}, ": keys ['b']"),
        ([1, 2], [1], ": [1, 2]"),
        ({"a": 1}, {"a": True}, None),
    ],
)
def test_a_difference_is_pointed_at(mine: object, theirs: object, where: str | None) -> None:
    found = difference_of(mine, theirs)

    assert found is None if where is None else found and found.startswith(where)


def test_the_document_holds_what_is_promised() -> None:
    document = json.loads(json.dumps(_report().document()))

    [row] = document["rows"]
    assert row.keys() == PROMISED
    assert row == {
        "row": "graph",
        "rival": "tuned",
        "ratio": 0.5,
        "goal": 0.6,
        "spread": 0.0,
        "queries": 1.0,
    }


def test_the_table_says_which_goal_is_missed() -> None:
    head, _, row = _report().table().splitlines()

    assert [cell.strip() for cell in row.split("|")][1:8] == [
        *("graph", "1.500 + 0.500", "tuned", "0.750 + 0.250", "0.50", "≥ 0.6 ✗", "±0.0 %"),
    ]
    assert len(head) == len(row)


def test_the_docs_keep_all_but_the_table(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")

    _report().write_docs(page)

    told = page.read_text()
    assert told.startswith("before\n")
    assert told.endswith("\nafter\n")
    assert "old" not in told
    assert "| graph" in told
    assert "commit 0123abc" in told


def _report() -> Report:
    noise = Noise(core=None)
    noise.listen()
    ours = Measured(queries=1.0, memory_mib=100.0, rounds=[Sample(1.5, 0.5, units=10)] * 3)
    theirs = Measured(queries=2.0, memory_mib=50.0, rounds=[Sample(0.75, 0.25, units=10)] * 3)
    comparison = Comparison("graph", "tuned", 0.6, ours, theirs)
    return Report(
        [comparison], noise, Cores(None, None), 3, 2.0, date(2026, 11, 27), commit="0123abc"
    )
