"""Pages at the root that mails lead to. They need no login, and opening one changes nothing."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from progress.digests import files, preferences, tokens
from progress.merging import Act
from progress.models import Status
from progress.services import mark_skill
from roadmap.models import Skill
from wire import policies

# The address is a secret: nobody keeps it, indexes it, or passes it on.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@policies.under(policies.FORM)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click, by a person or by her mail program (RFC 8058): any POST, any number of times."""
    try:
        learner_id = tokens.read_unsubscribe(token)
    except tokens.BadToken:
        raise Http404 from None
    if request.method == "POST":
        preferences.unsubscribe(learner_id=learner_id, at=timezone.now())
    return _page("unsubscribe", is_done=request.method == "POST")


@policies.under(policies.FORM)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, token: str) -> HttpResponse:
    """One button that marks the skill done; the same link again is the same event."""
    try:
        link = tokens.read_done(token)
        learner = User.objects.get(pk=link.learner_id, is_active=True)
        skill = Skill.objects.get(slug=link.skill)
    except (tokens.BadToken, User.DoesNotExist, Skill.DoesNotExist):
        raise Http404 from None
    if request.method == "POST":
        act = Act(skill=skill.slug, status=Status.DONE, event_id=link.event_id)
        mark_skill(learner=learner, act=act, at=timezone.now())
    return _page("done", skill=skill, is_done=request.method == "POST")


@policies.under(policies.MAILS)
@require_safe
def mails(request: HttpRequest, name: str | None = None) -> HttpResponse:  # noqa: ARG001
    """Development's letter box: all mails, newest first, and one of them opened."""
    if not settings.DEBUG or settings.EMAIL_BACKEND != files.BACKEND:
        raise Http404
    kept = files.newest_first(Path(settings.EMAIL_FILE_PATH))
    chosen = [path for path in kept if name in (None, path.stem)]
    if name and not chosen:
        raise Http404
    listed = [(path.stem, _opened(path)) for path in kept]
    return _page("mails", mails=listed, **(_parts(chosen[0]) if chosen else {}))


def _opened(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _parts(path: Path) -> dict[str, Any]:
    message = _opened(path)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    return {
        "name": path.stem,
        "mail": message,
        "headers": list(message.items()),
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
    }


def _page(template: str, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(f"progress/{template}.html", context), headers=HEADERS)
