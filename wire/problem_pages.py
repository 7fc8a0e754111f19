"""Pages that explain a problem: where the `type` of an answer leads."""

from __future__ import annotations

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from wire import policies
from wire.catalogue import CATALOGUE, ITEM_CODES

HEADERS = {"Cache-Control": "public, max-age=3600"}


@csp(policies.PAGE)
@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every code on one page."""
    return _page("wire/problems.html", {"problems": CATALOGUE.values()})


@csp(policies.PAGE)
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """One code: its cause, an example, the remedy."""
    if code not in CATALOGUE:
        raise Http404
    items = ITEM_CODES if code == "invalid_request" else {}
    return _page("wire/problem.html", {"problem": CATALOGUE[code], "items": items})


def _page(template: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), headers=HEADERS)
