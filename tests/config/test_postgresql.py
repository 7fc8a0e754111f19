"""The web's PostgreSQL engine tells a server that is gone from one that is slow."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from config.postgresql import base
from config.postgresql.presence import is_there
from config.services import database
from tests.servers.lifetime import Server
from tests.servers.postgres import own_postgres
from wire.circuit import Circuit

pytestmark = pytest.mark.postgres

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def own() -> Iterator[tuple[str, Server]]:
    with own_postgres() as running:
        yield running


@pytest.fixture
def connections(
    own: tuple[str, Server], django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ConnectionHandler]:
    """What the web has: a connection of its own for each thread."""
    monkeypatch.setattr(base, "_server", Circuit())
    connections = ConnectionHandler({"default": database(own[0], is_web=True)})
    with django_db_blocker.unblock():
        yield connections
        connections.close_all()


@pytest.fixture
def ask(connections: ConnectionHandler) -> Ask:
    """One value from the server; `request` as the first thing that a request asks for."""

    def ask(statement: str, *, request: bool = False) -> Any:
        if request:
            connections["default"].close_if_unusable_or_obsolete()
        with connections["default"].cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    return ask


@pytest.fixture
def other(connections: ConnectionHandler) -> Iterator[ThreadPoolExecutor]:
    """A second thread of the web's."""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()


def refusal(ask: Ask) -> str:
    """In which words we hear that the database is not there."""
    with pytest.raises(OperationalError) as caught:
        ask("SELECT 1")
    return str(caught.value)


def test_a_slow_statement_is_waited_for(ask: Ask) -> None:
    assert ask("SELECT 1 FROM pg_sleep(1.5)") == 1


def test_a_statement_that_is_too_slow_stops_nobody_else(ask: Ask) -> None:
    with pytest.raises(OperationalError, match="statement timeout"):
        ask("SELECT 1 FROM pg_sleep(9)")

    assert ask("SELECT 2") == 2


def test_a_connection_that_fell_silent_while_it_was_idle_stops_nobody_else(
    ask: Ask, other: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "FRESH_SECONDS", 0.0)
    with standing_still(other.submit(ask, "SELECT pg_backend_pid()").result()):
        lost = other.submit(ask, "SELECT 1", request=True)
        deadline = time.monotonic() + 10
        while not lost.done():
            assert time.monotonic() < deadline
            assert ask("SELECT 2") == 2
        # Her connection was silent, the server was not: she has a new one.
        assert lost.result() == 1


def test_a_connection_that_answered_just_now_is_not_asked_how_it_is(
    ask: Ask, other: ThreadPoolExecutor, connections: ConnectionHandler
) -> None:
    pid = ask("SELECT pg_backend_pid()")
    ask("SELECT 'the last of a request'")

    connections["default"].close_if_unusable_or_obsolete()
    connections["default"].cursor().close()

    heard_last = f"SELECT query FROM pg_stat_activity WHERE pid = {pid}"
    assert other.submit(ask, heard_last).result() == "SELECT 'the last of a request'"


def test_a_connection_that_was_closed_meanwhile_is_made_anew(
    ask: Ask, other: ThreadPoolExecutor
) -> None:
    pid = ask("SELECT pg_backend_pid()")
    assert other.submit(ask, f"SELECT pg_terminate_backend({pid}, 5000)").result()

    assert ask("SELECT pg_backend_pid()", request=True) != pid


def test_a_server_that_stands_still_is_found_out_by_one_and_told_to_all(
    own: tuple[str, Server], ask: Ask, other: ThreadPoolExecutor
) -> None:
    assert (ask("SELECT 1"), other.submit(ask, "SELECT 1").result()) == (1, 1)
    with own[1].hanging():
        assert refusal(ask) == "the server is silent"
        # Her connection has been fine so far: she would wait as long.
        assert other.submit(refusal, ask).result() == "the server was silent a moment ago"


def test_who_waits_already_gives_up_as_soon_as_another_knows(
    own: tuple[str, Server], ask: Ask, other: ThreadPoolExecutor
) -> None:
    assert other.submit(ask, "SELECT 1").result() == 1
    with own[1].hanging():
        waits = other.submit(refusal, ask)
        time.sleep(0.2)
        base._server.failed(base._server.now())

        assert waits.result() == "somebody else found the server silent"


def test_a_server_that_goes_on_is_used_again(own: tuple[str, Server], ask: Ask) -> None:
    ask("SELECT 1")
    with own[1].hanging():
        refusal(ask)

    deadline = time.monotonic() + 3
    while not answers(ask):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("family", ["tcp", "folder", "abstract"])
def test_presence_is_one_byte_of_whoever_listens(family: str, tmp_path: Path) -> None:
    with listening(family, tmp_path) as (listener, server):
        assert not is_there(server), "the kernel accepts for it, and it says nothing"
        with ThreadPoolExecutor(1) as thread:
            thread.submit(answer, listener, b"")  # The one who has hung up meanwhile.
            thread.submit(answer, listener, b"N")
            assert is_there(server)
    assert not is_there(server)


def answer(listener: socket.socket, word: bytes) -> None:
    with listener.accept()[0] as stranger:
        stranger.sendall(word)


def answers(ask: Ask) -> bool:
    try:
        return bool(ask("SELECT 1", request=True) == 1)
    except OperationalError:
        return False


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def listening(family: str, folder: Path) -> Iterator[tuple[socket.socket, Any]]:
    """A socket, and where to find it in the words of libpq."""
    if family == "tcp":
        listener = socket.create_server(("127.0.0.1", 0))
        server = SimpleNamespace(
            host="db.example", hostaddr="127.0.0.1", port=listener.getsockname()[1]
        )
    else:
        mark = {"folder": "", "abstract": "@"}[family]
        server = SimpleNamespace(host=f"{mark}{folder}", hostaddr="", port=5432)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(f"{server.host}/.s.PGSQL.5432".replace("@", "\0", 1))
        listener.listen()
    with listener:
        yield listener, server
