"""The API's words about itself, under /api/v1."""

from django.urls import path

from wire.about import MetaView, OpenApiView, docs

urlpatterns = [
    path("meta", MetaView.as_view()),
    path("openapi.json", OpenApiView.as_view(), name="openapi"),
    path("docs", docs, name="docs"),
]
