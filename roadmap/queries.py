"""What rows state, as plain values: graphs of versions; skills, tracks and the quiz as told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F

from roadmap import models
from roadmap.files.forms import (
    FactForm,
    FirstStepsForm,
    Name,
    OptionForm,
    QuestionForm,
    QuizForm,
    ResourceForm,
    RoadmapForm,
    SkillForm,
    TrackForm,
)
from roadmap.graph import Credit, Graph, Node
from roadmap.models.quiz import FirstStepQuerySet
from roadmap.ordering import graph_of_nodes

Item = TypeVar("Item")

# Both databases take this many values in one statement, however old they are.
SLICE = 5_000


def stated_graph(version: models.Version) -> Graph:
    """The graph that a version's rows state, a draft's with its skills as they are now.

    Three queries, whatever the size; `version.roadmap` is to be there.
    """
    return _graph(version, "skill__" if version.is_draft else "")


def frozen_graph(version: models.Version) -> Graph:
    """The same, with the words of skills that were copied into the nodes."""
    return _graph(version, "")


def _graph(version: models.Version, words: str) -> Graph:
    """`words` is the way to the title, kind and minutes of a skill node: none is its own."""
    requires, recommends = _edges(version)
    credits_by_node = _credits(version)
    rows = list(
        models.Node.objects.filter(version=version)
        .in_order()
        .values(
            *("pk", "key", "kind", "summary", "role_note", "required", "choose", "group__key"),
            own_title=F("title"),
            words_title=F(f"{words}title"),
            words_kind=F("skill__kind") if words else F("skill_kind"),
            words_minutes=F(f"{words}minutes"),
        )
    )
    keys = {row["pk"]: row["key"] for row in rows}
    nodes = (
        replace(
            _node(row),
            requires=tuple(keys[source] for source in requires[row["pk"]]),
            recommends=tuple(keys[source] for source in recommends[row["pk"]]),
            credit=credits_by_node.get(row["pk"]),
        )
        for row in rows
    )
    return graph_of_nodes(
        nodes,
        roadmap=version.roadmap.slug,
        title=version.title,
        edition=version.edition or 0,
        version=version.number,
    )


def _node(row: dict[str, Any]) -> Node:
    """A node without its edges."""
    is_skill = row["kind"] == models.NodeKind.SKILL
    return Node(
        key=row["key"],
        kind=row["kind"],
        title=row["words_title"] if is_skill else row["own_title"],
        skill_kind=row["words_kind"] if is_skill else "",
        summary=row["summary"],
        role_note=row["role_note"],
        minutes=row["words_minutes"] if is_skill else 0,
        required=row["required"] and row["kind"] != models.NodeKind.MILESTONE,
        group=row["group__key"],
        choose=row["choose"],
    )


def _edges(version: models.Version) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    requires: dict[int, list[int]] = defaultdict(list)
    recommends: dict[int, list[int]] = defaultdict(list)
    rows = models.Edge.objects.filter(version=version).values_list("source", "target", "kind")
    for source, target, kind in rows:
        (requires if kind == models.EdgeKind.REQUIRES else recommends)[target].append(source)
    return requires, recommends


def _credits(version: models.Version) -> dict[int, Credit]:
    counts: dict[int, list[str]] = defaultdict(list)
    modes: dict[int, Any] = {}
    rows = models.Credit.objects.filter(version=version).values_list("node", "skill__slug", "mode")
    for node, skill, mode in rows:
        counts[node].append(skill)
        modes[node] = mode
    return {node: Credit(tuple(skills), modes[node]) for node, skills in counts.items()}


def skills_as_told(slugs: Iterable[str]) -> dict[str, SkillForm]:
    """Skills with their resources by slug, of those that exist. Two queries per 5,000."""
    return {
        skill.slug: skill for some in in_slices(slugs, SLICE) for skill in _skills_as_told(some)
    }


def _skills_as_told(slugs: Sequence[str]) -> Iterator[SkillForm]:
    resources: dict[str, list[ResourceForm]] = defaultdict(list)
    columns = ("skill__slug", "url", "title", "type", "free", "language", "minutes")
    placed = models.Resource.objects.filter(skill__slug__in=slugs).order_by("position", "pk")
    for slug, *told in placed.values_list(*columns):
        resources[slug].append(ResourceForm(*told))
    rows = models.Skill.objects.filter(slug__in=slugs).values(
        "slug", "title", "kind", "summary", "description", "minutes"
    )
    for row in rows:
        yield SkillForm(**row, resources=tuple(resources[row["slug"]]))


def tracks_as_told(slugs: Iterable[str]) -> dict[str, TrackForm]:
    """Tracks with their facts by slug, of those that exist. Two queries."""
    wanted = list(slugs)
    facts: dict[str, list[FactForm]] = defaultdict(list)
    rows = models.Fact.objects.filter(track__slug__in=wanted).order_by("position", "pk")
    for fact in rows.annotate(track_slug=F("track__slug")):
        as_of = fact.as_of.isoformat() if fact.as_of else ""
        facts[fact.track_slug].append(
            FactForm(fact.key, fact.label, fact.region, fact.value, fact.unit, fact.source, as_of)
        )
    found = models.Track.objects.filter(slug__in=wanted).values_list("slug", "title", "summary")
    return {slug: TrackForm(slug, title, words, tuple(facts[slug])) for slug, title, words in found}


def quiz_as_told() -> QuizForm | None:
    """The fit quiz, None where there are no questions. Four queries."""
    questions = questions_as_told()
    steps = first_steps_by_track(models.FirstStep.objects.all())
    told = (
        FirstStepsForm(Name(track), tuple(map(Name, skills))) for track, skills in steps.items()
    )
    return QuizForm(questions, tuple(told)) if questions else None


def questions_as_told() -> tuple[QuestionForm, ...]:
    """The questions of the fit quiz with all that their options say. Three queries."""
    questions = models.Question.objects.in_order().with_weights()
    return tuple(
        QuestionForm(question.key, question.text, tuple(map(_option, question.options.all())))
        for question in questions
    )


def _option(option: models.Option) -> OptionForm:
    points = {weight.track.slug: weight.points for weight in option.weights.all()}
    return OptionForm(option.key, option.text, option.why, points)


def first_steps_by_track(steps: FirstStepQuerySet) -> dict[str, list[str]]:
    """The skills to begin with, in order, by track, the tracks in order, too. One query."""
    skills: dict[str, list[str]] = defaultdict(list)
    for track, skill in steps.in_order().values_list("track__slug", "skill__slug"):
        skills[track].append(skill)
    return dict(sorted(skills.items()))


def roadmap_as_told(roadmap: models.Roadmap, version: models.Version) -> RoadmapForm:
    """What a file says of a roadmap beside its nodes. `roadmap.track` is to be there."""
    track = Name(roadmap.track.slug) if roadmap.track else None
    return RoadmapForm(roadmap.slug, version.title, track, roadmap.kind, roadmap.summary)


def in_slices(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
