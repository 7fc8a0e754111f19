"""A small API of our own, so that these tests need no app: every kind of view and failure."""

from __future__ import annotations

from typing import Any

import kombu.exceptions
import redis.exceptions
from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import SimpleTemplateResponse
from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from wire.conditions import check_if_match
from wire.cursors import PageQuery
from wire.parsing import (
    Choice,
    Day,
    Flag,
    Instant,
    ListOf,
    Slug,
    StrictSerializer,
    Text,
    Uuid,
    WebUrl,
    Whole,
    parse,
)
from wire.problems import DomainError, RateLimited
from wire.views import ApiView, PublicView, problems


class Event(StrictSerializer):
    id = Uuid()
    skill = Slug()
    status = Choice(["in_progress", "done"])


class Everything(StrictSerializer):
    """One field of each kind; only `status` is needed."""

    status = Choice(["in_progress", "done"])
    name = Text(max_length=10, required=False)
    code = Text(max_length=6, min_length=2, pattern="[A-Z]+", hint="Use capitals.", required=False)
    minutes = Whole(min_value=0, max_value=600, required=False)
    favourite = Flag(required=False)
    roadmap = Slug(required=False, allow_null=True)
    at = Instant(required=False)
    on = Day(required=False)
    url = WebUrl(required=False)
    days_off = ListOf(Day(), max_length=2, required=False)
    events = ListOf(Event(), max_length=500, required=False)
    inner = Event(required=False)
    weekly = Whole(min_value=1, max_value=10_080, required=False, default=300)
    source = Choice(["client"], required=False, allow_null=True)

    example = {"status": "done"}


class Search(PageQuery):
    tracks = ListOf(Slug(), max_length=3, required=False, distinct=True)
    since = Day(required=False)
    exact = Flag(required=False, default=False)
    q = Text(max_length=20, required=False)

    example = {"tracks": ["a", "b-c"]}


@extend_schema(request=Everything, responses=Everything)
class EchoView(ApiView):
    """Answers what it understood. And nothing else."""

    query_serializer = Search

    def get(self, request: Request) -> Response:
        return Response({name: str(value) for name, value in self.query.items()})

    @problems("event_conflict")
    def put(self, request: Request) -> Response:
        return Response({name: str(value) for name, value in parse(Everything, request).items()})

    def patch(self, request: Request) -> Response:
        return Response(sorted(parse(Everything, request, partial=True)))

    @extend_schema(request=None, responses=Everything)
    def delete(self, request: Request) -> Response:
        return Response({})


@extend_schema(request=None, responses=dict)
class NoteView(ApiView):
    """Exists in the state "2", unless asked for as `new`; writes need a condition."""

    @problems("precondition_failed", "precondition_required")
    def put(self, request: Request, which: str) -> Response:
        check_if_match(request, None if which == "new" else '"2"', required=True)
        return Response({})


@extend_schema(responses=dict)
class LetterView(PublicView):
    def answer(self, **kwargs: Any) -> dict[str, Any]:
        return {"letter": kwargs["letter"], "padding": "ä" * 2000}


class HandleTaken(DomainError):
    code = "handle_taken"


FAILURES: dict[str, Exception] = {
    "domain": HandleTaken("Somebody has it.", suggestion="ada2"),
    "limited": RateLimited(2.1),
    "database-gone": OperationalError("the connection is closed"),
    "interface": InterfaceError("connection already closed"),
    "redis-gone": redis.exceptions.ConnectionError("connection refused"),
    "redis-slow": redis.exceptions.TimeoutError("timeout reading from socket"),
    "broker-gone": kombu.exceptions.OperationalError("connection refused"),
    "bug": IntegrityError("NOT NULL constraint failed"),
    "forbidden": PermissionDenied(),
    "suspicious": SuspiciousOperation("Not so fast."),
    "absent": Http404("No such row."),
}


@extend_schema(responses=dict)
class FailingView(ApiView):
    is_public = True

    def get(self, request: Request, how: str) -> Response:
        if how == "wrong-sql":
            connection.cursor().execute("SELECT 1 FROM no_such_table")
        raise FAILURES[how]


def plain_failure(request: HttpRequest, how: str) -> HttpResponse:
    raise FAILURES[how]


def losing_the_database(get_response: Any) -> Any:
    """A middleware that finds the database gone when the view is done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        get_response(request)
        raise FAILURES["database-gone"]

    return middleware


def failing_when_told(get_response: Any) -> Any:
    """A middleware that fails as the header says: before all that is below it, or after."""

    def middleware(request: HttpRequest) -> HttpResponse:
        when, how = request.headers["X-Fail"].split()
        if when == "after":
            get_response(request)
        raise FAILURES[how]

    return middleware


def unrenderable(request: HttpRequest) -> HttpResponse:
    """Fails when it is rendered, which is after the view."""
    return SimpleTemplateResponse("wire/there-is-no-such-page.html")


@extend_schema(responses=dict)
class UnrenderableView(ApiView):
    is_public = True

    def get(self, request: Request) -> Response:
        return Response({"an object": object()})


def bare_answer(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse("<h1>no</h1>", status=status)


def bare_json(request: HttpRequest, status: int) -> HttpResponse:
    return JsonResponse({"error": "no"}, status=status)


urlpatterns = [
    path("api/v1/me/echo", EchoView.as_view()),
    path("api/v1/me/notes/<str:which>", NoteView.as_view()),
    path("api/v1/letters/<str:letter>", LetterView.as_view()),
    path("api/v1/fail/<str:how>", FailingView.as_view()),
    path("plain/fail/<str:how>", plain_failure),
    path("plain/answer/<int:status>", bare_answer),
    path("plain/json/<int:status>", bare_json),
    path("plain/unrenderable", unrenderable),
    path("api/v1/unrenderable", UnrenderableView.as_view()),
    path("_allauth/", include("allauth.headless.urls")),
    path("admin/", admin.site.urls),
    path("", include("wire.root_urls")),
    path("api/v1/", include("wire.urls")),
]
