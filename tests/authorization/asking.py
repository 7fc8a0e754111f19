"""Asking for real, telling what came of it, and looking at every row there is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client

from accounts.models import Session, User
from tests.authorization.things import NOW

# Whose rows tell of Django rather than of anybody.
_OF_THE_FRAMEWORK = {ContentType, Permission}

Rows = dict[str, list[tuple[Any, ...]]]


def ask(
    client: Client,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: Mapping[str, Any] | None,
) -> Any:
    """Send it as a browser sends a form to the admin, and as JSON to everything else."""
    client.cookies.clear()
    extra: dict[str, Any] = {"headers": headers}
    if path.startswith("/admin/"):
        if method == "POST":
            return client.post(path, body or {}, **extra)
        return client.generic(method, path, **extra)
    sent = json.dumps(body) if body is not None else ""
    return client.generic(method, path, sent, "application/json", **extra)


def told(answer: Any) -> str:
    """What an answer says in a word or two: `ok`, or its status with the code of its problem."""
    if 200 <= answer.status_code < 300:
        return "ok"
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        return "to sign-in"
    # An answer to HEAD has no body to read a code in.
    if answer.get("Content-Type") == "application/problem+json" and answer.content:
        return f"{answer.status_code} {answer.json()['code']}"
    return str(answer.status_code)


def changed(before: Rows, after: Rows) -> list[str]:
    """The tables whose rows are not the same any more."""
    return sorted(name for name in before if before[name] != after[name])


def all_rows() -> Rows:
    """Every row of every table; of sessions who is signed in, not what a conversation keeps."""
    signed_in = Session.objects.filter(user__is_active=True, expire_date__gt=NOW)
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in _models()
        if model is not Session
    } | {"sessions": sorted(signed_in.values_list("session_key", "user", "expire_date"))}


def rows_of(user: User) -> Rows:
    """Every row that names this user, and her own."""
    return {
        f"{model._meta.label}.{name}": sorted(
            model._default_manager.filter(**{name: user.pk}).values_list(), key=repr
        )
        for model in _models()
        for name in _names_of_users(model)
    }


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model not in _OF_THE_FRAMEWORK and not model._meta.proxy:
            yield model


def _names_of_users(model: type[Model]) -> Iterator[str]:
    if model is User:
        yield "pk"
    for field in model._meta.concrete_fields:
        if field.is_relation and issubclass(field.related_model, User):
            yield field.name
