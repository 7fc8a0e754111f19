"""Typed readers of the environment that refuse nonsense in one clear line."""

from __future__ import annotations

import os
import re

from django.core.exceptions import ImproperlyConfigured

_LEAST_LENGTH = 50
_LEAST_CHARACTERS = 10
# What stands in examples and in the first draft of every deployment.
_EVERYBODYS = re.compile(r"change.?me|example|insecure|only.for|password|secret|your.key", re.I)


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it should hold.")
    return value


def public_url() -> str:
    """Where the outside finds us, without a slash behind it."""
    return text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")


def secret(name: str, *, is_development: bool) -> str:
    """A key that nobody can guess; in development any will do."""
    value = text(name)
    if not is_development:
        _refuse_if_weak(name, value)
    return value


def secrets(name: str, *, is_development: bool) -> list[str]:
    """Keys with commas between them: an old one forges as well as the newest."""
    values = listed(name, "")
    if not is_development:
        for value in values:
            _refuse_if_weak(name, value)
    return values


def listed(name: str, default: str) -> list[str]:
    """Texts with commas between them; spaces around one do not count."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def number(name: str, default: int, *, least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number of at least {least}.")
    return int(value)


def switch(name: str, *, default: bool) -> bool:
    value = text(name, "on" if default else "off").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off.")


def _refuse_if_weak(name: str, value: str) -> None:
    """Raise in words that do not hold the key: they end in logs."""
    if len(value) < _LEAST_LENGTH:
        fault = f"has {len(value)} characters, and needs {_LEAST_LENGTH}"
    elif len(set(value)) < _LEAST_CHARACTERS or value in (value + value)[1:-1]:
        fault = "repeats itself"
    elif everybodys := _EVERYBODYS.search(value):
        fault = f'holds "{everybodys[0]}", as what others try first does'
    else:
        return
    raise ImproperlyConfigured(
        f"{name} {fault}. Make a random one: "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    )
