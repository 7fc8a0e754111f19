"""Is a PostgreSQL server there at all, however busy the connections to it are?"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

SIGN_OF_LIFE_SECONDS = 0.8
# "May we speak TLS?" is the one message that a server, or a pooler, answers to a stranger at once,
# with one byte, before it looks for a name, a database or a free place.
_MAY_WE_SPEAK_TLS = struct.pack("!ii", 8, 80877103)


def is_there(server: psycopg.ConnectionInfo) -> bool:
    """Whether somebody answers where `server` was reached.

    That a connection is accepted says nothing: the kernel does so for a process that is stopped.
    """
    try:
        with _dialled(server) as stranger:
            stranger.sendall(_MAY_WE_SPEAK_TLS)
            stranger.recv(1)
    except OSError:
        return False
    return True


@contextmanager
def _dialled(server: psycopg.ConnectionInfo) -> Iterator[socket.socket]:
    if not server.host.startswith(("/", "@")):
        address = (server.hostaddr or server.host, server.port)
        with socket.create_connection(address, SIGN_OF_LIFE_SECONDS) as stranger:
            yield stranger
        return
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(SIGN_OF_LIFE_SECONDS)
        stranger.connect(f"{server.host}/.s.PGSQL.{server.port}".replace("@", "\0", 1))
        yield stranger
