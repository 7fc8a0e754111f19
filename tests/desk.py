"""Staff at work in the admin: opening its pages and sending its forms, as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import a_learner

# Whatever a page makes a browser load by itself.
LOADED = re.compile(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([^\"]*)\"")


class Desk:
    """One member of staff, signed in."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._client = Client()
        self._client.force_login(user)

    def get(self, page: str, *args: Any, **query: Any) -> Any:
        return self._client.get(reverse(f"admin:{page}", args=args), query)

    def open(self, address: str) -> Any:
        """Follow a link on a page."""
        return self._client.get(address)

    def post(self, page: str, *args: Any, sent: dict[str, Any], **query: Any) -> Any:
        return self._client.post(reverse(f"admin:{page}", args=args, query=query or None), sent)

    def save(self, page: str, *args: Any, changes: dict[str, Any], **query: Any) -> Any:
        """Open the page, change these fields of its form and send it."""
        sent = filled(self.get(page, *args, **query)) | changes
        return self.post(page, *args, sent=sent, **query)

    def follow(self, answer: HttpResponse) -> Any:
        return self._client.get(answer.headers["Location"])


def a_curator(email: str = "eve@waymark.example", *, only: str | None = None) -> Desk:
    """Somebody who may do everything, or `only` what these permissions say."""
    user = a_learner(email, is_staff=True)
    if only is not None:
        User.objects.filter(pk=user.pk).update(is_superuser=False)
        user.user_permissions.set(Permission.objects.filter(codename__in=only.split()))
    return Desk(user)


def filled(page: Any) -> dict[str, Any]:
    """What a browser would send if nobody touched the form."""
    forms: list[BaseForm] = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {name: value for form in forms for name, value in _sent_by(form)}


def _sent_by(form: BaseForm) -> Iterator[tuple[str, Any]]:
    for field in form:
        value = field.value()
        if isinstance(value, datetime):
            yield f"{field.html_name}_0", value.date().isoformat()
            yield f"{field.html_name}_1", value.time().isoformat()
        elif value is not None and value is not False:
            yield field.html_name, value


def messages_in(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def loaded_by(page: Any) -> list[str]:
    """The addresses of scripts, styles and pictures."""
    return LOADED.findall(page.text)
