"""How drf-spectacular sees us: strict fields, problems every endpoint can give, plain names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import (
    ResolvedComponent,
    build_media_type_object,
    force_instance,
    is_serializer,
)
from drf_spectacular.utils import Direction, OpenApiParameter

from wire.cursors import PageQuery
from wire.examples import example_of
from wire.fields import ListOf, StrictField
from wire.header_schemas import HEADERS, RATE, named
from wire.parsing import StrictSerializer
from wire.paths import API
from wire.problem_schemas import PROBLEM, answer_with, by_status, name_of
from wire.views import ApiView

JSON = "application/json"
Endpoint = tuple[str, str, str, Callable[..., Any]]

SECURITY_SCHEMES: dict[str, dict[str, str]] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A personal access token, `wm_…`, from PUT /me/tokens/{id}: for scripts.",
    },
    "session_token": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Session-Token",
        "description": "`meta.session_token` of a sign-in at /_allauth/app/v1/: for apps.",
    },
    "session_cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "Set by a sign-in at /_allauth/browser/v1/; writes need X-CSRFToken too.",
    },
}

EVERYWHERE = ("invalid_request", "length_required", "too_large", "unavailable")
WITH_A_PATH = ("not_found",)
WITH_PAGES = ("cursor_invalid",)
WITH_A_BODY = ("malformed_json", "unsupported_media_type")
SIGNED_IN = ("not_authenticated", "insufficient_scope", "rate_limited")
SIGNED_IN_WRITE = ("csrf_failed",)
SENSITIVE = ("reauthentication_required",)

WITH_BODIES = {"POST", "PUT", "PATCH"}
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="An ETag: change only what is still in the state you have read.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag you hold: 304 without a body when it is still the same.",
)


def only_api(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """Leave out what serves machines and mail at the root."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(API)]


class WaymarkSchema(AutoSchema):
    """Adds to what a view declares what its kind implies: parameters, security, problems."""

    def get_operation_id(self) -> str:
        """`get_roadmap_version_graph`: the method, then the path, one thing in the singular."""
        words = [self.method.lower()]
        for segment in self._segments():
            if not segment.startswith("{"):
                words.append(segment.replace("-", "_"))
            elif len(words) > 1:
                words[-1] = words[-1].removesuffix("s")
        return "_".join(words)

    def get_tags(self) -> list[str]:
        """The first part of the path; the learner's own things go by the second."""
        names = [segment for segment in self._segments() if not segment.startswith("{")]
        return names[1:2] if names[0] == "me" and len(names) > 1 else names[:1]

    def get_summary(self) -> str | None:
        """The first sentence of the method's docstring, else of the view's."""
        first, _, _ = " ".join((self.get_description() or "").split()).partition(". ")
        return first.removesuffix(".") or None

    def get_override_parameters(self) -> list[Any]:
        declared = super().get_override_parameters()
        if self._query:
            declared = [*declared, self._query]
        if self.method == "GET" and self._has_etag:
            declared = [*declared, IF_NONE_MATCH]
        if "precondition_failed" in self._own_problems:
            declared = [*declared, IF_MATCH]
        return declared

    def get_auth(self) -> list[dict[str, list[str]]]:
        if self._api_view.is_public:
            return []
        names = list(SECURITY_SCHEMES)
        if getattr(self._api_view, "sessions_only", False):
            names.remove("token")
        for name in names:
            self._component(ResolvedComponent.SECURITY_SCHEMA, name, SECURITY_SCHEMES[name])
        # A session may do everything; of a token the scope is asked (a role, to OpenAPI).
        scope = ["read" if self.method == "GET" else "write"]
        return [{name: scope if name == "token" else []} for name in names]

    def get_request_serializer(self) -> Any:
        """What `extend_schema` declares; a GET or DELETE for which it declares none takes none."""
        return super().get_request_serializer() if self.method in WITH_BODIES else None

    @property
    def _api_view(self) -> ApiView:
        return cast("ApiView", self.view)

    def _segments(self) -> list[str]:
        return re.sub(self.path_prefix, "", self.path).strip("/").split("/")

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters = super()._get_parameters()
        examples = example_of(self._query()) if self._query else {}
        for parameter in parameters:
            if parameter["in"] == "query" and parameter["schema"].get("type") == "array":
                parameter["explode"] = False
            if parameter["in"] == "query" and parameter["name"] in examples:
                parameter["example"] = examples[parameter["name"]]
        return parameters

    def _get_request_body(self, direction: Direction = "request") -> dict[str, Any] | None:
        declared = self.get_request_serializer()
        if self.method != "DELETE" or declared is None:
            return super()._get_request_body(direction)
        # Where drf-spectacular knows no DELETE with a body.
        schema = self.resolve_serializer(declared, direction).ref
        examples = self._get_examples(declared, direction, JSON)
        return {"content": {JSON: build_media_type_object(schema, examples)}}

    def _get_examples(self, serializer: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if not is_serializer(serializer):
            return super()._get_examples(serializer, *args, **kwargs)
        return {"example": {"value": example_of(force_instance(serializer))}}

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        parameters = super()._resolve_path_parameters(variables)
        for parameter in parameters:
            description, example = settings.API_PATH_PARAMETERS.get(parameter["name"], ("", ""))
            if description:
                parameter |= {"description": description, "example": example}
        return parameters

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        responses = self._declared_responses(direction)
        for code, response in responses.items():
            response["description"] = response["description"] or HTTPStatus(int(code)).phrase
            response["headers"] = self._headers()
        if self.method == "GET" and self._has_etag:
            unchanged = "You have it already (`If-None-Match`)."
            responses["304"] = {"description": unchanged, "headers": self._headers()}
        self._component(ResolvedComponent.SCHEMA, "Problem", PROBLEM)
        for status, codes in by_status(self._problem_codes()):
            answer = self._component(ResolvedComponent.RESPONSE, name_of(codes), answer_with(codes))
            responses[str(status)] = answer.ref
        return dict(sorted(responses.items()))

    def _declared_responses(self, direction: Direction) -> dict[str, Any]:
        declared = self.get_response_serializers()
        if self.method == "DELETE" and is_serializer(declared):
            # A declared body is sent, where drf-spectacular takes every DELETE for a 204.
            return {"200": self._get_response_for_code(declared, "200", direction=direction)}
        return super()._get_response_bodies(direction)

    def _problem_codes(self) -> Iterator[str]:
        yield from EVERYWHERE
        yield from self._own_problems
        if "{" in self.path:
            yield from WITH_A_PATH
        if self._query and issubclass(self._query, PageQuery):
            yield from WITH_PAGES
        if self._get_request_body():
            yield from WITH_A_BODY
        if self._api_view.is_public:
            return
        yield from SIGNED_IN
        if self.method != "GET":
            yield from SIGNED_IN_WRITE
        if self.method in getattr(self._api_view, "recent_sign_in", ()):
            yield from SENSITIVE

    @property
    def _own_problems(self) -> tuple[str, ...]:
        """What `@problems` names at the handler, which a public view calls `answer`."""
        handlers = (getattr(self.view, name, None) for name in (self.method.lower(), "answer"))
        return tuple(code for handler in handlers for code in getattr(handler, "problems", ()))

    @property
    def _query(self) -> type[StrictSerializer] | None:
        return self._api_view.query_serializer if self.method == "GET" else None

    @property
    def _has_etag(self) -> bool:
        return self.method in self._api_view.with_etag

    def _headers(self) -> dict[str, Any]:
        for name, header in HEADERS.items():
            self._component(ResolvedComponent.HEADER, name, header)
        etag = ("ETag",) if self._has_etag else ()
        return named(*etag, *(() if self._api_view.is_public else RATE))

    def _component(self, kind: str, name: str, schema: dict[str, Any]) -> ResolvedComponent:
        component = ResolvedComponent(name=name, type=kind, schema=schema, object=name)
        self.registry.register_on_missing(component)
        return component


class StrictFieldExtension(OpenApiSerializerFieldExtension):
    target_class = StrictField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        if not isinstance(self.target, ListOf):
            return self.target.as_schema()
        child = self.target.child
        if is_serializer(child):
            items = auto_schema.resolve_serializer(child, direction).ref
        else:
            items = auto_schema._map_serializer_field(child, direction)
        array = {"type": "array", "items": items, "maxItems": self.target.most}
        if self.target.least:
            array["minItems"] = self.target.least
        if self.target.is_distinct:
            array["uniqueItems"] = True
        return array


class StrictSerializerExtension(OpenApiSerializerExtension):
    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        # Requests are closed, so that a typing mistake is told; answers may gain fields.
        return {**schema, "additionalProperties": False} if direction == "request" else schema
