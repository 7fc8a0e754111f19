"""How drf-spectacular sees us: strict fields, problems every endpoint can give, plain names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, is_serializer
from drf_spectacular.utils import Direction

from wire.catalogue import CATALOGUE, ITEM_CODES
from wire.fields import ListOf, StrictField
from wire.parsing import StrictSerializer
from wire.paths import API
from wire.problems import MEDIA_TYPE
from wire.views import ApiView

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

EVERYWHERE = ("invalid_request", "unavailable")
WITH_A_PATH = ("not_found",)
WITH_A_BODY = ("malformed_json", "length_required", "too_large", "unsupported_media_type")
SIGNED_IN = ("not_authenticated", "insufficient_scope", "rate_limited")
SIGNED_IN_WRITE = ("csrf_failed",)
SENSITIVE = ("reauthentication_required",)

WITH_BODIES = {"POST", "PUT", "PATCH"}
RETRY_AFTER = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
ETAG = {"schema": {"type": "string"}, "description": "For If-None-Match."}


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
        takes = self._api_view.query_serializer if self.method == "GET" else None
        return [*declared, takes] if takes else declared

    def get_auth(self) -> list[dict[str, list[str]]]:
        if self._api_view.is_public:
            return []
        names = list(SECURITY_SCHEMES)
        if getattr(self._api_view, "sessions_only", False):
            names.remove("token")
        for name in names:
            self._component(ResolvedComponent.SECURITY_SCHEMA, name, SECURITY_SCHEMES[name])
        return [{name: []} for name in names]

    @property
    def _api_view(self) -> ApiView:
        return cast("ApiView", self.view)

    def _segments(self) -> list[str]:
        return re.sub(self.path_prefix, "", self.path).strip("/").split("/")

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters = super()._get_parameters()
        for parameter in parameters:
            if parameter["in"] == "query" and parameter["schema"].get("type") == "array":
                parameter["explode"] = False
        return parameters

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        responses = self._declared_responses(direction)
        for code, response in responses.items():
            response["description"] = response["description"] or HTTPStatus(int(code)).phrase
        for status, codes in _by_status(self._problem_codes()):
            responses[str(status)] = self._problem_response(status, codes).ref
        if self._api_view.is_public:
            responses["200"]["headers"] = {"ETag": ETAG}
            responses["304"] = {"description": "You have it already (`If-None-Match`)."}
        return dict(sorted(responses.items()))

    def _declared_responses(self, direction: Direction) -> dict[str, Any]:
        declared = self.get_response_serializers()
        if self.method == "DELETE" and is_serializer(declared):
            # A declared body is sent, where drf-spectacular takes every DELETE for a 204.
            return {"200": self._get_response_for_code(declared, "200", direction=direction)}
        return super()._get_response_bodies(direction)

    def _problem_codes(self) -> Iterator[str]:
        yield from EVERYWHERE
        yield from self._api_view.problems
        if "{" in self.path:
            yield from WITH_A_PATH
        if self.method in WITH_BODIES:
            yield from WITH_A_BODY
        if self._api_view.is_public:
            return
        yield from SIGNED_IN
        if self.method != "GET":
            yield from SIGNED_IN_WRITE
        if self.method in getattr(self._api_view, "recent_sign_in", ()):
            yield from SENSITIVE

    def _problem_response(self, status: int, codes: list[str]) -> ResolvedComponent:
        problem = self._component(ResolvedComponent.SCHEMA, "Problem", problem_schema())
        description = f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in codes)}."
        response: dict[str, Any] = {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": problem.ref}},
        }
        if status in {429, 503}:
            response["headers"] = {"Retry-After": RETRY_AFTER}
        return self._component(ResolvedComponent.RESPONSE, "_or_".join(codes), response)

    def _component(self, kind: str, name: str, schema: dict[str, Any]) -> ResolvedComponent:
        component = ResolvedComponent(name=name, type=kind, schema=schema, object=name)
        self.registry.register_on_missing(component)
        return component


def problem_schema() -> dict[str, Any]:
    """The shape of every error (RFC 9457). Some codes add members of their own."""
    text = {"type": "string"}
    fault = {
        "type": "object",
        "properties": {
            "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
            "pointer": {"type": "string", "description": "A JSON pointer, `/events/3/skill`."},
            "code": {"type": "string", "enum": sorted(ITEM_CODES)},
            "detail": text,
        },
        "required": ["in", "pointer", "code", "detail"],
    }
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457). `type` leads to a page that explains `code`.",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": text,
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": sorted(CATALOGUE)},
            "detail": text,
            "errors": {"type": "array", "items": fault},
            "request_id": text,
        },
        "required": ["type", "title", "status", "code", "detail", "errors", "request_id"],
    }


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
        return {"type": "array", "items": items, "maxItems": self.target.most}


class StrictSerializerExtension(OpenApiSerializerExtension):
    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        # Requests are closed, so that a typing mistake is told; answers may gain fields.
        return {**schema, "additionalProperties": False} if direction == "request" else schema


def _by_status(codes: Iterable[str]) -> list[tuple[int, list[str]]]:
    grouped: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        grouped.setdefault(CATALOGUE[code].status, []).append(code)
    return sorted(grouped.items())
