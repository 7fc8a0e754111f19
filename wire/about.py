"""What the API says about itself: version, schema, and docs that need no foreign host."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from wire import policies
from wire.conditions import Document, json_document
from wire.views import DocumentView, PublicView


class Links(serializers.Serializer):
    openapi = serializers.URLField()
    docs = serializers.URLField()

    example = {
        "openapi": "https://waymark.example/api/v1/openapi.json",
        "docs": "https://waymark.example/api/v1/docs",
    }


class About(serializers.Serializer):
    version = serializers.CharField(help_text="Of the product, as in its changelog.")
    feature_level = serializers.IntegerField(
        help_text="Grows by one with every change that a client can see."
    )
    links = Links()

    example = {"version": "0.1.0", "feature_level": 1}


@extend_schema(responses=About)
class MetaView(PublicView):
    """Which version answers, and where its schema and docs are."""

    def answer(self, **_: Any) -> dict[str, Any]:
        base = f"{settings.PUBLIC_URL}/api/v1"
        return {
            "version": settings.VERSION,
            "feature_level": settings.FEATURE_LEVEL,
            "links": {"openapi": f"{base}/openapi.json", "docs": f"{base}/docs"},
        }


@extend_schema(exclude=True)
class OpenApiView(DocumentView):
    """The schema of everything under /api/v1 in OpenAPI 3.1."""

    def answer(self, **_: Any) -> Document:
        return _schema()


@policies.under(policies.DOCS)
@require_safe
def docs(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A page to read and try the API, from our own static files."""
    headers = {"Cache-Control": f"public, max-age={PublicView.max_age}"}
    return HttpResponse(render_to_string("wire/docs.html"), headers=headers)


@cache
def _schema() -> Document:
    """Generated once in a process: it takes a second, and only code changes it."""
    return json_document(SchemaGenerator().get_schema(request=None, public=True))
