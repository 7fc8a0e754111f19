"""What to do next, ranked, each with its reasons. No Django and no clock in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from progress.folds import Standing, Status
from progress.settling import layout_of
from roadmap.editions import on_the_path
from roadmap.graph import Graph, remembered
from roadmap.units import units_of


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: `continue`, `unlocks`, `finishes_group`, `recommended`, `optional` or `open`.

    Of `unlocks`, `skills` are those that would open at once, `units` all that wait further on.
    """

    code: str
    skills: tuple[str, ...] = ()
    units: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill to take up, on every roadmap that has it open or begun."""

    skill: str
    title: str
    roadmaps: tuple[str, ...]
    status: Status
    minutes: int
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A skill that one roadmap could suggest, and what it is ranked by."""

    standing: Standing
    skill: str
    is_required: bool
    units: int
    is_recommended: bool

    @property
    def status(self) -> Status:
        return self.standing.status(self.skill)

    @property
    def rank(self) -> tuple[bool, bool, int, bool, int, int]:
        """The smallest comes first."""
        graph = self.standing.graph
        return (
            self.status != "in_progress",
            not self.is_required,
            -self.units,
            not self.is_recommended,
            graph.nodes[self.skill].minutes,
            layout_of(graph).position[self.skill],
        )


def rank(standings: Sequence[Standing], *, limit: int | None) -> list[Suggestion]:
    """The best skills to take up, best first, at most `limit` of them.

    In progress first, locked or not; required before optional; then by the units that wait for
    it, by advice, by minutes, and by the order of the version. A skill of several roadmaps is
    one suggestion, with the rank and the reasons of the roadmap it ranks best on; of equals the
    earlier standing is preferred.
    """
    found: dict[str, list[Candidate]] = {}
    for standing in standings:
        for candidate in _candidates(standing):
            found.setdefault(candidate.skill, []).append(candidate)
    best = sorted((min(same, key=_rank) for same in found.values()), key=_rank)
    return [_suggestion(candidate, found[candidate.skill]) for candidate in best[:limit]]


def _rank(candidate: Candidate) -> tuple[bool, bool, int, bool, int, int]:
    return candidate.rank


def _candidates(standing: Standing) -> Iterator[Candidate]:
    ahead = _units_ahead(standing)
    layout = layout_of(standing.graph)
    begun_or_open = standing.in_progress.union(standing.frontier)
    # In version order: of equals the first is suggested, and a set would answer by its hashes.
    for skill in filter(begun_or_open.__contains__, layout.skills):
        yield Candidate(
            standing=standing,
            skill=skill,
            is_required=skill in on_the_path(standing.graph),
            units=ahead[skill],
            is_recommended=not layout.advice[skill].isdisjoint(standing.settled),
        )


def _suggestion(best: Candidate, same: Sequence[Candidate]) -> Suggestion:
    node = best.standing.graph.nodes[best.skill]
    return Suggestion(
        skill=best.skill,
        title=node.title,
        roadmaps=tuple(candidate.standing.graph.roadmap for candidate in same),
        status=best.status,
        minutes=node.minutes,
        why=tuple(_reasons(best)) or (Why("open"),),
    )


def _reasons(candidate: Candidate) -> Iterator[Why]:
    standing, skill = candidate.standing, candidate.skill
    after = standing.supposing(skill)
    opened = after.opened_since(standing)
    if candidate.status == "in_progress":
        yield Why("continue")
    if opened or candidate.units:
        yield Why("unlocks", skills=opened, units=candidate.units)
    newly = after.settled - standing.settled
    if not newly.isdisjoint(standing.graph.boxes_of(skill)):
        yield Why("finishes_group")
    if candidate.is_recommended:
        yield Why("recommended")
    if not candidate.is_required:
        yield Why("optional")


def _units_ahead(standing: Standing) -> Mapping[str, int]:
    """For each unsettled key, the unsettled units that wait for it, directly or through others.

    Sets of keys are integers here, a bit for each: one pass from the last key to the first.
    """
    graph, settled = standing.graph, standing.settled
    layout, leads_to = layout_of(graph), _leads_to(graph)
    bit = {key: 1 << position for key, position in layout.position.items() if key not in settled}
    ahead: dict[str, int] = {}
    for key in reversed(graph.order):
        if key in bit:
            reached = 0
            for follower in leads_to[key]:
                if follower in bit:
                    reached |= bit[follower] | ahead[follower]
            ahead[key] = reached
    return _counted_units(standing, bit, ahead)


def _counted_units(
    standing: Standing, bit: Mapping[str, int], ahead: Mapping[str, int]
) -> Mapping[str, int]:
    units = units_of(standing.graph)
    skills = sum(bit.get(key, 0) for key in units.skills)
    choices = [
        (
            choice.left(standing.done, standing.skipped),
            sum(bit.get(key, 0) for key in choice.minutes),
        )
        for choice in units.choices.values()
    ]
    return {
        key: (reached & skills).bit_count()
        + sum(min(left, (reached & members).bit_count()) for left, members in choices)
        for key, reached in ahead.items()
    }


@remembered
def _leads_to(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """The other way round: what needs each key."""
    needed: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for key, needs in layout_of(graph).needs.items():
        for need in needs:
            needed[need].append(key)
    return {key: tuple(followers) for key, followers in needed.items()}
