"""A learner's marks and skips, folded over one version: where she stands on it.

No Django and no clock in here: the same facts give the same standing, whoever asks and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from progress.settling import ALWAYS, frontier, layout_of, settle
from roadmap.graph import Credit, Graph, remembered
from roadmap.units import Summary, count, summarise, summarise_group, units_of

Status = Literal["not_started", "in_progress", "done", "skipped"]


@dataclass(frozen=True, slots=True)
class MarkFact:
    """A mark, and on which roadmap it was made."""

    skill: str
    status: Literal["in_progress", "done"]
    at: datetime
    roadmap: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mark that counts here was made: on another roadmap, or on another skill."""

    roadmap: str | None
    skill: str


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a learner stands on one version. Make it with `of`; the rest is read from it.

    `facts` holds the mark in force per node: her own, or the best one that is credited to it.
    """

    graph: Graph
    marks: Mapping[str, MarkFact]
    skips: AbstractSet[str]
    facts: Mapping[str, MarkFact]
    done: frozenset[str]
    in_progress: frozenset[str]
    skipped: frozenset[str]

    @classmethod
    def of(cls, graph: Graph, marks: Mapping[str, MarkFact], skipped: AbstractSet[str]) -> Standing:
        """Fold all marks of the learner and her skips on this roadmap; those of elsewhere drop out.

        Done wins over skipped, and skipped over in progress.
        """
        facts = _facts(graph, marks)
        done = frozenset(key for key, fact in facts.items() if fact.status == "done")
        passed = skipped & _skills(graph) - done
        return cls(
            graph=graph,
            marks=marks,
            skips=skipped,
            facts=facts,
            done=done,
            in_progress=frozenset(facts.keys() - done - passed),
            skipped=frozenset(passed),
        )

    @cached_property
    def settled_at(self) -> Mapping[str, datetime]:
        """Every settled key, and the first instant at which today's marks had it settled."""
        done = {key: self.facts[key].at for key in self.done}
        return settle(self.graph, done=done, skipped=self.skipped)

    @cached_property
    def settled(self) -> frozenset[str]:
        return frozenset(self.settled_at)

    @cached_property
    def frontier(self) -> tuple[str, ...]:
        """The skills that are open now, optional ones included, in version order."""
        return frontier(self.graph, self.settled)

    @cached_property
    def summary(self) -> Summary:
        return summarise(
            self.graph, done=self.done, in_progress=self.in_progress, skipped=self.skipped
        )

    @cached_property
    def groups(self) -> Mapping[str, Summary]:
        """The summary of each group, in version order."""
        return {
            key: summarise_group(
                self.graph,
                key,
                done=self.done,
                in_progress=self.in_progress,
                skipped=self.skipped,
            )
            for key, node in self.graph.nodes.items()
            if node.kind == "group"
        }

    @cached_property
    def milestones(self) -> Mapping[str, datetime | None]:
        """When each milestone was reached: the latest of the marks that it took, or None."""
        return {
            key: self.settled_at.get(key)
            for key, node in self.graph.nodes.items()
            if node.kind == "milestone"
        }

    @property
    def is_completed(self) -> bool:
        """Every unit on the path is done, and skipping took away no more than half of them."""
        summary = self.summary
        return 0 < summary.done == summary.total and 2 * summary.done >= count(units_of(self.graph))

    def status(self, skill: str) -> Status:
        if skill in self.done:
            return "done"
        if skill in self.skipped:
            return "skipped"
        return "in_progress" if skill in self.in_progress else "not_started"

    def mark(self, skill: str) -> MarkFact | None:
        """The mark in force: her own, or the best one credited to the skill."""
        return self.facts.get(skill)

    def credited_from(self, skill: str) -> Origin | None:
        """Where the mark in force came from; None when that is here, or nowhere in particular."""
        fact = self.facts.get(skill)
        if fact is None or (fact.skill == skill and fact.roadmap in (None, self.graph.roadmap)):
            return None
        return Origin(roadmap=fact.roadmap, skill=fact.skill)

    def waiting_for(self, key: str) -> tuple[str, ...]:
        """What must be settled before the node is open, in version order."""
        layout = layout_of(self.graph)
        return tuple(
            sorted(self.graph.waits_for[key] - self.settled, key=layout.position.__getitem__)
        )

    def opened_by(self, skill: str) -> tuple[str, ...]:
        """What is open thanks to the learner's mark and skip of `skill`: on a repeat, the same."""
        marks = {key: fact for key, fact in self.marks.items() if key != skill}
        return self.opened_since(Standing.of(self.graph, marks, self.skips - {skill}))

    def opened_since(self, before: Standing) -> tuple[str, ...]:
        """What is open here and was not in an earlier standing on the same version."""
        was_open = frozenset(before.frontier)
        return tuple(key for key in self.frontier if key not in was_open)

    def supposing(self, skill: str) -> Standing:
        """The standing as it would be with `skill` done."""
        done = MarkFact(skill=skill, status="done", at=ALWAYS, roadmap=None)
        return Standing.of(self.graph, {**self.marks, skill: done}, self.skips)


def _facts(graph: Graph, marks: Mapping[str, MarkFact]) -> dict[str, MarkFact]:
    facts = {key: marks[key] for key in _skills(graph) & marks.keys()}
    for key, credit in _credits(graph).items():
        credited, own = _credited(credit, marks), facts.get(key)
        # A credit adds to what she marked herself and never takes away from it.
        if credited and (own is None or (own.status, credited.status) == ("in_progress", "done")):
            facts[key] = credited
    return facts


def _credited(credit: Credit, marks: Mapping[str, MarkFact]) -> MarkFact | None:
    """The mark that a credit gives: of `any` the best, of `all` the one that lags behind most."""
    counted = [marks[skill] for skill in credit.counts if skill in marks]
    if credit.mode == "any":
        return min(counted, key=_lag, default=None)
    return max(counted, key=_lag) if len(counted) == len(credit.counts) else None


def _lag(fact: MarkFact) -> tuple[bool, datetime, str]:
    return fact.status != "done", fact.at, fact.skill


@remembered
def _skills(graph: Graph) -> frozenset[str]:
    return frozenset(layout_of(graph).skills)


@remembered
def _credits(graph: Graph) -> Mapping[str, Credit]:
    return {key: node.credit for key, node in graph.nodes.items() if node.credit is not None}
