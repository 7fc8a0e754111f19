"""Tracks, roadmaps and skills for everybody: found, then told."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from roadmap.api import answers, bodies, choosing
from roadmap.api.serializers import ANSWERS, Answers, ComparisonQuery, RoadmapQuery, SkillQuery
from roadmap.comparing import compare
from roadmap.compiled import document_of, graph_of, graphs_of, roles_of
from roadmap.errors import NotAmongTracks, RoadmapArchived
from roadmap.fitting import fit
from roadmap.models import CatalogueStamp, FirstStep, Question, Roadmap, Skill, Track, Version
from roadmap.models.track import TrackQuerySet
from roadmap.models.version import CompiledKey
from roadmap.queries import first_steps_by_track, questions_as_told
from wire.conditions import Document
from wire.cursors import PageQuery
from wire.parsing import parse_query
from wire.problems import NotFound
from wire.views import SAFE_METHODS, DocumentView, PublicView, problems


class CatalogueView(PublicView):
    """Made of nothing but tracks, roadmaps and skills, with all that belongs to them."""

    def stamp(self) -> str:
        return CatalogueStamp.objects.now()


@extend_schema(responses=answers.TrackPage)
class TracksView(CatalogueView):
    """Roles to grow into, with their roadmaps."""

    query_serializer = PageQuery

    def answer(self) -> dict[str, Any]:
        page = self.page(_tracks(), order=("slug",))
        return page.told(map(bodies.track_item, page.rows))


@extend_schema(responses=answers.TrackAnswer)
class TrackView(CatalogueView):
    """A role with its facts, each with its source."""

    def answer(self, track: str) -> dict[str, Any]:
        found = _tracks().with_facts().filter(slug=track).first()
        if found is None:
            raise NotFound
        return bodies.track_body(found)


@extend_schema(responses=choosing.ComparisonAnswer)
class ComparisonView(CatalogueView):
    """What two tracks have in common: skills, minutes, and their facts side by side.

    Compared are the current versions of the roadmaps of kind `role`, one for each track: all their
    skills, optional ones and choices too. Lists are in version order, and a shared skill is told
    as this track's roadmap tells it. `overlap` is shared of all, and 0 where a track shows no
    such roadmap.
    """

    query_serializer = ComparisonQuery

    def answer(self, track: str) -> dict[str, Any]:
        here, there = self._tracks(track)
        roles = roles_of([here.slug, there.slug])
        comparison = compare(roles[here.slug], roles[there.slug])
        return bodies.comparison_body(here, there, comparison)

    def _tracks(self, track: str) -> tuple[Track, Track]:
        """The track of the path, and the other: a bad choice, for a parameter, is its own fault."""
        other = self.query["with"]
        tracks = (
            Track.objects.filter(slug__in=[track, other]).with_facts().in_bulk(field_name="slug")
        )
        if track not in tracks:
            raise NotFound
        if other == track or other not in tracks:
            raise NotAmongTracks("with", Track.objects.exclude(slug=track).slugs())
        return tracks[track], tracks[other]


@extend_schema(responses=choosing.FitQuizAnswer)
class FitQuizView(CatalogueView):
    """Questions that help to choose a track, each option with what it speaks for and why."""

    def answer(self) -> dict[str, Any]:
        questions = Question.objects.in_order().with_options()
        return {"questions": [bodies.question_item(question) for question in questions]}


@extend_schema(parameters=[ANSWERS], responses=choosing.FitAnswer)
class FitResultsView(CatalogueView):
    """Which track fits these answers, with reasons and first steps. Nothing is stored."""

    def read_query(self, request: Request) -> dict[str, Any]:
        # The parameters are in the catalogue. `answer` reads them: one who has the ETag of this
        # address gave good ones, and hears so from the stamp alone.
        return {} if request.method in SAFE_METHODS else super().read_query(request)

    def answer(self) -> dict[str, Any]:
        questions = questions_as_told()
        found = fit(questions, parse_query(Answers(questions), self.request))
        return bodies.fit_body(found, first_steps_by_track(FirstStep.objects.published()))


@extend_schema(responses=answers.RoadmapPage)
class RoadmapsView(CatalogueView):
    """Roadmaps that are kept up, each with the size of its current version."""

    query_serializer = RoadmapQuery

    def answer(self) -> dict[str, Any]:
        wanted = Roadmap.objects.published().matching(self.query["q"])
        wanted = wanted.narrowed(track=self.query["track"], kind=self.query["kind"])
        shown = Version.objects.current().filter(roadmap__in=wanted).with_roadmap()
        page = self.page(shown, order=("roadmap__slug",))
        graphs = graphs_of((version.pk, version.content_hash) for version in page.rows)
        return page.told(bodies.roadmap_item(version, graphs[version.pk]) for version in page.rows)


@extend_schema(responses=answers.RoadmapAnswer)
class RoadmapView(CatalogueView):
    """A roadmap and what changed in its current version."""

    @problems("archived")
    def answer(self, roadmap: str) -> dict[str, Any]:
        version = Version.objects.with_roadmap().get(pk=_current(roadmap).version_id)
        graph = graph_of(version.pk, version.content_hash)
        return bodies.roadmap_item(version, graph) | bodies.version_item(version)


@extend_schema(responses=answers.GraphAnswer)
class GraphView(DocumentView):
    """The current version of a roadmap as one compiled document."""

    @problems("archived")
    def answer(self, roadmap: str) -> Document:
        current = _current(roadmap)
        return document_of(current.version_id, current.etag)


@extend_schema(responses=answers.NodeAnswer)
class NodeView(CatalogueView):
    """A node of the current version with its description, resources and neighbours."""

    @problems("archived")
    def answer(self, roadmap: str, node: str) -> dict[str, Any]:
        return _node(_current(roadmap), roadmap, node)


@extend_schema(responses=answers.VersionPage)
class VersionsView(CatalogueView):
    """All published versions of a roadmap, newest first. They outlive its archiving."""

    query_serializer = PageQuery

    def answer(self, roadmap: str) -> dict[str, Any]:
        versions = Version.objects.published().of(roadmap)
        if not versions.exists():
            raise NotFound
        page = self.page(versions, order=("-number",))
        return page.told(map(bodies.version_item, page.rows))


@extend_schema(responses=answers.GraphAnswer)
class VersionGraphView(DocumentView):
    """Any published version as one compiled document, for learners who stay in an edition."""

    def answer(self, roadmap: str, number: int) -> Document:
        version = _version(roadmap, number)
        return document_of(version.version_id, version.etag)


@extend_schema(responses=answers.NodeAnswer)
class VersionNodeView(CatalogueView):
    """A node of any published version; its description and resources are the newest."""

    def answer(self, roadmap: str, number: int, node: str) -> dict[str, Any]:
        return _node(_version(roadmap, number), roadmap, node)


@extend_schema(responses=answers.SkillPage)
class SkillsView(CatalogueView):
    """Skills that stand on a published roadmap."""

    query_serializer = SkillQuery

    def answer(self) -> dict[str, Any]:
        skills = Skill.objects.published().matching(self.query["q"])
        page = self.page(skills, order=("slug",))
        return page.told(map(bodies.skill_item, page.rows))


@extend_schema(responses=answers.SkillAnswer)
class SkillView(CatalogueView):
    """A skill, what to learn it from, and the roadmaps that show it now."""

    def answer(self, skill: str) -> dict[str, Any]:
        found = Skill.objects.published().with_resources().filter(slug=skill).first()
        if found is None:
            raise NotFound
        return bodies.skill_body(found, on=Roadmap.objects.showing(skill).slugs())


def _tracks() -> TrackQuerySet:
    return Track.objects.with_roadmaps(Roadmap.objects.published().in_order())


def _current(roadmap: str) -> CompiledKey:
    """Which version a roadmap shows, in one query."""
    shown = Version.shown_by(roadmap)
    if shown is None:
        raise NotFound
    if shown.archived_at:
        raise RoadmapArchived(roadmap, shown.successor)
    return shown.compiled


def _version(roadmap: str, number: int) -> CompiledKey:
    """A published version by its number, in one query."""
    key = Version.objects.published().of(roadmap).compiled_as(number)
    if key is None:
        raise NotFound
    return key


def _node(version: CompiledKey, roadmap: str, key: str) -> dict[str, Any]:
    graph = graph_of(version.version_id, version.content_hash)
    if key not in graph.nodes:
        raise NotFound
    skill = Skill.objects.with_resources().filter(slug=key).first()
    elsewhere = Roadmap.objects.showing(key).exclude(slug=roadmap)
    return bodies.node_body(graph, key, skill, also_on=elsewhere.slugs())
