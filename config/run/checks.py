"""What would not work, found before anything is started; each check raises `Refused`."""

from __future__ import annotations

import errno
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.core.exceptions import ImproperlyConfigured

from config import services
from config.environment import secrets, switch
from config.run.errors import Refused

_WAIT_SECONDS = 3


def port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        # As the web server does: a port whose last connections just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                raise Refused(
                    f"Port {port} is taken; choose another one: make run PORT={port + 1}"
                ) from error
            raise Refused(f"Port {port} cannot be used: {_line(error)}") from error


def secrets_are_strong() -> None:
    """As the settings see it; without a key of the caller's the run makes one of its own."""
    with _reading("SECRET_KEY"):
        is_development = switch("DEBUG", default=True)
        secrets("SECRET_KEY", is_development=is_development)
        secrets("SECRET_KEY_FALLBACKS", is_development=is_development)


def database_answers(url: str) -> None:
    with _reading("DATABASE_URL"):
        settings = services.database(url, is_web=True)
    try:
        _connect(settings)
    except (sqlite3.Error, psycopg.Error) as error:
        raise Refused(f"DATABASE_URL leads to no database: {_line(error)}") from error


def redis_answers(url: str) -> None:
    with _reading("REDIS_URL"):
        services.celery_broker(url)
        client = redis.Redis.from_url(
            url, socket_connect_timeout=_WAIT_SECONDS, socket_timeout=_WAIT_SECONDS
        )
    with client:
        try:
            client.ping()
        except redis.RedisError as error:
            raise Refused(f"REDIS_URL leads to no Redis: {_line(error)}") from error


def mail_is_told(url: str) -> None:
    with _reading("EMAIL_URL"):
        services.mail(url)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except ImproperlyConfigured as error:
        raise Refused(_line(error)) from error
    except ValueError as error:
        raise Refused(f"{name} cannot be read: {_line(error)}") from error


def _connect(settings: dict[str, Any]) -> None:
    if settings["ENGINE"].endswith("sqlite3"):
        file = Path(settings["NAME"])
        sqlite3.connect(f"{file.absolute().as_uri()}?mode=rwc", uri=True).close()
        return
    psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
        connect_timeout=_WAIT_SECONDS,
    ).close()


def _line(error: Exception) -> str:
    """The error's own words, on one line."""
    return " ".join(str(error).split())
