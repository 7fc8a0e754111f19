"""Database, Redis and mail as Django and Celery want them, from one URL each."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

CONNECT_SECONDS = 2
# A request gives up before its client does; a worker or a command may take its time. What a web
# process that is gone from the network has locked is free again after half a minute.
WEB_PATIENCE = (
    "-c lock_timeout=2000 -c statement_timeout=2500 -c idle_in_transaction_session_timeout=30000"
)
PATIENCE = "-c lock_timeout=10000"
# SQLite has one lock for all who write, and whose request had to wait for a thread waits twice.
WEB_LOCK_SECONDS, LOCK_SECONDS = 1.25, 20.0


def database(url: str, *, is_web: bool) -> dict[str, Any]:
    """The DATABASES entry for `sqlite:///path` or `postgres://…`; its `?options` are kept."""
    scheme = urlsplit(url).scheme
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with sqlite:/// or postgres://, "
            f"not {scheme + ':' if scheme else repr(url)}."
        )
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    if scheme == "sqlite":
        settings["OPTIONS"] = {
            # Take the write lock at BEGIN: upgrading a read lock later can only fail, not wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": WEB_LOCK_SECONDS if is_web else LOCK_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        if is_web:
            settings["ENGINE"] = "config.sqlite3"
        return settings
    settings["OPTIONS"] = {
        "connect_timeout": CONNECT_SECONDS,
        # Statements are prepared from their second run on, which only parameters that are bound
        # on the server allow. Behind a pooler that shares connections: ?prepare_threshold=none.
        "server_side_binding": True,
        "prepare_threshold": 1,
        "options": WEB_PATIENCE if is_web else PATIENCE,
        **_told(settings.get("OPTIONS", {})),
    }
    settings["ENGINE"] = "config.postgresql" if is_web else "config.postgresql.patient"
    settings["CONN_MAX_AGE"] = None
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


def _told(options: dict[str, Any]) -> dict[str, Any]:
    """A URL can only hold text; "none" stands for None."""
    return {name: None if value == "none" else value for name, value in options.items()}


def celery_broker(redis_url: str) -> str:
    """Kombu's name for the same server: it spells a unix socket differently."""
    parts = urlsplit(redis_url)
    if parts.scheme in {"redis", "rediss"}:
        return redis_url
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}"
    raise ImproperlyConfigured(
        f"REDIS_URL={redis_url!r} must start with redis://, rediss:// or unix:///."
    )


def mail(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings for `smtp://…` or `file:///folder` (mails as files)."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "progress.digests.files.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme not in {"smtp", "smtps", "smtp+tls", "smtp+ssl"}:
        raise ImproperlyConfigured(
            f"EMAIL_URL must start with smtp://, smtp+tls://, smtp+ssl:// or file:///, not {url!r}."
        )
    config: dict[str, Any] = environ.Env.email_url_config(url)
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}
