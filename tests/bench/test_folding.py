"""The rivals' rules are ours: on any graph and for any learner both say the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from bench.peers import folding
from progress.folds import Standing
from tests.random_graphs import standings


@given(standings())
def test_a_rival_tells_what_we_tell(standing: Standing) -> None:
    theirs = folding.Standing(
        _version(standing),
        {key: folding.Mark(*_words(fact)) for key, fact in standing.marks.items()},
        dict.fromkeys(standing.skips, folding.ALWAYS),
    )

    settled = theirs.settle()
    assert settled == standing.settled_at
    assert tuple(theirs.frontier(settled)) == standing.frontier
    assert theirs.summary(theirs.version.units) == _told(standing.summary)
    for key, units in theirs.version.units_of.items():
        assert theirs.summary(units) == _told(standing.groups[key])
    for key in theirs.version.skills:
        assert tuple(theirs.waiting_for(key, settled)) == standing.waiting_for(key)


def _version(standing: Standing) -> folding.Version:
    nodes = standing.graph.nodes.values()
    return folding.Version(
        standing.graph.roadmap,
        [folding.Node(n.key, n.kind, n.group, n.required, n.choose, n.minutes) for n in nodes],
        [(source, n.key) for n in nodes for source in n.requires],
        [(n.key, s, n.credit.mode) for n in nodes if n.credit for s in n.credit.counts],
    )


def _words(fact: Any) -> tuple[Any, ...]:
    return fact.skill, fact.status, fact.at, fact.roadmap


def _told(summary: Any) -> dict[str, int]:
    names = ("done", "in_progress", "skipped", "total", "percent", "minutes_left")
    return {name: getattr(summary, name) for name in names}
