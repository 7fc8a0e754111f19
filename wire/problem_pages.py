"""Pages that explain a problem: where the `type` of an answer leads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wire.catalogue import CATALOGUE, ITEM_CODES

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "public, max-age=3600",
}


@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """Every code on one page."""
    return _page(request, "wire/problems.html", {"problems": CATALOGUE.values()})


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """One code: its cause, an example, the remedy."""
    if code not in CATALOGUE:
        raise Http404
    items = ITEM_CODES if code == "invalid_request" else {}
    return _page(request, "wire/problem.html", {"problem": CATALOGUE[code], "items": items})


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    page = render(request, template, context)
    page.headers.update(HEADERS)
    return page
