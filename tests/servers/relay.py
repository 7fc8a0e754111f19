"""A relay in front of a server, so that a test can take the server away and bring it back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

from tests.servers.lifetime import free_port

_CHUNK = 64 * 1024


class Relay:
    """Listens on a port of its own and passes every byte on, unless it is down.

    While it is down, connections are refused and the open ones are gone, as when the server behind
    it was stopped. While it is silent, it takes all that comes and answers nothing.
    """

    def __init__(self, host: str, port: int) -> None:
        self.port = free_port()
        self._behind = (host, port)
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._speaks = threading.Event()
        self._last_word = b""
        self.up()

    def up(self) -> None:
        """Serve again, at the address of before."""
        self._last_word = b""
        self._speaks.set()
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def down(self) -> None:
        """Refuse whoever comes and drop whoever is there."""
        if self._listener is not None:
            _hang_up(self._listener)
            self._listener = None
        for connection in list(self._open):
            _hang_up(connection)

    def silent(self) -> None:
        """Answer nobody any more, and hang up on nobody."""
        self._speaks.clear()

    def silent_at(self, word: bytes) -> None:
        """Fall silent when somebody says this, before it arrives."""
        self._last_word = word

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # down() has closed it.
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self._behind)
                self._open |= {client, server}
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # Either end may hang up at any time.
            while received := source.recv(_CHUNK):
                if self._last_word and self._last_word in received:
                    self.silent()
                self._speaks.wait()
                target.sendall(received)
        _hang_up(source)
        _hang_up(target)
        self._open -= {source, target}


def _hang_up(end: socket.socket) -> None:
    # Closing alone would not wake the thread that waits on it.
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """A relay before the server of `url`, and the URL that leads through it."""
    parts = urlsplit(url)
    relay = Relay(str(parts.hostname), int(str(parts.port)))
    user, at, _ = parts.netloc.rpartition("@")
    try:
        yield relay, urlunsplit(parts._replace(netloc=f"{user}{at}127.0.0.1:{relay.port}"))
    finally:
        relay.up()  # Whoever waits in silence learns that it is over.
        relay.down()
