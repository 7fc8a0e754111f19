"""The rules of roadmaps that can be broken, each with a stable code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wire.fields import either
from wire.problems import DomainError, Fault, InvalidRequest

# Nobody reads more in a sentence; GET /tracks lists them all.
MOST_NAMED = 20


class RoadmapError(DomainError):
    """Something about roadmaps was asked for that cannot be."""


class RoadmapArchived(RoadmapError):
    """The roadmap is no longer kept up; `successor` names what took its place, or null."""

    code = "archived"

    def __init__(self, roadmap: str, successor: str | None) -> None:
        hint = f" Follow {successor} instead." if successor else ""
        super().__init__(f"The roadmap {roadmap} is archived.{hint}", successor=successor)


class NotAmongTracks(InvalidRequest):
    """A parameter names no track, or none that can stand there; `tracks` are those that can."""

    def __init__(self, parameter: str, tracks: Sequence[str]) -> None:
        detail = f"Use {either(tracks[:MOST_NAMED])}." if tracks else "There is no such track."
        super().__init__(errors=[Fault("query", f"/{parameter}", "not_a_choice", detail)])


class RuleBroken(Exception):
    """A curator asked for something the rules of publishing refuse."""


class NothingToPublish(RuleBroken):
    """The roadmap has no draft."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a graph breaks, and where: a field of a node, or its edge from `source`."""

    code: str
    detail: str
    key: str = ""
    field: Literal["", "choose", "requires", "required"] = ""
    source: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class DraftIsBroken(RuleBroken):
    """The draft breaks rules; `problems` lists every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


class VersionIsPublished(RuleBroken):
    """What stands on a published version stays there."""


class DraftExists(RuleBroken):
    """A roadmap has one draft at a time, and somebody opened this one already."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        super().__init__("A draft is open already.")


class DraftHasMoved(RuleBroken):
    """Somebody saved the draft after it was read; saving now would undo her work unseen."""

    def __init__(self, saved_by: str) -> None:
        self.saved_by = saved_by
        super().__init__(f"{saved_by} saved this draft after you opened it.")


class GroupInsideItself(RuleBroken):
    """A group was put into itself, or into a group that stands inside it."""


class SlugIsPublished(RuleBroken):
    """The slug of a skill is its identity once a published version holds it."""
