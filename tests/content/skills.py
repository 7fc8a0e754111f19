"""What each skill of ours has to have."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from roadmap.files.faults import Fault
from roadmap.files.forms import SkillForm
from tests.content.descriptions import complaints_about
from tests.content.shipped import Content, at

MINUTES = {
    "concept": range(60, 2401),
    "practice": range(60, 2401),
    "tool": range(60, 2401),
    "project": range(300, 4801),
}
PRIMARY = ("official", "paper", "book", "repository")
FEWEST_RESOURCES = 2


def about_skills(content: Content) -> Iterator[Fault]:
    for file, skill in content.skills:
        for field, code, detail in (*_about_words(skill), *_about_resources(skill)):
            yield at(file, skill.place, field).fault(code, detail)


def _about_words(skill: SkillForm) -> Iterator[tuple[str, str, str]]:
    minutes = MINUTES[skill.kind]
    if skill.minutes not in minutes:
        detail = f"{skill.minutes} minutes; a {skill.kind} takes {minutes[0]} to {minutes[-1]}"
        yield "minutes", "minutes", f"{detail}, or is two skills"
    if not skill.summary:
        yield "summary", "summary_missing", "say in one sentence what a learner can do afterwards"
    is_project = skill.kind == "project"
    for code, detail in complaints_about(skill.description, is_project=is_project):
        yield "description", code, detail


def _about_resources(skill: SkillForm) -> Iterator[tuple[str, str, str]]:
    resources = skill.resources
    if len(resources) < FEWEST_RESOURCES:
        detail = f"{len(resources)} given; name at least {FEWEST_RESOURCES}"
        yield "resources", "few_resources", detail
    if resources and not any(resource.type in PRIMARY for resource in resources):
        detail = (
            f"none is primary; add one whose type is {', '.join(PRIMARY[:-1])} or {PRIMARY[-1]}"
        )
        yield "resources", "no_primary", detail
    if resources and not any(resource.free for resource in resources):
        yield "resources", "no_free", "none is free; add one that costs nothing"
    seen: dict[str, str] = {}
    for index, resource in enumerate(resources):
        field = f"resources/{index}/url"
        if not resource.url.startswith("https://"):
            yield field, "not_https", f"{resource.url} is not https; find it there or leave it out"
        other = seen.setdefault(_page(resource.url), resource.url)
        if other is not resource.url:
            detail = f"{resource.url} is the page of {other}; name each page once"
            yield field, "link_twice", detail


def _page(url: str) -> str:
    """What is the same of two addresses that open one page."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"
