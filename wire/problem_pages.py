"""Pages that explain a problem: where the `type` of an answer leads.

What they tell comes from the catalogue and from the classes that apps raise, so that there is no
second text to forget.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from wire import policies
from wire.catalogue import CATALOGUE, ITEM_CODES
from wire.problem_schemas import example_of
from wire.problems import DomainError, errors_of

HEADERS = {"Cache-Control": "public, max-age=3600"}


@policies.under(policies.PAGE)
@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every code on one page."""
    return _page("wire/problems.html", {"problems": CATALOGUE.values()})


@policies.under(policies.PAGE)
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """One code: its cause, the rules behind it, an example, its answer, the remedy."""
    if code not in CATALOGUE:
        raise Http404
    told = CATALOGUE[code]
    context = {
        "problem": told,
        "phrase": HTTPStatus(told.status).phrase,
        "cause": _marked(told.cause),
        "rules": [_marked(rule) for rule in rules(code)],
        "answer": json.dumps(example_of(code), indent=2, ensure_ascii=False),
        "remedy": _marked(told.remedy),
        "items": ITEM_CODES if code == "invalid_request" else {},
    }
    return _page("wire/problem.html", context)


def rules(code: str) -> list[str]:
    """What the errors behind this code promise, by their docstrings, where there are several.

    Behind `internal_error` are none: only the bases of apps have it, and they never leave alone.
    """
    errors = [] if code == DomainError.code else errors_of(code)
    promises = [error.__dict__.get("__doc__") for error in errors]
    return [" ".join(promise.split()) for promise in promises if promise and len(errors) > 1]


def _marked(text: str) -> str:
    """The text as HTML, with what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in parts),
    )


def _page(template: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), headers=HEADERS)
