"""How the admin calls a version, and who is at work in it."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from roadmap.models import Version


def version_name(version: Version) -> str:
    return f"{version.roadmap.title} · {'draft ' if version.is_draft else ''}{version.number}"


def curator(request: HttpRequest) -> AbstractBaseUser:
    """Whoever asks: the admin lets nobody in who has not signed in."""
    return cast(AbstractBaseUser, request.user)
