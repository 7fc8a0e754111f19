"""What the benchmark's database holds, worked out from one seed, without a database.

Seeding writes it down, requests pick from it: both find the same world in here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from random import Random
from uuid import UUID

SEED = "waymark 2026"
SKILLS = 1_000
ROADMAPS = 20
LEARNERS = 5_000
FOLLOWED = 10
# Of each roadmap, 150 in all: skills in plain groups, skills to choose from, and loose ones.
PLAIN_GROUPS, MEMBERS = 12, 6
CHOICES, OPTIONS = 4, 4
LOOSE, MILESTONES = 40, 6
NODES = PLAIN_GROUPS * (1 + MEMBERS) + CHOICES * (1 + OPTIONS) + LOOSE + MILESTONES
CREDITS = 3
# Of each learner, 100 events in all.
BEGUN_AND_DONE, DONE, BEGUN, SKIPPED = 20, 45, 10, 5
EVENTS = LEARNERS * (2 * BEGUN_AND_DONE + DONE + BEGUN + SKIPPED)
# The last event that seeding writes for each learner: enrolling is a write of hers, too.
LAST_SEQ = FOLLOWED + EVENTS // LEARNERS
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")


def skill_slug(number: int) -> str:
    return f"skill-{number:03d}"


def roadmap_slug(number: int) -> str:
    return f"roadmap-{number:02d}"


def secret_of(learner: int) -> str:
    """The token with which a learner signs in."""
    return f"wm_{learner:043d}"


def learner_id(learner: int) -> UUID:
    return uuid_of(learner, Random(f"{SEED}: id of learner {learner}"))


def uuid_of(milliseconds: int, chance: Random) -> UUID:
    """A UUIDv7: it sorts by its milliseconds."""
    value = milliseconds << 80 | chance.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


@dataclass
class Place:
    """A node: what it is, the box it stands in, and what it comes after."""

    key: str
    kind: str
    group: str | None = None
    required: bool = True
    choose: int | None = None
    requires: list[str] = field(default_factory=list)
    recommends: list[str] = field(default_factory=list)
    credits: tuple[str, ...] = ()
    credit_mode: str = "any"


@dataclass(frozen=True)
class Sketch:
    """A roadmap of 150 nodes, in version order."""

    slug: str
    places: tuple[Place, ...]

    @cached_property
    def skills(self) -> tuple[str, ...]:
        return tuple(place.key for place in self.places if place.kind == "skill")


@cache
def sketches() -> tuple[Sketch, ...]:
    return tuple(_Drawing(number).sketch() for number in range(ROADMAPS))


class _Drawing:
    """A roadmap in the making: blocks, of which each waits for some of what came before."""

    def __init__(self, number: int) -> None:
        self.slug = roadmap_slug(number)
        self.chance = Random(f"{SEED}: {self.slug}")
        numbers = self.chance.sample(range(SKILLS), SKILLS)
        count = PLAIN_GROUPS * MEMBERS + CHOICES * OPTIONS + LOOSE
        self.unused = [skill_slug(number) for number in numbers[:count]]
        self.elsewhere = [skill_slug(number) for number in numbers[count:]]
        self.places: list[Place] = []
        # What a node may wait for: no option of a choice, since only the choice itself settles.
        self.earlier: list[str] = []

    def sketch(self) -> Sketch:
        blocks = ["plain"] * PLAIN_GROUPS + ["choice"] * CHOICES + ["loose"] * LOOSE
        self.chance.shuffle(blocks)
        every = len(blocks) // MILESTONES
        for index, block in enumerate(blocks, start=1):
            getattr(self, f"_{block}")(f"{block}-{index}")
            if index % every == 0 and index // every <= MILESTONES:
                self._milestone(f"~milestone-{index // every}")
        self._credit()
        return Sketch(self.slug, tuple(self.places))

    def _loose(self, _: str) -> None:
        self._skill(None, self._some(2))

    def _plain(self, name: str) -> None:
        box = self._box(name, None)
        for _ in range(MEMBERS):
            self._skill(box, self._some(1))
        self.earlier.append(box)

    def _choice(self, name: str) -> None:
        box = self._box(name, self.chance.randint(1, OPTIONS - 1))
        self.places += [Place(self.unused.pop(), "skill", box) for _ in range(OPTIONS)]
        self.earlier.append(box)

    def _box(self, name: str, choose: int | None) -> str:
        self.places.append(Place(f"~{name}", "group", choose=choose, requires=self._some(2)))
        return f"~{name}"

    def _skill(self, box: str | None, requires: list[str]) -> None:
        advice = [key for key in self._some(1) if key not in requires]
        required = self.chance.random() < 0.9
        place = Place(self.unused.pop(), "skill", box, required)
        place.requires, place.recommends = requires, advice
        self.places.append(place)
        # What is required may wait for nothing optional.
        if required:
            self.earlier.append(place.key)

    def _milestone(self, key: str) -> None:
        self.places.append(Place(key, "milestone", required=False, requires=self._some(4)))
        self.earlier.append(key)

    def _some(self, most: int) -> list[str]:
        """Up to so many of the last things before; something is always asked for, if it can be."""
        recent = self.earlier[-25:]
        return self.chance.sample(recent, min(len(recent), self.chance.randint(1, most)))

    def _credit(self) -> None:
        loose = [place for place in self.places if place.kind == "skill" and place.group is None]
        for place in self.chance.sample(loose, CREDITS):
            place.credits = tuple(self.chance.sample(self.elsewhere, 2))
            place.credit_mode = self.chance.choice(["any", "all"])


@dataclass(frozen=True)
class Act:
    """One event of a learner's past, so many hours before the world's noon."""

    skill: str
    status: str
    roadmap: str | None
    hours_ago: float

    def at(self, noon: datetime) -> datetime:
        return noon - timedelta(hours=self.hours_ago)


@dataclass(frozen=True)
class Learner:
    """What one of the learners follows, did, and has not touched."""

    number: int
    zone: str
    followed: tuple[str, ...]
    acts: tuple[Act, ...]
    untouched: tuple[str, ...]

    @property
    def token(self) -> str:
        return secret_of(self.number)

    @property
    def address(self) -> str:
        return f"learner-{self.number}@waymark.example"


def learner(number: int) -> Learner:
    chance = Random(f"{SEED}: learner {number}")
    roadmaps = sorted(chance.sample(sketches(), FOLLOWED), key=lambda sketch: sketch.slug)
    where: dict[str, list[str]] = {}
    for sketch in roadmaps:
        for skill in sketch.skills:
            where.setdefault(skill, []).append(sketch.slug)
    skills = chance.sample(list(where), len(where))
    touched = BEGUN_AND_DONE + DONE + BEGUN + SKIPPED
    said = list(_said(chance, skills[:touched], where))
    hours = sorted((chance.uniform(24, 24 * 100) for _ in said), reverse=True)
    acts = tuple(Act(*what, ago) for what, ago in zip(said, hours, strict=True))
    followed = tuple(sketch.slug for sketch in roadmaps)
    return Learner(number, chance.choice(ZONES), followed, acts, tuple(skills[touched:]))


def _said(
    chance: Random, skills: list[str], where: dict[str, list[str]]
) -> Iterable[tuple[str, str, str | None]]:
    statuses = [["in_progress", "done"]] * BEGUN_AND_DONE
    statuses += [["done"]] * DONE + [["in_progress"]] * BEGUN + [["skipped"]] * SKIPPED
    for skill, said in zip(skills, statuses, strict=True):
        roadmap = chance.choice(where[skill])
        for status in said:
            is_told = status == "skipped" or chance.random() < 0.9
            yield skill, status, roadmap if is_told else None
