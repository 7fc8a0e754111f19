"""For whatever runs us: is the process up, and may it have traffic?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from redis import Redis
from rest_framework.request import Request

from wire.problems import Unavailable, is_outage
from wire.views import ApiView

# Asked after a database that may have been silent for two seconds.
REDIS_SECONDS = 0.5


class LiveView(ApiView):
    """200 as long as the process answers, whatever is down behind it."""

    is_public = True

    def get(self, request: Request) -> HttpResponse:  # noqa: ARG002
        return _ok()


class ReadyView(ApiView):
    """200 when database and Redis answer, else 503 naming what does not."""

    is_public = True

    def get(self, request: Request) -> HttpResponse:  # noqa: ARG002
        silent = [
            name
            for name, ask in (("the database", _ask_database), ("Redis", _ask_redis))
            if not _answers(ask)
        ]
        if silent:
            raise Unavailable(f"No answer from {' and '.join(silent)}.")
        return _ok()


def _ok() -> HttpResponse:
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception as error:
        if not is_outage(error):
            raise
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    _redis(settings.REDIS_URL).ping()


@cache
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS)
