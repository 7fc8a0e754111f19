"""A shared cache in front of a product, as a CDN would be: hishel, which follows RFC 9111."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import httpx
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

# Between two neighbours only (RFC 9110, 7.6.1).
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class Reached(NamedTuple):
    """A request that the cache could not answer alone, and what the origin said to it."""

    method: str
    target: str
    status: int


@dataclass
class SharedCache:
    url: str
    reached: list[Reached] = field(default_factory=list)

    def client(self, **headers: str) -> httpx.Client:
        """A client of the cache; it sends these headers and none of httpx's own."""
        client = httpx.Client(base_url=self.url, timeout=30)
        client.headers = httpx.Headers(headers)
        return client


@contextmanager
def shared_cache(origin: str, folder: Path) -> Iterator[SharedCache]:
    """A cache before `origin`; `Cache-Status` (RFC 9211) tells what it did for each request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        cache = SharedCache(f"http://127.0.0.1:{server.server_port}")
        transport = CacheTransport(
            _Origin(cache.reached),
            storage=SqliteStorage(database_path=folder / "cache.sqlite3"),
            rfc=CacheOptions(shared=True),
        )
        _Handler.origin, _Handler.transport = origin, transport
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield cache
        finally:
            server.shutdown()
            transport.close()


class _Origin(httpx.HTTPTransport):
    """The way to the product, on which everything that goes there is written down."""

    def __init__(self, reached: list[Reached]) -> None:
        super().__init__()
        self._reached = reached

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        target = request.url.raw_path.decode()
        self._reached.append(Reached(request.method, target, response.status_code))
        return response


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    origin: str
    transport: httpx.BaseTransport

    def do_GET(self) -> None:
        url = self.origin + self.path
        request = httpx.Request(self.command, url, headers=self.headers.items())
        response = self.transport.handle_request(request)
        try:
            # As it came over the wire: a cache has no business with the encoding.
            answer = b"".join(response.iter_raw())
        finally:
            response.close()
        self._send(response, answer)

    do_HEAD = do_GET  # noqa: N815 - as http.server calls it

    def log_message(self, *_: Any) -> None:
        """Say nothing: the tests look at `reached`."""

    def _send(self, response: httpx.Response, answer: bytes) -> None:
        self.send_response_only(response.status_code)
        for name, value in response.headers.multi_items():
            if name not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Cache-Status", _told(response.extensions["caching"]))
        self.end_headers()
        self.wfile.write(answer)


def _told(caching: dict[str, bool]) -> str:
    if caching["from_cache"] and not caching["revalidated"]:
        return "hit"
    fwd = "stale" if caching["revalidated"] else "miss"
    return f"fwd={fwd}; stored" if caching["stored"] else f"fwd={fwd}"
