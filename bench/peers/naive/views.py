"""The four endpoints, straight from the models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.peers import answers
from bench.peers.acts import EVENTS_A_DAY, Decision, MarkWanted, Refused, check_quota, decide
from bench.peers.folding import Mark as Fact
from bench.peers.folding import Node as Row
from bench.peers.folding import Standing
from bench.peers.folding import Version as Folded
from bench.peers.naive.models import Event, Ledger, Mark, Node, Roadmap, Skill, Version
from bench.peers.naive.serializers import GraphSerializer


class GraphView(APIView):
    def get(self, request: Any, roadmap: str) -> Response:
        found = get_object_or_404(Roadmap, slug=roadmap)
        return Response(GraphSerializer(found.current).data)


class LearnerView(APIView):
    def check_permissions(self, request: Any) -> None:
        if request.user is None:
            raise NotAuthenticated


class ProgressView(LearnerView):
    def get(self, request: Any, roadmap: str) -> Response:
        standing_on = request.user.enrollments.filter(left_at=None)
        enrollment = get_object_or_404(standing_on, roadmap__slug=roadmap)
        version = version_of(enrollment)
        stood = standing(request.user, version)
        row = told(enrollment, version)
        return Response(answers.progress(row, stood, str(request.user.ledger)))


class DashboardView(LearnerView):
    def get(self, request: Any) -> Response:
        items = []
        for enrollment in request.user.enrollments.filter(left_at=None):
            version = version_of(enrollment)
            stood = standing(request.user, version)
            items.append(answers.enrollment(told(enrollment, version), stood))
        return Response({"items": items, "next_cursor": None})


class MarkView(LearnerView):
    @transaction.atomic
    def put(self, request: Any, skill: str) -> Response:
        try:
            wanted = MarkWanted.model_validate(request.data)
            decision = record(request.user, skill, wanted)
        except ValidationError as error:
            return Response(str(error), status=400)
        except Refused as refused:
            return Response(str(refused), status=refused.status)
        moved = []
        for enrollment in request.user.enrollments.filter(left_at=None):
            stood = standing(request.user, version_of(enrollment))
            if stood.version.counting(skill):
                moved.append(stood)
        cursor = str(Ledger.objects.get(learner=request.user))
        return Response(answers.marked(skill, decision, moved, cursor))


def version_of(enrollment: Any) -> Version:
    versions = enrollment.roadmap.versions.filter(edition=enrollment.edition)
    return versions.filter(published_at__isnull=False).order_by("-number").first()


def told(enrollment: Any, version: Version) -> dict[str, Any]:
    current = enrollment.roadmap.current
    return {
        "roadmap": enrollment.roadmap.slug,
        "title": version.title,
        "edition": enrollment.edition,
        "version": version.number,
        "latest_version": current.number,
        "latest_edition": current.edition,
        "enrolled_at": enrollment.enrolled_at,
        "weekly_minutes": enrollment.weekly_minutes,
        "target_on": enrollment.target_on,
        "days_off": enrollment.days_off,
        "is_favourite": enrollment.is_favourite,
        "is_paused": enrollment.is_paused,
    }


def standing(user: Any, version: Version) -> Standing:
    marks = user.marks.exclude(status="cleared").select_related("skill", "roadmap")
    skips = user.skips.filter(status="skipped", roadmap=version.roadmap).select_related("skill")
    facts = {
        mark.skill.slug: Fact(
            mark.skill.slug, mark.status, mark.at, mark.roadmap.slug if mark.roadmap else None
        )
        for mark in marks
    }
    return Standing(folded(version), facts, {skip.skill.slug: skip.at for skip in skips})


def folded(version: Version) -> Folded:
    edges = version.edges.filter(kind="requires").select_related("source", "target")
    credits_ = version.credits.order_by("node__key", "skill__slug").select_related("node", "skill")
    return Folded(
        version.roadmap.slug,
        rows(version.nodes.select_related("group")),
        [(edge.source.key, edge.target.key) for edge in edges],
        [(credit.node.key, credit.skill.slug, credit.mode) for credit in credits_],
    )


def rows(nodes: Iterable[Node]) -> list[Row]:
    return [
        Row(
            node.key,
            node.kind,
            node.group.key if node.group else None,
            node.required,
            node.choose,
            node.minutes,
        )
        for node in nodes
    ]


def record(user: Any, slug: str, wanted: MarkWanted) -> Decision:
    now = timezone.now()
    ledger = Ledger.objects.select_for_update().get(learner=user)
    skill = Skill.objects.filter(slug=slug).first()
    if skill is None or not skill.node_set.filter(version__published_at__isnull=False).exists():
        raise Refused(422, "unknown_skill")
    roadmap = Roadmap.objects.filter(slug=wanted.roadmap).first()
    if wanted.roadmap and roadmap is None:
        raise Refused(422, "unknown_roadmap")
    of_skill = user.events.filter(skill=skill, status__in=["in_progress", "done", "cleared"])
    same_id = user.events.filter(id=wanted.event_id)
    decision = decide(wanted, slug, [entry(event) for event in of_skill | same_id], now)
    if decision.event is None:
        return decision
    ledger.seq += 1
    filled = user.events.filter(seq__lte=ledger.seq - EVENTS_A_DAY).order_by("-seq").first()
    check_quota(filled.recorded_at if filled else None, now)
    ledger.save()
    keep(user, ledger.seq, skill, roadmap, wanted, decision)
    return decision


def keep(
    user: Any, seq: int, skill: Skill, roadmap: Roadmap | None, wanted: MarkWanted, made: Decision
) -> None:
    assert made.event is not None
    at, event_id = made.event["occurred_at"], made.event["id"]
    day, offset = wanted.day(at, user.time_zone)
    Event.objects.create(
        learner=user,
        id=event_id,
        seq=seq,
        skill=skill,
        status=wanted.status,
        roadmap=roadmap,
        occurred_at=at,
        recorded_at=timezone.now(),
        local_day=day,
        utc_offset=offset,
        source="client",
        evidence_url=made.event["evidence_url"],
    )
    if made.is_applied:
        words = {"status": wanted.status, "at": at, "event_id": event_id, "roadmap": roadmap}
        words |= {"evidence_url": made.event["evidence_url"], "seq": seq}
        Mark.objects.update_or_create(learner=user, skill=skill, defaults=words)


def entry(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "skill": event.skill.slug,
        "status": event.status,
        "roadmap": event.roadmap.slug if event.roadmap else None,
        "occurred_at": event.occurred_at,
        "evidence_url": event.evidence_url,
    }
