"""PostgreSQL for the web: a server that falls silent is given up on, like one that is gone.

The server's own time-outs end a statement that takes too long. They end nothing when the server,
or the way to it, stands still, and a connection that is open has no time-out of its own. So when a
statement keeps us waiting we ask the server, on the side, whether it is there. If it is, the
statement is slow and goes on; if not, the next callers are told so at once, by a circuit breaker.
"""

from __future__ import annotations

import select
from collections.abc import Generator
from functools import partial
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from config.postgresql.patient import base
from config.postgresql.presence import is_there
from wire.circuit import Circuit

# A silence of so long raises the question; so long a kept connection may take to show its health.
DOUBT_SECONDS = 0.5
# A connection that has answered within so long counts as healthy.
FRESH_SECONDS = 10.0
# The server itself ends a statement before this.
ANSWER_SECONDS = 2.7

_server = Circuit()


class DatabaseWrapper(base.DatabaseWrapper):
    _patience = ANSWER_SECONDS
    _heard_at = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        _refuse_while_open()
        began = _server.now()
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            _server.failed(began)
            raise
        _server.succeeded()
        connection.wait = partial(self._wait, connection)
        return connection

    def is_usable(self) -> bool:
        """Ask how it is only where there is a doubt: that saves a busy web a statement a request.

        A connection that the server closed can be read from. One that is lost on the way, as
        those are that idle behind a firewall, says nothing: so whoever was quiet long is asked.
        """
        is_fresh = _server.now() - self._heard_at < FRESH_SECONDS
        in_doubt = self.errors_occurred or self.connection.closed
        if is_fresh and not in_doubt and not _can_be_read(self.connection.pgconn.socket):
            return True
        self._patience = DOUBT_SECONDS
        try:
            return bool(super().is_usable())
        finally:
            self._patience = ANSWER_SECONDS

    def _wait(
        self, connection: psycopg.Connection, statement: Generator[Any, Any, Any], **options: Any
    ) -> Any:
        _refuse_while_open()
        watched = _watched(statement, connection, self._patience)
        try:
            answer = psycopg.Connection.wait(connection, watched, **options)
        except psycopg.OperationalError:
            # An error of the server's ends the statement; one that still runs met with silence.
            if connection.info.transaction_status is TransactionStatus.ACTIVE:
                connection.close()
            raise
        _server.succeeded()
        self._heard_at = _server.now()
        return answer


def _can_be_read(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))


def _refuse_while_open() -> None:
    if not _server.allows():
        raise psycopg.OperationalError("the server was silent a moment ago")


def _watched(
    statement: Generator[Any, Any, Any], connection: psycopg.Connection, patience: float
) -> Generator[Any, Any, Any]:
    """Run `statement`, which psycopg wakes ten times a second, and raise once hope is lost."""
    began = _server.now()
    has_asked = False
    try:
        wanted = next(statement)
        while True:
            ready = yield wanted
            if not ready:
                silence = _server.now() - began
                if silence >= DOUBT_SECONDS and not has_asked:
                    has_asked = True
                    _ask(connection)
                if silence >= patience:
                    raise psycopg.OperationalError(f"no answer in {silence:.1f} s")
                if _server.opened_since(began):
                    raise psycopg.OperationalError("somebody else found the server silent")
            wanted = statement.send(ready)
    except StopIteration as end:
        return end.value


def _ask(connection: psycopg.Connection) -> None:
    began = _server.now()
    if is_there(connection.info):
        _server.succeeded()
    else:
        _server.failed(began)
        raise psycopg.OperationalError("the server is silent")
