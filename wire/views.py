"""The two kinds of views every app builds on: any endpoint of the API, and a public one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from wire.conditions import Document, document_response, json_document
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
        takes = self.query_serializer if request.method in SAFE_METHODS else None
        self.query = parse_query(takes or NoQuery, request)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {}


class PublicView(ApiView):
    """A document that anybody may read and any cache may keep.

    Looks at no credentials (a stale token is no 401), sets no cookie, varies on Accept-Encoding
    only. Subclasses give the document, or a payload to make one of, in `answer`.
    """

    authentication_classes = ()
    is_public = True
    with_etag = frozenset({"GET"})
    max_age: ClassVar[int] = 60

    def answer(self, *args: Any, **kwargs: Any) -> Document | dict[str, Any] | list[Any]:
        raise NotImplementedError

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        answer = self.answer(**kwargs)
        document = answer if isinstance(answer, Document) else json_document(answer)
        response = document_response(request, document)
        response["Cache-Control"] = f"public, max-age={self.max_age}"
        return response
