"""The learner's weekly digest: when it comes, what it would say, what became of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import LearnerView
from accounts.models import User
from progress.digests import preferences
from progress.digests.preferences import Changes
from progress.digests.previewing import Preview, preview
from progress.models import Digest, DigestPreference, Reason, State
from wire import policies
from wire.conditions import check_if_match, conditional, tag
from wire.cursors import PageQuery
from wire.instants import format_instant
from wire.parsing import Choice, Flag, Instant, StrictSerializer, Whole, parse
from wire.views import problems

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class DigestChanges(StrictSerializer):
    """What is left out stays. Windows that end before `paused_until` bring no mail."""

    enabled = Flag()
    weekday = Choice(WEEKDAYS)
    hour = Whole(min_value=0, max_value=23)
    paused_until = Instant(allow_null=True)

    example = {"enabled": True, "weekday": "friday", "hour": 18, "paused_until": None}


class PreviewQuery(StrictSerializer):
    """`html` and `text` answer with that part of the mail alone."""

    format = Choice(
        ["json", "html", "text"],
        required=False,
        default="json",
        help_text="The whole as JSON, or one part of the mail alone.",
    )


class DigestOutcome(serializers.Serializer):
    """One window and what became of its digest."""

    window_start = serializers.DateTimeField()
    window_end = serializers.DateTimeField()
    state = serializers.ChoiceField(State.values)
    reason = serializers.ChoiceField(Reason.values, allow_null=True)
    at = serializers.DateTimeField()

    example = {
        "window_start": "2026-11-09T07:00:00Z",
        "window_end": "2026-11-16T07:00:00Z",
        "state": "sent",
        "reason": None,
        "at": "2026-11-16T07:24:09Z",
    }


class DigestAnswer(serializers.Serializer):
    """`next_at` is when the planner opens the next digest; null while disabled."""

    enabled = serializers.BooleanField()
    weekday = serializers.ChoiceField(WEEKDAYS)
    hour = serializers.IntegerField(min_value=0, max_value=23)
    time_zone = serializers.CharField()
    paused_until = serializers.DateTimeField(allow_null=True)
    next_at = serializers.DateTimeField(allow_null=True)
    last = DigestOutcome(allow_null=True)

    example = {
        "enabled": True,
        "weekday": "monday",
        "hour": 8,
        "time_zone": "Europe/Berlin",
        "paused_until": None,
        "next_at": "2026-11-23T07:24:00Z",
    }


class DigestPage(serializers.Serializer):
    items = DigestOutcome(many=True)
    next_cursor = serializers.CharField(allow_null=True)

    example = {"next_cursor": None}


class PreviewAnswer(serializers.Serializer):
    """The mail as it would go now; `reason` says why it would not."""

    would_send = serializers.BooleanField()
    reason = serializers.ChoiceField(Reason.values, allow_null=True)
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    window_start = serializers.DateTimeField()
    window_end = serializers.DateTimeField()

    example = {
        "would_send": True,
        "reason": None,
        "subject": "Your week: 3 skills",
        "text": "Hello Ada, …",
        "html": "<!doctype html>…",
        "window_start": "2026-11-16T07:00:00Z",
        "window_end": "2026-11-20T08:00:00Z",
    }


class DigestView(LearnerView):
    """The learner's own weekly digest."""

    with_etag = frozenset({"GET", "PATCH"})

    @extend_schema(responses=DigestAnswer)
    def get(self, request: Request) -> Response:
        """When my weekly digest comes, and what became of the last."""
        preference = preferences.preference_of(self.learner, at=timezone.now())
        last = Digest.objects.last_of(self.learner.pk)
        return conditional(
            request,
            _tag_of(self.learner, preference, last),
            lambda: _digest_body(self.learner, preference, last),
        )

    @problems("precondition_failed")
    @extend_schema(request=DigestChanges, responses=DigestAnswer)
    def patch(self, request: Request) -> Response:
        """Change when my weekly digest comes. What is left out stays."""
        last = Digest.objects.last_of(self.learner.pk)
        preference = preferences.change(
            learner=self.learner,
            changes=_changes(parse(DigestChanges, request, partial=True)),
            guard=lambda before: check_if_match(request, _tag_of(self.learner, before, last)),
            at=timezone.now(),
        )
        etag = _tag_of(self.learner, preference, last)
        return Response(_digest_body(self.learner, preference, last), headers={"ETag": etag})


class DigestPreviewView(LearnerView):
    """The mail as it would go now. Sends nothing and changes nothing."""

    query_serializer = PreviewQuery

    @extend_schema(
        responses={
            (200, "application/json"): PreviewAnswer,
            (200, "text/html"): OpenApiTypes.STR,
            (200, "text/plain"): OpenApiTypes.STR,
        }
    )
    def get(self, _request: Request) -> HttpResponseBase:
        seen = preview(learner=self.learner, at=timezone.now())
        match self.query["format"]:
            case "html":
                return _page(seen.wording.html)
            case "text":
                return HttpResponse(seen.wording.text, content_type="text/plain; charset=utf-8")
            case _:
                return Response(_preview_body(seen))


class DigestsView(LearnerView):
    """My windows, newest first, and what became of each digest."""

    query_serializer = PageQuery
    with_etag = frozenset({"GET"})

    @extend_schema(responses=DigestPage)
    def get(self, request: Request) -> Response:
        page = self.page(Digest.objects.of(self.learner.pk).outcomes(), order=("-window_start",))
        return conditional(
            request,
            tag(self.learner.pk, page.next_cursor, [_columns(digest) for digest in page.rows]),
            lambda: page.told(map(_outcome_body, page.rows)),
        )


@policies.under(policies.MAIL)
def _page(html: str) -> HttpResponse:
    return HttpResponse(html, content_type="text/html; charset=utf-8")


def _changes(wanted: dict[str, Any]) -> Changes:
    changes: Changes = {}
    if "enabled" in wanted:
        changes["enabled"] = wanted["enabled"]
    if "weekday" in wanted:
        changes["weekday"] = WEEKDAYS.index(wanted["weekday"])
    if "hour" in wanted:
        changes["hour"] = wanted["hour"]
    if "paused_until" in wanted:
        changes["paused_until"] = wanted["paused_until"] and wanted["paused_until"].at
    return changes


def _tag_of(learner: User, preference: DigestPreference, last: Digest | None) -> str:
    """For what a learner has set, when the next digest comes, and what became of the last."""
    return tag(
        learner.pk,
        learner.time_zone,
        preference.enabled_at is not None,
        preference.weekday,
        preference.hour,
        preference.paused_until,
        preference.next_at,
        last and _columns(last),
    )


def _columns(digest: Digest) -> list[Any]:
    """All that is told of an outcome."""
    return [digest.window_start, digest.window_end, digest.state, digest.reason, digest.state_at]


def _digest_body(
    learner: User, preference: DigestPreference, last: Digest | None
) -> dict[str, Any]:
    return {
        "enabled": preference.enabled_at is not None,
        "weekday": WEEKDAYS[preference.weekday],
        "hour": preference.hour,
        "time_zone": learner.time_zone,
        "paused_until": preference.paused_until and format_instant(preference.paused_until),
        "next_at": preference.next_at and format_instant(preference.next_at),
        "last": last and _outcome_body(last),
    }


def _outcome_body(digest: Digest) -> dict[str, Any]:
    return {
        "window_start": format_instant(digest.window_start),
        "window_end": format_instant(digest.window_end),
        "state": digest.state,
        "reason": digest.reason or None,
        "at": format_instant(digest.state_at),
    }


def _preview_body(seen: Preview) -> dict[str, Any]:
    return {
        "would_send": seen.reason is None,
        "reason": seen.reason,
        "subject": seen.wording.subject,
        "text": seen.wording.text,
        "html": seen.wording.html,
        "window_start": format_instant(seen.window.start),
        "window_end": format_instant(seen.window.end),
    }
