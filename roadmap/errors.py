"""The rules of roadmaps that can be broken, each with a stable code."""

from __future__ import annotations

from wire.problems import DomainError


class RoadmapError(DomainError):
    """Something about roadmaps was asked for that cannot be."""


class RoadmapArchived(RoadmapError):
    """The roadmap is no longer kept up; `successor` names what took its place, or null."""

    code = "archived"

    def __init__(self, roadmap: str, successor: str | None) -> None:
        hint = f" Follow {successor} instead." if successor else ""
        super().__init__(f"The roadmap {roadmap} is archived.{hint}", successor=successor)


class RuleBroken(Exception):
    """A curator asked for something the rules of publishing refuse."""


class NothingToPublish(RuleBroken):
    """The roadmap has no draft."""


class DraftIsBroken(RuleBroken):
    """The draft breaks rules; `problems` lists every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


class VersionIsPublished(RuleBroken):
    """What stands on a published version stays there."""
