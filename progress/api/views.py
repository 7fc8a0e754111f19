"""What a learner follows, does, has done, and could do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import LearnerView
from accounts.zones import known_zone
from progress.api import answers
from progress.api.bodies import (
    activity_body,
    enrollment_body,
    marked_body,
    marks_body,
    progress_body,
    skipped_body,
    suggestion_body,
)
from progress.api.serializers import (
    ActivityQuery,
    ClearingWanted,
    EnrollmentChanges,
    MarkWanted,
    NextQuery,
    Nothing,
    SkipWanted,
    changes_of,
)
from progress.merging import Act
from progress.models import Enrollment
from progress.models.enrollment import Enrolled, EnrollmentQuerySet
from progress.next_up import rank
from progress.queries import (
    Following,
    activity_of_many,
    cursor_of,
    folds_of,
    stand,
    standings_of,
)
from progress.services import change_enrollment, enroll, leave, mark_skill, skip_skill
from progress.services.enrolling import Guard
from wire.conditions import check_if_match, not_modified
from wire.cursors import PageQuery, page_of
from wire.parsing import parse
from wire.problems import Fault, InvalidRequest, NotFound
from wire.views import problems

MOST_DAYS = 366
REFUSED_SKIPS = ("not_markable", "clock_ahead", "event_conflict")
REFUSED_MARKS = (*REFUSED_SKIPS, "unknown_skill", "unknown_roadmap", "not_on_any_roadmap")


class FollowerView(LearnerView):
    """What reads the learner's own enrollments."""

    with_etag = frozenset({"GET"})

    @property
    def mine(self) -> EnrollmentQuerySet:
        return Enrollment.objects.of([self.learner.pk]).standing()

    def about(self, roadmap: str, shape: Callable[[Following], dict[str, Any]]) -> Response:
        """Tell of one enrollment; a stranger's is as unknown as one that never was."""
        enrolled = self.mine.on(roadmap).read()
        if not enrolled:
            raise NotFound
        return conditional(self.request, tag_of(*enrolled), lambda: shape(stand(enrolled)[0]))


class EnrollmentsView(FollowerView):
    """What I follow, by roadmap, each with where I stand."""

    query_serializer = PageQuery

    @extend_schema(responses=answers.EnrollmentPage)
    def get(self, request: Request) -> Response:
        page = page_of(self.mine.reading(), order=("roadmap__slug",), query=self.query, shape=dict)
        enrolled = [Enrolled.of(row) for row in page["items"]]
        return conditional(
            request,
            tag_of(*enrolled),
            lambda: page | {"items": [enrollment_body(row) for row in stand(enrolled)]},
        )


class EnrollmentView(FollowerView):
    """A roadmap I follow. PUT ensures that I do and touches no setting; DELETE leaves it.

    Marks and skips stay when I leave. Who joins, also again, starts in the current edition.
    """

    @extend_schema(responses=answers.EnrollmentAnswer)
    def get(self, request: Request, roadmap: str) -> Response:
        return self.about(roadmap, enrollment_body)

    @problems("archived", "precondition_failed")
    @extend_schema(request=Nothing, responses=answers.EnrollmentAnswer)
    def put(self, request: Request, roadmap: str) -> Response:
        parse(Nothing, request)
        following = enroll(
            learner=self.learner, roadmap=roadmap, guard=guard_of(request), at=timezone.now()
        )
        return Response(enrollment_body(following))

    @problems("precondition_failed")
    @extend_schema(request=EnrollmentChanges, responses=answers.EnrollmentAnswer)
    def patch(self, request: Request, roadmap: str) -> Response:
        changes = changes_of(parse(EnrollmentChanges, request, partial=True))
        following = change_enrollment(
            learner=self.learner, roadmap=roadmap, changes=changes, guard=guard_of(request)
        )
        return Response(enrollment_body(following))

    @problems("precondition_failed")
    @extend_schema(responses={204: None})
    def delete(self, request: Request, roadmap: str) -> Response:
        leave(learner=self.learner, roadmap=roadmap, guard=guard_of(request), at=timezone.now())
        return Response(status=204)


class ProgressView(FollowerView):
    """Where I stand on a roadmap: every node that is not plainly open, and what is open."""

    @extend_schema(responses=answers.ProgressAnswer)
    def get(self, request: Request, roadmap: str) -> Response:
        return self.about(roadmap, progress_body)


class SkipView(LearnerView):
    """A skill that is not on my way here. PUT skips it, DELETE puts it back.

    Both may name `event_id` and `occurred_at` in the body.
    """

    @problems(*REFUSED_SKIPS)
    @extend_schema(request=SkipWanted, responses=answers.SkippedAnswer)
    def put(self, request: Request, roadmap: str, node: str) -> Response:
        return self._record(request, roadmap, node, "skipped")

    @problems(*REFUSED_SKIPS)
    @extend_schema(request=SkipWanted, responses=answers.SkippedAnswer)
    def delete(self, request: Request, roadmap: str, node: str) -> Response:
        return self._record(request, roadmap, node, "unskipped")

    def _record(self, request: Request, roadmap: str, node: str, status: str) -> Response:
        act = Act(skill=node, roadmap=roadmap, status=status, **parse(SkipWanted, request))
        return Response(skipped_body(skip_skill(learner=self.learner, act=act, at=timezone.now())))


class MarksView(LearnerView):
    """All my marks in one compact map."""

    with_etag = frozenset({"GET"})

    @extend_schema(responses=answers.MarksAnswer)
    def get(self, request: Request) -> Response:
        learner_id = self.learner.pk
        # The cursor first: marks that come in between are then told twice, never missed.
        cursor = cursor_of(learner_id)
        return conditional(
            request,
            etag(cursor),
            lambda: marks_body(folds_of([learner_id])[learner_id].marks, cursor=cursor),
        )


class MarkView(LearnerView):
    """My mark on a skill, wherever it is used. PUT sets it, DELETE clears it.

    DELETE may name `event_id`, `occurred_at` and `roadmap` in the body.
    """

    @problems(*REFUSED_MARKS)
    @extend_schema(request=MarkWanted, responses=answers.MarkedAnswer)
    def put(self, request: Request, skill: str) -> Response:
        act = Act(skill=skill, **parse(MarkWanted, request))
        return Response(marked_body(mark_skill(learner=self.learner, act=act, at=timezone.now())))

    @problems(*REFUSED_MARKS)
    @extend_schema(request=ClearingWanted, responses=answers.MarkedAnswer)
    def delete(self, request: Request, skill: str) -> Response:
        act = Act(skill=skill, status="cleared", **parse(ClearingWanted, request))
        return Response(marked_body(mark_skill(learner=self.learner, act=act, at=timezone.now())))


class NextView(LearnerView):
    """What to take up next, with the reasons; without `roadmap`, over all that are not paused."""

    query_serializer = NextQuery

    @problems("not_found")
    @extend_schema(responses=answers.NextAnswer)
    def get(self, request: Request) -> Response:
        standings = [row.standing for row in self._followings()]
        best = rank(standings, limit=self.query["limit"])
        return Response({"items": [suggestion_body(suggestion) for suggestion in best]})

    def _followings(self) -> list[Following]:
        roadmap = self.query["roadmap"]
        followings = standings_of(self.learner.pk)
        if roadmap is None:
            return [row for row in followings if not row.enrolled.is_paused]
        named = [row for row in followings if row.enrolled.roadmap == roadmap]
        if not named:
            raise NotFound
        return named


class ActivityView(LearnerView):
    """My days with something in them, and my streak as of today where I live.

    `until` is today and `since` a year before, unless given; at most 366 days.
    """

    query_serializer = ActivityQuery

    @extend_schema(responses=answers.ActivityAnswer)
    def get(self, request: Request) -> Response:
        today = timezone.now().astimezone(known_zone(self.learner.time_zone)).date()
        since, until = self._range(today)
        activity = activity_of_many([self.learner.pk])[self.learner.pk]
        return Response(activity_body(activity, since=since, until=until, today=today))

    def _range(self, today: date) -> tuple[date, date]:
        until = self.query["until"] or today
        since = self.query["since"] or until - timedelta(days=MOST_DAYS - 1)
        if not 0 <= (until - since).days < MOST_DAYS:
            detail = f"Ask for 1 to {MOST_DAYS} days, up to {until}."
            raise InvalidRequest(errors=[Fault("query", "/since", "out_of_range", detail)])
        return since, until


def tag_of(*enrolled: Enrolled) -> str:
    """All that an answer about these depends on: the learner's ledger, and what she reads."""
    cursors = {row.cursor for row in enrolled}
    return etag(*cursors, *(f"{row.version_id}.{row.latest_version}" for row in enrolled))


def etag(*parts: str) -> str:
    """With another feature level the same facts may be told differently."""
    return f'"{settings.FEATURE_LEVEL}-{"-".join(parts)}"'


def guard_of(request: Request) -> Guard:
    """Hold a write to the state the client has read, if it says which."""

    def check(before: Following | None) -> None:
        check_if_match(request, tag_of(before.enrolled) if before else None)

    return check


def conditional(request: Request, tag: str, body: Callable[[], dict[str, Any]]) -> Response:
    """The body, made only when the client does not have it yet."""
    if not_modified(request, tag):
        return Response(status=304, headers={"ETag": tag})
    return Response(body(), headers={"ETag": tag})
