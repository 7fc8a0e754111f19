"""PostgreSQL for workers and commands, which take their time, and the ground of the web's engine.

It reads instants in C. Django's reader of `timestamptz` rests on the one of psycopg that is
written in Python; a sixth of what a digest costs was spent on it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.abc import Buffer


class InstantLoader(BaseTzLoader):  # type: ignore[misc]  # not in the stubs
    """Reads what Django's reader does, and fails where it fails.

    That one has the last word on whatever is not plainly an instant in UTC: years that Python
    does not know, infinity, another time zone. With TIME_ZONE set, Django puts its own in place.
    """

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        text = str(data, "ascii")
        if text.endswith("+00"):
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                pass
        as_django_does: datetime = super().load(data)
        return as_django_does


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", InstantLoader)
        return connection
