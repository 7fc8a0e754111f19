"""What files state, as plain values. Two forms that say the same are equal, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from roadmap.files.faults import Place
from roadmap.graph import Kind

NOWHERE = Place(0, 0, "")


@dataclass(frozen=True, slots=True)
class Name:
    """A slug or key that is written somewhere, and names something."""

    text: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ResourceForm:
    url: str
    title: str
    type: str
    free: bool
    language: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class SkillForm:
    slug: str
    title: str
    kind: str
    summary: str
    description: str
    minutes: int
    resources: tuple[ResourceForm, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FactForm:
    key: str
    label: str
    region: str
    value: str | int | float
    unit: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class TrackForm:
    slug: str
    title: str
    summary: str
    facts: tuple[FactForm, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class NodeForm:
    """A node with its key: a skill's slug, or `~` and the name of a group or milestone.

    Group members follow their group, as they do in the file.
    """

    key: str
    kind: Kind
    title: str = ""
    summary: str = ""
    role_note: str = ""
    required: bool = True
    group: str | None = None
    choose: int | None = None
    requires: tuple[Name, ...] = ()
    recommends: tuple[Name, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)
    choose_place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class CreditForm:
    node: Name
    counts: tuple[Name, ...]
    mode: str


@dataclass(frozen=True, slots=True)
class RoadmapForm:
    slug: str
    title: str
    track: Name | None
    kind: str
    summary: str
    nodes: tuple[NodeForm, ...] = ()
    credits: tuple[CreditForm, ...] = ()
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FileForm:
    """All that one file states."""

    file: str
    track: TrackForm | None
    roadmap: RoadmapForm | None
    skills: tuple[SkillForm, ...]
