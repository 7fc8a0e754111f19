"""Our own product, for those parts of the benchmark that work on its models."""

from __future__ import annotations

import os

import django
from django.apps import apps


def get_ready() -> None:
    """Set Django up, unless it is; to be called before a model is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not apps.ready:
        django.setup()
