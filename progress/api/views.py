"""What a learner follows, does, has done, and could do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import LearnerView
from accounts.models import User
from accounts.zones import known_zone
from progress.api import answers
from progress.api.bodies import (
    activity_body,
    enrollment_body,
    marked_body,
    marks_body,
    outlook_body,
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
    TracksQuery,
    UnskipWanted,
    changes_of,
)
from progress.merging import Act
from progress.models import Enrollment
from progress.models.enrollment import Enrolled
from progress.next_up import rank
from progress.queries import (
    Following,
    activity_of_many,
    cursor_of,
    folds_of,
    outlooks_of,
    stand,
)
from progress.services import change_enrollment, enroll, leave, mark_skill, skip_skill
from roadmap.compiled import roles_of
from roadmap.errors import NotAmongTracks
from roadmap.models import CatalogueStamp, Track
from wire.conditions import check_if_match, conditional, tag
from wire.cursors import PageQuery
from wire.parsing import parse
from wire.problems import Fault, InvalidRequest, NotFound
from wire.views import problems

MOST_DAYS = 366
REFUSED_SKIPS = ("not_markable", "clock_ahead", "event_conflict")
REFUSED_MARKS = (*REFUSED_SKIPS, "unknown_skill", "unknown_roadmap", "not_on_any_roadmap")


class FollowerView(LearnerView):
    """What reads the learner's own enrollments."""

    with_etag = frozenset({"GET"})

    def guard(self, before: Following | None) -> None:
        """Hold a write to the state the client has read, if it says which."""
        etag = tag_of(self.learner, before.enrolled) if before else None
        check_if_match(self.request, etag)

    def about(self, roadmap: str, shape: Callable[[Following], dict[str, Any]]) -> Response:
        """Tell of one enrollment; a stranger's is as unknown as one that never was."""
        enrolled = Enrolled.in_one(self.learner.pk, roadmap)
        if enrolled is None:
            raise NotFound
        etag = tag_of(self.learner, enrolled)
        return conditional(self.request, etag, lambda: shape(stand([enrolled])[0]))


class EnrollmentsView(FollowerView):
    """What I follow, by roadmap, each with where I stand."""

    query_serializer = PageQuery

    @extend_schema(responses=answers.EnrollmentPage)
    def get(self, request: Request) -> Response:
        mine = Enrollment.objects.of([self.learner.pk]).standing()
        page = self.page(mine.reading(), order=("roadmap__slug",))
        enrolled = [Enrolled.of(row) for row in page.rows]
        return conditional(
            request,
            tag(page.next_cursor, tag_of(self.learner, *enrolled)),
            lambda: page.told(map(enrollment_body, stand(enrolled))),
        )


class EnrollmentView(FollowerView):
    """A roadmap I follow."""

    with_etag = frozenset({"GET", "PUT", "PATCH"})

    @extend_schema(responses=answers.EnrollmentAnswer)
    def get(self, request: Request, roadmap: str) -> Response:
        """How I follow a roadmap, and where I stand on it."""
        return self.about(roadmap, enrollment_body)

    @problems("archived", "precondition_failed")
    @extend_schema(request=Nothing, responses=answers.EnrollmentAnswer)
    def put(self, request: Request, roadmap: str) -> Response:
        """Ensure that I follow a roadmap. It touches no setting of one I follow already.

        Who joins, also again, starts in the current edition.
        """
        parse(Nothing, request)
        following = enroll(
            learner=self.learner, roadmap=roadmap, guard=self.guard, at=timezone.now()
        )
        return self._told(following)

    @problems("precondition_failed")
    @extend_schema(request=EnrollmentChanges, responses=answers.EnrollmentAnswer)
    def patch(self, request: Request, roadmap: str) -> Response:
        """Change how I follow a roadmap. What is left out stays."""
        changes = changes_of(parse(EnrollmentChanges, request, partial=True))
        following = change_enrollment(
            learner=self.learner, roadmap=roadmap, changes=changes, guard=self.guard
        )
        return self._told(following)

    @problems("precondition_failed")
    @extend_schema(responses={204: None})
    def delete(self, request: Request, roadmap: str) -> Response:
        """Leave a roadmap. My marks and skips stay."""
        leave(learner=self.learner, roadmap=roadmap, guard=self.guard, at=timezone.now())
        return Response(status=204)

    def _told(self, following: Following) -> Response:
        """The answer to a write, with the ETag to hold the next one to."""
        etag = tag_of(self.learner, following.enrolled)
        return Response(enrollment_body(following), headers={"ETag": etag})


class ProgressView(FollowerView):
    """Where I stand on a roadmap: every node that is not plainly open, and what is open."""

    @extend_schema(responses=answers.ProgressAnswer)
    def get(self, request: Request, roadmap: str) -> Response:
        return self.about(roadmap, progress_body)


class SkipView(LearnerView):
    """A skill that is not on my way here."""

    @problems(*REFUSED_SKIPS)
    @extend_schema(request=SkipWanted, responses=answers.SkippedAnswer)
    def put(self, request: Request, roadmap: str, node: str) -> Response:
        """Take a skill off my way on a roadmap.

        `event_id` and `occurred_at` in the body let it be repeated, and come late.
        """
        return self._record(request, roadmap, node, "skipped")

    @problems(*REFUSED_SKIPS)
    @extend_schema(request=UnskipWanted, responses=answers.UnskippedAnswer)
    def delete(self, request: Request, roadmap: str, node: str) -> Response:
        """Put a skipped skill back on my way. The body may name the event, as when skipping."""
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
            tag(learner_id, cursor),
            lambda: marks_body(folds_of([learner_id])[learner_id].marks, cursor=cursor),
        )


class MarkView(LearnerView):
    """My mark on a skill, wherever it is used."""

    @problems(*REFUSED_MARKS)
    @extend_schema(request=MarkWanted, responses=answers.MarkedAnswer)
    def put(self, request: Request, skill: str) -> Response:
        """Mark a skill, on every roadmap that has it. Only `status` is needed.

        Unlocking is advice: a skill that waits for others can be marked, and `waiting_for` names
        them. `unlocked` is what this mark opens; PUT `previous` to undo it.
        """
        act = Act(skill=skill, **parse(MarkWanted, request))
        return Response(marked_body(mark_skill(learner=self.learner, act=act, at=timezone.now())))

    @problems(*REFUSED_MARKS)
    @extend_schema(request=ClearingWanted, responses=answers.ClearedAnswer)
    def delete(self, request: Request, skill: str) -> Response:
        """Clear my mark on a skill. The body may name the event, as when marking."""
        act = Act(skill=skill, status="cleared", **parse(ClearingWanted, request))
        return Response(marked_body(mark_skill(learner=self.learner, act=act, at=timezone.now())))


class NextView(FollowerView):
    """What to take up next, with the reasons; without `roadmap`, over all that are not paused."""

    query_serializer = NextQuery
    with_etag = frozenset({"GET"})

    @problems("not_found")
    @extend_schema(responses=answers.NextAnswer)
    def get(self, request: Request) -> Response:
        enrolled = self._asked_for()
        return conditional(
            request, tag_of(self.learner, *enrolled), lambda: self._suggestions(enrolled)
        )

    def _asked_for(self) -> list[Enrolled]:
        roadmap = self.query["roadmap"]
        if roadmap is None:
            return [row for row in Enrolled.all_of(self.learner.pk) if not row.is_paused]
        if named := Enrolled.in_one(self.learner.pk, roadmap):
            return [named]
        raise NotFound

    def _suggestions(self, enrolled: list[Enrolled]) -> dict[str, Any]:
        standings = [row.standing for row in stand(enrolled)]
        best = rank(standings, limit=self.query["limit"])
        return {"items": [suggestion_body(suggestion) for suggestion in best]}


class ComparisonView(LearnerView):
    """What the role of each track still takes me, in minutes, and in weeks at my pace.

    Counted on the roadmap of kind `role` that the track shows: on its current version, or where I
    follow it on the one I read there, without what I skip. My pace is the `weekly_minutes` I have
    set there, else the most I have set on any roadmap I follow, also while it is paused.
    """

    query_serializer = TracksQuery
    with_etag = frozenset({"GET"})

    @extend_schema(responses=answers.OutlooksAnswer)
    def get(self, request: Request) -> Response:
        # Both before what they vouch for: what comes in between is then told twice, never missed.
        stamp, cursor = CatalogueStamp.objects.now(), cursor_of(self.learner.pk)
        etag = tag(self.learner.pk, stamp, cursor, self.query["tracks"])
        return conditional(request, etag, self._outlooks)

    def _outlooks(self) -> dict[str, Any]:
        tracks = self.query["tracks"]
        roles = roles_of(tracks)
        if len(roles) < len(tracks):
            raise NotAmongTracks("tracks", Track.objects.slugs())
        return {"tracks": [outlook_body(each) for each in outlooks_of(self.learner.pk, roles)]}


class ActivityView(LearnerView):
    """My days with something in them, and my streak as of today where I live.

    `until` is today and `since` a year before, unless given; at most 366 days.
    """

    query_serializer = ActivityQuery
    with_etag = frozenset({"GET"})

    @extend_schema(responses=answers.ActivityAnswer)
    def get(self, request: Request) -> Response:
        today = timezone.now().astimezone(known_zone(self.learner.time_zone)).date()
        since, until = self._range(today)
        learner_id = self.learner.pk
        return conditional(
            request,
            tag(learner_id, cursor_of(learner_id), since, until, today),
            lambda: activity_body(
                activity_of_many([learner_id])[learner_id], since=since, until=until, today=today
            ),
        )

    def _range(self, today: date) -> tuple[date, date]:
        until = self.query["until"] or today
        since = self.query["since"] or until - timedelta(days=MOST_DAYS - 1)
        if not 0 <= (until - since).days < MOST_DAYS:
            detail = f"Ask for 1 to {MOST_DAYS} days, up to {until}."
            raise InvalidRequest(errors=[Fault("query", "/since", "out_of_range", detail)])
        return since, until


def tag_of(learner: User, *enrolled: Enrolled) -> str:
    """For all that can be told of these: settings, versions, and the ledger's cursor."""
    return tag(learner.pk, *enrolled)
