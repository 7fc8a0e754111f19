"""PostgreSQL for the web: a server that falls silent is given up on, like one that is gone.

The server's own time-outs end a statement that takes too long. They end nothing when the server,
or the way to it, stands still, and a connection that is open has no time-out of its own.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

# The server itself ends a statement before this.
ANSWER_SECONDS = 2.7
# After this a new connection is tried, and both together stay below three seconds.
SIGN_OF_LIFE_SECONDS = 0.5


class DatabaseWrapper(base.DatabaseWrapper):
    _patience = ANSWER_SECONDS

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.wait = partial(self._wait, connection)
        return connection

    def is_usable(self) -> bool:
        self._patience = SIGN_OF_LIFE_SECONDS
        try:
            return bool(super().is_usable())
        finally:
            self._patience = ANSWER_SECONDS

    def _wait(self, connection: psycopg.Connection, *args: Any, **options: Any) -> Any:
        try:
            return psycopg.Connection.wait(
                connection, *args, **{"timeout": self._patience, **options}
            )
        except psycopg.OperationalError:
            # An error of the server's ends the statement; one that still runs met with silence.
            if connection.info.transaction_status is TransactionStatus.ACTIVE:
                connection.close()
            raise
