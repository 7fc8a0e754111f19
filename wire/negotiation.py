"""One renderer and one parser: what a client accepts or sends is never negotiated away."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from typing import Any

from django.http import HttpRequest
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer


class AlwaysJson(BaseContentNegotiation):
    """Answers JSON whatever `Accept` says; takes a body only as JSON in UTF-8, not compressed."""

    def select_parser(self, request: Any, parsers: Iterable[BaseParser]) -> BaseParser | None:
        header = Message()
        header["Content-Type"] = request.META.get("CONTENT_TYPE", "")
        is_json = header.get_content_type() == "application/json"
        is_utf8 = all(
            str(value).lower() in {"utf-8", "utf8"}
            for name, value in header.get_params([])
            if name.lower() == "charset"
        )
        coding = request.META.get("HTTP_CONTENT_ENCODING", "identity")
        is_plain = coding.lower() == "identity"
        return next(iter(parsers)) if is_json and is_utf8 and is_plain else None

    def select_renderer(
        self,
        request: HttpRequest,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
