"""Real servers on this machine that answer well, badly or not at all."""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

# What a path answers beside `/{status}`, which answers that, and `/{status}/{address}`, which
# redirects there.
GET_ONLY, HANGS_UP, HANGS_UP_ON_HEAD, SILENT, DRIPS, LOOP, NONSENSE = (
    *("/get-only", "/hangs-up", "/hangs-up-on-head", "/silent", "/drips", "/loop", "/nonsense"),
)


class Website:
    """A server whose addresses are `at(path)`; `asked` holds what came in, in order."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.asked: list[str] = []
        # Set to let all that is silent or drips come to its end.
        self.is_closing = threading.Event()
        # By host, how many requests have been waiting for an answer at one moment.
        self.most_at_once: Counter[str] = Counter()
        self._at_once: Counter[str] = Counter()
        self._lock = threading.Lock()
        # With parties, a request is answered only once so many have come.
        self.barrier: threading.Barrier | None = None
        self._port = server.server_address[1]

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self._port}{path}"

    @contextmanager
    def being_asked(self, host: str) -> Iterator[None]:
        """Over before the answer is sent: whoever has it may ask again at once."""
        with self._lock:
            self._at_once[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._at_once[host])
        # Long enough for another one to come, if it does not wait.
        self.is_closing.wait(0.01)
        yield
        with self._lock:
            self._at_once[host] -= 1

    def redirect(self, status: int, to: str) -> str:
        return self.at(f"/{status}/{quote(to, safe='')}")


@contextmanager
def website() -> Iterator[Website]:
    # All of 127.0.0.0/8 is this machine: two of its addresses are two hosts.
    server = ThreadingHTTPServer(("0.0.0.0", 0), _Handler)
    site = Website(server)
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        site.is_closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as its base has it
        pass

    def _answer(self) -> None:
        site: Website = self.server.site  # type: ignore[attr-defined]
        site.asked.append(f"{self.command} {self.path}")
        self.close_connection = True
        with site.being_asked(self.headers["Host"]):
            if site.barrier:
                site.barrier.wait(timeout=30)
        self._answer_by_path(site)

    def _answer_by_path(self, site: Website) -> None:
        is_head = self.command == "HEAD"
        if self.path == HANGS_UP or (is_head and self.path == HANGS_UP_ON_HEAD):
            # Closing with nothing to linger for is a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif self.path == SILENT:
            site.is_closing.wait(60)
        elif self.path == DRIPS:
            self._drip(site)
        elif self.path == NONSENSE:
            self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        elif self.path == LOOP:
            self._send(302, LOOP)
        elif self.path in (GET_ONLY, HANGS_UP_ON_HEAD):
            self._send(405 if is_head else 200)
        else:
            _, status, *to = self.path.split("/", 2)
            self._send(int(status), *to)

    def _drip(self, site: Website) -> None:
        """One header line after the other, each in good time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not site.is_closing.wait(0.05):
            try:
                self.wfile.write(b"X-Drip: drop\r\n")
            except OSError:
                return

    def _send(self, status: int, to: str = "") -> None:
        self.send_response(status)
        if to:
            # As it is: what is no ASCII goes out in UTF-8.
            self.send_header("Location", unquote(to, encoding="latin-1"))
        self.end_headers()
