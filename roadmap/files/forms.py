"""What files state, as plain values. Two forms that say the same are equal, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
class OptionForm:
    """An answer to a question; `points`, from 1 to 3, to each track that it speaks for."""

    key: str
    text: str
    why: str
    points: Mapping[str, int]
    tracks: tuple[Name, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class QuestionForm:
    key: str
    text: str
    options: tuple[OptionForm, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FirstStepsForm:
    track: Name
    skills: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class QuizForm:
    """The fit quiz, of which there is one; its tracks come by slug."""

    questions: tuple[QuestionForm, ...]
    first_steps: tuple[FirstStepsForm, ...]
    place: Place = field(default=NOWHERE, compare=False)

    def tracks(self) -> Iterator[Name]:
        """Each place where a track is named."""
        for question in self.questions:
            for option in question.options:
                yield from option.tracks
        yield from (steps.track for steps in self.first_steps)

    def skills(self) -> Iterator[Name]:
        """Each place where a skill is named."""
        for steps in self.first_steps:
            yield from steps.skills


@dataclass(frozen=True, slots=True)
class FileForm:
    """All that one file states."""

    file: str
    track: TrackForm | None
    roadmap: RoadmapForm | None
    quiz: QuizForm | None
    skills: tuple[SkillForm, ...]
