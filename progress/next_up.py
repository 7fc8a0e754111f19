"""What to do next, ranked, each with its reasons. No Django and no clock in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from operator import attrgetter
from typing import NamedTuple

from progress.folds import Standing, Status
from progress.settling import layout_of
from roadmap.editions import on_the_path
from roadmap.graph import Graph, remembered
from roadmap.units import Choice, units_of


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


class Rank(NamedTuple):
    """What a candidate is ranked by; the smallest comes first."""

    is_new: bool
    is_optional: bool
    minus_units: int
    is_unadvised: bool
    minutes: int
    position: int


class Candidate(NamedTuple):
    """A skill that one roadmap could suggest; a mail chooses among hundreds."""

    rank: Rank
    skill: str
    standing: Standing


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
    best = [min(same, key=_rank) for same in found.values()]
    chosen = nsmallest(len(best) if limit is None else limit, best, key=_rank)
    return [_suggestion(candidate, found[candidate.skill]) for candidate in chosen]


_rank = attrgetter("rank")


def _candidates(standing: Standing) -> Iterator[Candidate]:
    graph, layout = standing.graph, layout_of(standing.graph)
    settled, in_progress = standing.settled, standing.in_progress
    begun_or_open = in_progress.union(standing.frontier)
    # In version order: of equals the first is suggested, and a set would answer by its hashes.
    skills = list(filter(begun_or_open.__contains__, layout.skills))
    on_path, units = on_the_path(graph), _units_ahead(standing, skills)
    for skill in skills:
        rank = Rank(
            skill not in in_progress,
            skill not in on_path,
            -units[skill],
            layout.advice[skill].isdisjoint(settled),
            graph.nodes[skill].minutes,
            layout.position[skill],
        )
        yield Candidate(rank, skill, standing)


def _suggestion(best: Candidate, same: Sequence[Candidate]) -> Suggestion:
    node = best.standing.graph.nodes[best.skill]
    return Suggestion(
        skill=best.skill,
        title=node.title,
        roadmaps=tuple(candidate.standing.graph.roadmap for candidate in same),
        status=best.standing.status(best.skill),
        minutes=node.minutes,
        why=tuple(_reasons(best)) or (Why("open"),),
    )


def _reasons(candidate: Candidate) -> Iterator[Why]:
    rank, skill, standing = candidate
    after = standing.supposing(skill)
    opened = after.opened_since(standing)
    if not rank.is_new:
        yield Why("continue")
    if opened or rank.minus_units:
        yield Why("unlocks", skills=opened, units=-rank.minus_units)
    newly = after.settled - standing.settled
    if not newly.isdisjoint(standing.graph.boxes_of(skill)):
        yield Why("finishes_group")
    if not rank.is_unadvised:
        yield Why("recommended")
    if rank.is_optional:
        yield Why("optional")


def _units_ahead(standing: Standing, skills: Sequence[str]) -> Mapping[str, int]:
    """For each of these unsettled skills, the unsettled units that wait for it.

    They wait directly, or through others that are unsettled: one pass from the last to the first.
    """
    queue, settled = _queue_of(standing.graph), standing.settled
    ahead: dict[str, int] = {}
    for key, bit, followers in queue.backwards:
        if key not in settled:
            reached = bit
            for follower in followers:
                reached |= ahead.get(follower, 0)
            ahead[key] = reached
    choices = [
        (left, members)
        for choice, members in queue.choices
        if (left := choice.left(standing.done, standing.skipped))
    ]

    def units(reached: int) -> int:
        counted = (reached & queue.skills).bit_count()
        for left, members in choices:
            counted += min(left, (reached & members).bit_count())
        return counted

    return {skill: units(ahead[skill] ^ queue.bit[skill]) for skill in skills}


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits for whom on one version. A set of keys is an integer here, with a bit for each.

    `backwards`: each key after all that wait for it, with its bit and those that need it.
    `skills` and the members of `choices` are the version's units.
    """

    backwards: tuple[tuple[str, int, tuple[str, ...]], ...]
    bit: Mapping[str, int]
    skills: int
    choices: tuple[tuple[Choice, int], ...]


@remembered
def _queue_of(graph: Graph) -> Queue:
    bit = {key: 1 << position for key, position in layout_of(graph).position.items()}
    leads_to, units = _leads_to(graph), units_of(graph)
    return Queue(
        backwards=tuple((key, bit[key], leads_to[key]) for key in reversed(graph.order)),
        bit=bit,
        skills=sum(bit[key] for key in units.skills),
        choices=tuple(
            (choice, sum(bit[key] for key in choice.minutes)) for choice in units.choices.values()
        ),
    )


def _leads_to(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """The other way round: what needs each key."""
    needed: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for key, needs in layout_of(graph).needs.items():
        for need in needs:
            needed[need].append(key)
    return {key: tuple(followers) for key, followers in needed.items()}
