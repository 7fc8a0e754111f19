"""Where learners stand: their marks and skips folded over the versions they read.

Set-based: the number of queries depends neither on the learners, nor their roadmaps, nor the
size of a graph. Values, not rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from progress.activity import Activity, Stretch
from progress.folds import MarkFact, Standing
from progress.merging import CLOSING
from progress.models import Enrollment, Event, Ledger, Mark, Skip, Status
from progress.models.enrollment import Enrolled
from progress.pace import pace_on, weeks_for
from roadmap.compiled import graphs_of
from roadmap.graph import Graph
from wire.statements import Given, Statement


@dataclass(frozen=True)
class Following:
    """A roadmap somebody follows, and where she stands on the version she reads."""

    enrolled: Enrolled
    standing: Standing
    skipped_at: Mapping[str, datetime]


@dataclass(frozen=True)
class Outlook:
    """What is left of a track's role, and the weeks that takes; None where it shows none."""

    track: str
    minutes_left: int | None = None
    weeks: int | None = None


@dataclass(frozen=True)
class Folds:
    """A learner's marks by skill, and when she skipped what by roadmap and skill."""

    marks: dict[str, MarkFact] = field(default_factory=dict)
    skips: dict[str, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))


def standings_of_many(learner_ids: Collection[UUID]) -> dict[UUID, list[Following]]:
    """What each learner follows, by roadmap. Two queries, and one for graphs not yet in process."""
    followed: dict[UUID, list[Following]] = {learner_id: [] for learner_id in learner_ids}
    for following in stand(Enrollment.objects.of(learner_ids).standing().read()):
        followed[following.enrolled.learner_id].append(following)
    return followed


def standings_of(learner_id: UUID) -> list[Following]:
    """What one learner follows, by roadmap; as many queries as for many."""
    return standings_of_many([learner_id])[learner_id]


def following_of(learner_id: UUID, roadmap: str) -> Following | None:
    """Where a learner stands on one roadmap, unless she does not follow it."""
    enrolled = Enrolled.in_one(learner_id, roadmap)
    return stand([enrolled])[0] if enrolled else None


def stand(enrolled: Sequence[Enrolled], *, holding: str | None = None) -> list[Following]:
    """Fold marks and skips over what is read; with `holding` only where that skill counts."""
    graphs = graphs_of((row.version_id, row.content_hash) for row in enrolled)
    rows = [
        row
        for row in enrolled
        if holding is None or nodes_counting(graphs[row.version_id], holding)
    ]
    folds = folds_of({row.learner_id for row in rows})
    return [_following(row, graphs[row.version_id], folds[row.learner_id]) for row in rows]


def nodes_counting(graph: Graph, skill: str) -> list[str]:
    """The nodes for which a mark on `skill` counts: its own, and those that credit it."""
    return [
        key
        for key, node in graph.nodes.items()
        if key == skill or (node.credit and skill in node.credit.counts)
    ]


def _following(row: Enrolled, graph: Graph, folds: Folds) -> Following:
    skipped_at = folds.skips.get(row.roadmap, {})
    return Following(row, Standing.of(graph, folds.marks, frozenset(skipped_at)), skipped_at)


def folds_of(learner_ids: Collection[UUID]) -> Mapping[UUID, Folds]:
    """All marks and skips in force. One query; none for nobody."""
    folds: dict[UUID, Folds] = defaultdict(Folds)
    for learner_id, skill, status, at, roadmap in _in_force(learner_ids):
        if status == Status.SKIPPED:
            folds[learner_id].skips[roadmap][skill] = at
        else:
            folds[learner_id].marks[skill] = MarkFact(skill, status, at, roadmap)
    return folds


def _in_force(learner_ids: Collection[UUID]) -> Iterable[tuple[Any, ...]]:
    if len(learner_ids) == 1:
        [learner_id] = learner_ids
        return _IN_FORCE_OF_ONE.rows(learner=learner_id)
    return _folds_in_force(learner__in=learner_ids) if learner_ids else ()


def _folds_in_force(**whose: Any) -> QuerySet[Any, tuple[Any, ...]]:
    columns = ("learner_id", "skill__slug", "status", "at", "roadmap__slug")
    marks, skips = (
        fold.objects.filter(**whose).exclude(status__in=CLOSING).values_list(*columns)
        for fold in (Mark, Skip)
    )
    return marks.union(skips, all=True)


_IN_FORCE_OF_ONE = Statement(lambda: _folds_in_force(learner=Given("learner", UUIDField())))


def outlooks_of(learner_id: UUID, roles: Mapping[str, Graph | None]) -> list[Outlook]:
    """What is left for a learner of the role that each of the tracks shows, in their order.

    A role whose roadmap she follows is the version that she reads, as everywhere, and only there
    her skips count. Two queries, and one for graphs not yet in process.
    """
    followed = {row.roadmap: row for row in Enrolled.all_of(learner_id)}
    folds = folds_of([learner_id])[learner_id]
    shown = {graph.roadmap for graph in roles.values() if graph}
    graphs = graphs_of(
        (row.version_id, row.content_hash) for row in followed.values() if row.roadmap in shown
    )
    weekly_minutes = {row.roadmap: row.weekly_minutes for row in followed.values()}

    def outlook(track: str, graph: Graph | None) -> Outlook:
        if graph is None:
            return Outlook(track)
        if row := followed.get(graph.roadmap):
            standing = _following(row, graphs[row.version_id], folds).standing
        else:
            standing = Standing.of(graph, folds.marks, frozenset())
        left = standing.summary.minutes_left
        return Outlook(track, left, weeks_for(left, pace=pace_on(graph.roadmap, weekly_minutes)))

    return [outlook(track, graph) for track, graph in roles.items()]


def cursor_of(learner_id: UUID) -> str:
    """How far a learner's ledger has come. Read before what it is to vouch for, never after."""
    return (Ledger.objects.filter(learner=learner_id).first() or Ledger()).cursor


def activity_of_many(learner_ids: Collection[UUID]) -> dict[UUID, Activity]:
    """The days of each learner. One query."""
    stretches: dict[UUID, list[Stretch]] = {learner_id: [] for learner_id in learner_ids}
    for learner_id, *stretch in Event.objects.filter(learner__in=learner_ids).by_day():
        stretches[learner_id].append(Stretch(*stretch))
    return {learner_id: Activity.of(rows) for learner_id, rows in stretches.items()}
