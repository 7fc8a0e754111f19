"""The answers of the public endpoints, made of rows and graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from roadmap.comparing import Comparison, minutes_of, side_by_side
from roadmap.documents import counts, node_of
from roadmap.fitting import Fit
from roadmap.graph import Graph, Node
from roadmap.models import Fact, Question, Resource, Skill, Track, Version
from roadmap.prose import as_html
from wire.instants import format_instant


def track_item(track: Track) -> dict[str, Any]:
    return {
        "slug": track.slug,
        "title": track.title,
        "summary": track.summary,
        "roadmaps": [roadmap.slug for roadmap in track.roadmaps.all()],
    }


def track_body(track: Track) -> dict[str, Any]:
    return track_item(track) | {"facts": [_fact(fact) for fact in track.facts.all()]}


def comparison_body(here: Track, there: Track, comparison: Comparison) -> dict[str, Any]:
    """Two tracks, with their facts, by what their roles ask for."""
    lists = {
        "shared": comparison.shared,
        "only_here": comparison.only_here,
        "only_there": comparison.only_there,
    }
    return {
        "track": here.slug,
        "with": there.slug,
        **{name: [_skill_of_role(node) for node in nodes] for name, nodes in lists.items()},
        "minutes": {name: minutes_of(nodes) for name, nodes in lists.items()},
        "overlap": comparison.overlap,
        "facts": [
            _compared(mine, theirs) for mine, theirs in side_by_side(_facts(here), _facts(there))
        ],
    }


def roadmap_item(version: Version, graph: Graph) -> dict[str, Any]:
    """A roadmap by its current version; `version.roadmap.track` is to be there."""
    roadmap = version.roadmap
    return {
        "slug": roadmap.slug,
        "title": roadmap.title,
        "track": roadmap.track.slug if roadmap.track else None,
        "kind": roadmap.kind,
        "summary": roadmap.summary,
        "version": version.number,
        "edition": version.edition,
        "counts": counts(graph),
    }


def version_item(version: Version) -> dict[str, Any]:
    """A published version."""
    return {
        "version": version.number,
        "edition": version.edition,
        "published_at": format_instant(cast(datetime, version.published_at)),
        "changelog": version.changelog,
    }


def node_body(
    graph: Graph, key: str, skill: Skill | None, also_on: Iterable[str]
) -> dict[str, Any]:
    """A node with what surrounds it; groups and milestones have no skill and stand alone."""
    description = skill.description if skill else ""
    node = graph.nodes[key]
    return {
        **node_of(graph, key, skill.summary if skill else node.summary),
        "description_markdown": description,
        "description_html": as_html(description),
        "role_note": node.role_note,
        "resources": [_resource(resource) for resource in skill.resources.all()] if skill else [],
        "requires": [other for other in graph.nodes if other in graph.waits_for[key]],
        "unlocks": [other for other in graph.nodes if key in graph.waits_for[other]],
        "also_on": list(also_on),
    }


def skill_item(skill: Skill) -> dict[str, Any]:
    return {
        "slug": skill.slug,
        "title": skill.title,
        "kind": skill.kind,
        "summary": skill.summary,
        "minutes": skill.minutes,
    }


def skill_body(skill: Skill, on: Iterable[str]) -> dict[str, Any]:
    return {
        **skill_item(skill),
        "description_markdown": skill.description,
        "description_html": as_html(skill.description),
        "resources": [_resource(resource) for resource in skill.resources.all()],
        "on": list(on),
    }


def _skill_of_role(node: Node) -> dict[str, Any]:
    return {"skill": node.key, "title": node.title, "minutes": node.minutes}


def _facts(track: Track) -> dict[tuple[str, str], Fact]:
    """By what makes two facts one row of a comparison."""
    return {(fact.key, fact.region): fact for fact in track.facts.all()}


def _compared(here: Fact | None, there: Fact | None) -> dict[str, Any]:
    """One row: what it is about, as the first side that tells it calls it, and both sides."""
    told = [fact for fact in (here, there) if fact]
    return {
        **_subject(told[0]),
        "here": here and _statement(here),
        "there": there and _statement(there),
    }


def question_item(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": question.text,
        "options": [
            {"key": option.key, "text": option.text, "why": option.why}
            for option in question.options.all()
        ],
    }


def fit_body(found: Fit, first_steps: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a quiz tells of somebody; `first_steps` are skills by track."""
    return {
        "ranking": [
            {
                "track": ranked.track,
                "score": ranked.score,
                "reasons": ranked.reasons,
                "first_steps": first_steps.get(ranked.track, []),
            }
            for ranked in found.ranking
        ],
        "tie": found.tie,
        "enough": found.enough,
        "unanswered": found.unanswered,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return _subject(fact) | _statement(fact)


def _subject(fact: Fact) -> dict[str, Any]:
    return {"key": fact.key, "label": fact.label, "region": fact.region or None}


def _statement(fact: Fact) -> dict[str, Any]:
    return {
        "value": fact.value,
        "unit": fact.unit or None,
        "source": fact.source,
        "as_of": fact.as_of.isoformat() if fact.as_of else None,
    }


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "id": str(resource.pk),
        "title": resource.title,
        "url": resource.url,
        "type": resource.type,
        "free": resource.free,
        "language": resource.language,
        "minutes": resource.minutes,
    }
