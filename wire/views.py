"""The two kinds of views every app builds on: any endpoint of the API, and a public one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from wire.conditions import (
    Document,
    document_response,
    encoded_response,
    holds,
    json_bytes,
    tag,
    unchanged,
    wants_gzip,
    zipped,
)
from wire.cursors import Page, page_of
from wire.ids import uuid7
from wire.parsing import StrictSerializer, parse_query

SAFE_METHODS = {"GET", "HEAD"}

_Handler = TypeVar("_Handler", bound=Callable[..., Any])


def problems(*codes: str) -> Callable[[_Handler], _Handler]:
    """Name for the schema what a handler answers with beyond what every one of its kind can."""

    def named(handler: _Handler) -> _Handler:
        handler.problems = codes  # type: ignore[attr-defined]
        return handler

    return named


class NoQuery(StrictSerializer):
    """What a view takes that declares no parameters."""


class ApiView(APIView):
    """JSON in and out. Refuses what it does not know: 405 first, then 401, then 400.

    `query_serializer` declares the parameters of GET; they are in `self.query`. Other methods
    take none. `with_etag` names the methods whose answers carry one, for the schema.
    """

    query_serializer: ClassVar[type[StrictSerializer] | None] = None
    is_public: ClassVar[bool] = False
    with_etag: ClassVar[frozenset[str]] = frozenset()
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        self.query = self.read_query(request)

    def read_query(self, request: Request) -> dict[str, Any]:
        """The parameters, refused unless they are declared."""
        takes = self.query_serializer if request.method in SAFE_METHODS else None
        return parse_query(takes or NoQuery, request)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def page(self, queryset: QuerySet[Any], *, order: tuple[str, ...]) -> Page:
        """One page of what this URL lists for whoever asks; `query_serializer` is a PageQuery."""
        learner = self.request.user.pk if self.request.user else ""
        whose = f"{learner} {self.request.path}"
        return page_of(queryset, order=order, query=self.query, whose=whose)

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {}


class PublicView(ApiView):
    """What anybody may read and any cache may keep.

    Looks at no credentials (a stale token is no 401), sets no cookie, varies on Accept-Encoding
    only. Subclasses give the payload in `answer`, and in `stamp` what it depends on beside code,
    settings and URL: so the ETag is known before anything is read or made.
    """

    authentication_classes = ()
    is_public = True
    with_etag = frozenset({"GET"})
    max_age: ClassVar[int] = 60

    def stamp(self) -> str:
        """A word for the state of all that `answer` reads; a new state has one never used before.

        It comes by a commit together with the rows it stands for.
        """
        return ""

    def answer(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        response = self.respond(request, **kwargs)
        response["Cache-Control"] = f"public, max-age={self.max_age}"
        return response

    def respond(self, request: Request, **kwargs: Any) -> HttpResponse:
        """The answer with its ETag; 304, before it is made, to a client who has it."""
        stamp = self.stamp()
        etag = self._tag(stamp)
        if holds(request, etag):
            return unchanged(etag)
        body = json_bytes(self.answer(**kwargs))
        if self.stamp() != stamp:
            # Something was saved while we read: no other answer may ever bear this one's ETag.
            etag = self._tag(str(uuid7()))
        return encoded_response(request, etag, zipped(body) if wants_gzip(request) else body)

    def _tag(self, stamp: str) -> str:
        return tag(self.request.get_full_path(), wants_gzip(self.request), stamp)


class DocumentView(PublicView):
    """A document made ahead, which brings the ETags of its bytes: `answer` only finds it."""

    def answer(self, *args: Any, **kwargs: Any) -> Document:
        raise NotImplementedError

    def respond(self, request: Request, **kwargs: Any) -> HttpResponse:
        return document_response(request, self.answer(**kwargs))
