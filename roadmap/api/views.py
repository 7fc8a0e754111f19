"""Tracks, roadmaps and skills for everybody: found, then told."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema

from roadmap.api import answers, bodies
from roadmap.api.serializers import RoadmapQuery, SkillQuery
from roadmap.compiled import document_of, graph_of, graphs_of
from roadmap.errors import RoadmapArchived
from roadmap.models import Fact, Resource, Roadmap, Skill, Track, Version
from wire.conditions import Document
from wire.cursors import PageQuery, page_of
from wire.problems import NotFound
from wire.views import PublicView, problems


@extend_schema(responses=answers.TrackPage)
class TracksView(PublicView):
    """Roles to grow into, with their roadmaps."""

    query_serializer = PageQuery

    def answer(self) -> dict[str, Any]:
        return page_of(_tracks(), order=("slug",), query=self.query, shape=bodies.track_item)


@extend_schema(responses=answers.TrackAnswer)
class TrackView(PublicView):
    """A role with its facts, each with its source."""

    def answer(self, track: str) -> dict[str, Any]:
        facts = Fact.objects.order_by("position", "pk")
        found = _tracks().filter(slug=track).prefetch_related(Prefetch("facts", facts)).first()
        if found is None:
            raise NotFound
        return bodies.track_body(found)


@extend_schema(responses=answers.RoadmapPage)
class RoadmapsView(PublicView):
    """Roadmaps that are kept up, each with the size of its current version."""

    query_serializer = RoadmapQuery

    def answer(self) -> dict[str, Any]:
        roadmaps = Roadmap.objects.published().matching(self.query["q"])
        if self.query["track"]:
            roadmaps = roadmaps.filter(track__slug=self.query["track"])
        if self.query["kind"]:
            roadmaps = roadmaps.filter(kind=self.query["kind"])
        page = page_of(
            Version.objects.current().filter(roadmap__in=roadmaps).select_related("roadmap__track"),
            order=("roadmap__slug",),
            query=self.query,
            shape=lambda version: {"version": version},
        )
        shown: list[Version] = [item["version"] for item in page["items"]]
        graphs = graphs_of((version.pk, version.content_hash) for version in shown)
        items = [bodies.roadmap_item(version, graphs[version.pk]) for version in shown]
        return page | {"items": items}


@extend_schema(responses=answers.RoadmapAnswer)
class RoadmapView(PublicView):
    """A roadmap and what changed in its current version."""

    @problems("archived")
    def answer(self, roadmap: str) -> dict[str, Any]:
        current = _current(roadmap)
        version = Version.objects.select_related("roadmap__track").get(pk=current["version_id"])
        graph = graph_of(version.pk, version.content_hash)
        return bodies.roadmap_item(version, graph) | bodies.version_item(version)


@extend_schema(responses=answers.GraphAnswer)
class GraphView(PublicView):
    """The current version of a roadmap as one compiled document."""

    @problems("archived")
    def answer(self, roadmap: str) -> Document:
        current = _current(roadmap)
        return document_of(current["version_id"], current["etag"])


@extend_schema(responses=answers.NodeAnswer)
class NodeView(PublicView):
    """A node of the current version with its description, resources and neighbours."""

    @problems("archived")
    def answer(self, roadmap: str, node: str) -> dict[str, Any]:
        return _node(_current(roadmap), roadmap, node)


@extend_schema(responses=answers.VersionPage)
class VersionsView(PublicView):
    """All published versions of a roadmap, newest first. They outlive its archiving."""

    query_serializer = PageQuery

    def answer(self, roadmap: str) -> dict[str, Any]:
        versions = Version.objects.published().filter(roadmap__slug=roadmap)
        if not versions.exists():
            raise NotFound
        return page_of(versions, order=("-number",), query=self.query, shape=bodies.version_item)


@extend_schema(responses=answers.GraphAnswer)
class VersionGraphView(PublicView):
    """Any published version as one compiled document, for learners who stay in an edition."""

    def answer(self, roadmap: str, number: int) -> Document:
        version = _version(roadmap, number)
        return document_of(version["version_id"], version["etag"])


@extend_schema(responses=answers.NodeAnswer)
class VersionNodeView(PublicView):
    """A node of any published version; its description and resources are the newest."""

    def answer(self, roadmap: str, number: int, node: str) -> dict[str, Any]:
        return _node(_version(roadmap, number), roadmap, node)


@extend_schema(responses=answers.SkillPage)
class SkillsView(PublicView):
    """Skills that stand on a published roadmap."""

    query_serializer = SkillQuery

    def answer(self) -> dict[str, Any]:
        skills = Skill.objects.published().matching(self.query["q"])
        return page_of(skills, order=("slug",), query=self.query, shape=bodies.skill_item)


@extend_schema(responses=answers.SkillAnswer)
class SkillView(PublicView):
    """A skill, what to learn it from, and the roadmaps that show it now."""

    def answer(self, skill: str) -> dict[str, Any]:
        found = _with_resources(Skill.objects.published()).filter(slug=skill).first()
        if found is None:
            raise NotFound
        return bodies.skill_body(found, on=Roadmap.objects.showing(skill).slugs())


def _tracks() -> QuerySet[Track]:
    roadmaps = Roadmap.objects.published().in_order()
    return Track.objects.prefetch_related(Prefetch("roadmaps", roadmaps))


def _with_resources(skills: QuerySet[Skill]) -> QuerySet[Skill]:
    in_order = Resource.objects.order_by("position", "pk")
    return skills.prefetch_related(Prefetch("resources", in_order))


def _current(roadmap: str) -> dict[str, Any]:
    """Which version a roadmap shows, in one query."""
    row = (
        Roadmap.objects.filter(slug=roadmap, current__isnull=False)
        .values(
            "archived_at",
            "successor__slug",
            version_id=F("current"),
            content_hash=F("current__content_hash"),
            etag=F("current__compiled__etag"),
        )
        .first()
    )
    if row is None:
        raise NotFound
    if row["archived_at"]:
        raise RoadmapArchived(roadmap, row["successor__slug"])
    return dict(row)


def _version(roadmap: str, number: int) -> dict[str, Any]:
    """A published version by its number, in one query."""
    row = (
        Version.objects.published()
        .filter(roadmap__slug=roadmap, number=number)
        .values("content_hash", version_id=F("pk"), etag=F("compiled__etag"))
        .first()
    )
    if row is None:
        raise NotFound
    return dict(row)


def _node(version: dict[str, Any], roadmap: str, key: str) -> dict[str, Any]:
    graph = graph_of(version["version_id"], version["content_hash"])
    if key not in graph.nodes:
        raise NotFound
    skill = _with_resources(Skill.objects.all()).filter(slug=key).first()
    elsewhere = Roadmap.objects.showing(key).exclude(slug=roadmap)
    return bodies.node_body(graph, key, skill, also_on=elsewhere.slugs())
