"""Where a learner stands on a version: our rules, written down a second time and from scratch.

All rivals fold with this, so that equal answers also prove the rules. It is written to be quick:
what depends on the version alone is worked out once per `Version`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

ALWAYS = datetime.min.replace(tzinfo=UTC)


class Mark(NamedTuple):
    skill: str
    status: str
    at: datetime
    roadmap: str | None


class Node(NamedTuple):
    """A row: skill, group or milestone, with the key of the group it stands in."""

    key: str
    kind: str
    group: str | None
    required: bool
    choose: int | None
    minutes: int


@dataclass
class Units:
    """What counts: single skills with their minutes, and choices with those of their options."""

    skills: dict[str, int] = field(default_factory=dict)
    choices: list[tuple[int, dict[str, int]]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.skills) + sum(choose for choose, _ in self.choices)


class Version:
    """A version made of its rows, in version order; `requires` are pairs of source and target."""

    def __init__(
        self,
        roadmap: str,
        nodes: Iterable[Node],
        requires: Iterable[tuple[str, str]],
        credits_: Iterable[tuple[str, str, str]],
    ) -> None:
        self.roadmap = roadmap
        self.nodes = {node.key: node for node in nodes}
        self.place = {key: index for index, key in enumerate(self.nodes)}
        self.skills = [node.key for node in self.nodes.values() if node.kind == "skill"]
        self.requires: dict[str, set[str]] = {key: set() for key in self.nodes}
        self.members: dict[str, list[str]] = {key: [] for key in self.nodes}
        self.credits: dict[str, tuple[str, list[str]]] = {}
        for source, target in requires:
            self.requires[target].add(source)
        for node in self.nodes.values():
            if node.group:
                self.members[node.group].append(node.key)
        for key, skill, mode in credits_:
            self.credits.setdefault(key, (mode, []))[1].append(skill)
        self.waits = {key: self._waits(key) for key in self.nodes}
        self.boxes = self._boxes()
        self.units, self.units_of = self._units()

    def counting(self, skill: str) -> list[str]:
        """The nodes for which a mark on this skill counts."""
        return [
            key
            for key in self.nodes
            if key == skill or (key in self.credits and skill in self.credits[key][1])
        ]

    def _around(self, key: str) -> list[str]:
        boxes, box = [], self.nodes[key].group
        while box is not None:
            boxes.append(box)
            box = self.nodes[box].group
        return boxes

    def _waits(self, key: str) -> frozenset[str]:
        waits = self.requires[key]
        return frozenset(waits.union(*(self.requires[box] for box in self._around(key))))

    def _boxes(self) -> list[str]:
        """Groups and milestones, each after all that settles it."""
        ordered: dict[str, None] = {}

        def visit(key: str) -> None:
            if self.nodes[key].kind == "skill" or key in ordered:
                return
            for part in (*self.members[key], *self.requires[key]):
                visit(part)
            ordered[key] = None

        for key in self.nodes:
            visit(key)
        return list(ordered)

    def _units(self) -> tuple[Units, dict[str, Units]]:
        whole = Units()
        by_group = {key: Units() for key, node in self.nodes.items() if node.kind == "group"}
        for key, node in self.nodes.items():
            around = self._around(key)
            on_path = node.required and all(self.nodes[box].required for box in around)
            if not on_path or node.kind == "milestone":
                continue
            places = [whole, *(by_group[box] for box in around)]
            if node.choose is not None:
                options = {member: self.nodes[member].minutes for member in self.members[key]}
                for units in (*places, by_group[key]):
                    units.choices.append((node.choose, options))
            elif node.kind == "skill" and (
                node.group is None or self.nodes[node.group].choose is None
            ):
                for units in places:
                    units.skills[key] = node.minutes
        return whole, by_group


class Standing:
    """A learner's marks, and her skips on this roadmap, folded over a version."""

    def __init__(
        self, version: Version, marks: Mapping[str, Mark], skips: Mapping[str, datetime]
    ) -> None:
        self.version, self.marks, self.skips = version, marks, skips
        self.facts = self._facts()
        self.done = {key for key, mark in self.facts.items() if mark.status == "done"}
        self.skipped = {
            key
            for key in skips
            if key not in self.done and key in version.nodes and version.nodes[key].kind == "skill"
        }
        self.in_progress = self.facts.keys() - self.done - self.skipped

    def settle(self) -> dict[str, datetime]:
        """What is settled and since when; a skip holds as if it had always been there."""
        settled = dict.fromkeys(self.skipped, ALWAYS)
        settled |= {key: self.facts[key].at for key in self.done}
        begun = {key: self.facts[key].at for key in self.done}
        for key in self.version.boxes:
            started, at = self._settle_box(key, settled, begun)
            if at is not None:
                settled[key] = at
            if started is not None:
                begun[key] = started
        return settled

    def frontier(self, settled: Mapping[str, datetime]) -> list[str]:
        """What is open, without the options that a settled choice left over."""
        version = self.version
        leftovers = {
            member
            for key in version.boxes
            if version.nodes[key].choose is not None and key in settled
            for member in version.members[key]
        }
        return [
            key
            for key in version.skills
            if key not in settled and key not in leftovers and version.waits[key] <= settled.keys()
        ]

    def waiting_for(self, key: str, settled: Mapping[str, datetime]) -> list[str]:
        waits = self.version.waits[key] - settled.keys()
        return sorted(waits, key=self.version.place.__getitem__)

    def without(self, skill: str) -> Standing:
        """The standing as if nothing had been said of this skill."""
        marks = {key: mark for key, mark in self.marks.items() if key != skill}
        skips = {key: at for key, at in self.skips.items() if key != skill}
        return Standing(self.version, marks, skips)

    def summary(self, units: Units) -> dict[str, int]:
        skills, off = units.skills.keys(), self.skipped
        total, done = len(skills) - len(skills & off), len(skills & self.done)
        in_progress = len(skills & self.in_progress)
        settled = self.done | off
        minutes = sum(cost for skill, cost in units.skills.items() if skill not in settled)
        for choose, options in units.choices:
            length = min(choose, len(options) - len(options.keys() & off))
            has = min(choose, len(options.keys() & self.done))
            total, done = total + length, done + has
            in_progress += min(choose - has, len(options.keys() & self.in_progress))
            minutes += self._cheapest(options, settled, length - has)
        return {
            "done": done,
            "in_progress": in_progress,
            "skipped": units.count - total,
            "total": total,
            "percent": 100 * done // total if total else 0,
            "minutes_left": minutes,
        }

    def _cheapest(self, options: Mapping[str, int], settled: AbstractSet[str], left: int) -> int:
        costs = sorted(
            (skill not in self.in_progress, cost)
            for skill, cost in options.items()
            if skill not in settled
        )
        return sum(cost for _, cost in costs[: max(left, 0)])

    def _facts(self) -> dict[str, Mark]:
        """The mark in force for each skill here: her own, or a better one that is credited."""
        marks, nodes = self.marks, self.version.nodes
        facts = {key: mark for key, mark in marks.items() if key in nodes}
        for key, (mode, skills) in self.version.credits.items():
            counted = [marks[skill] for skill in skills if skill in marks]
            if not counted or (mode == "all" and len(counted) < len(skills)):
                continue
            best = (min if mode == "any" else max)(counted, key=_lag)
            own = facts.get(key)
            if own is None or (own.status == "in_progress" and best.status == "done"):
                facts[key] = best
        return facts

    def _settle_box(
        self, key: str, settled: Mapping[str, datetime], begun: Mapping[str, datetime]
    ) -> tuple[datetime | None, datetime | None]:
        """Since when a group or milestone is begun, and since when it is settled."""
        version, node = self.version, self.version.nodes[key]
        is_milestone = node.kind == "milestone"
        parts = version.requires[key] if is_milestone else version.members[key]
        started = [begun[part] for part in parts if part in begun]
        first = min(started, default=None)
        if node.choose is not None:
            length = min(node.choose, sum(part not in self.skipped for part in parts))
            return first, [ALWAYS, *sorted(started)][length] if length <= len(started) else None
        needs = [part for part in parts if is_milestone or version.nodes[part].required]
        if not all(part in settled for part in needs):
            return (None if is_milestone else first), None
        last = max((settled[part] for part in needs), default=ALWAYS)
        if not is_milestone:
            return first, last
        reached = None if first is None else max(first, last)
        return reached, reached


def _lag(mark: Mark) -> tuple[bool, datetime, str]:
    return mark.status != "done", mark.at, mark.skill
