"""The web server: `gunicorn -c python:config.gunicorn config.wsgi`.

The lower-case names below are gunicorn's settings. What it refuses before Django sees a request
leaves in the shape of every other error, so nothing here may need Django.
"""

from __future__ import annotations

import http
import json
import os
import socket
from typing import Any

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from wire.ids import uuid7

worker_class = "config.gunicorn.ProblemWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
timeout = 30
graceful_timeout = 5
keepalive = 75
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(B)s bytes %(M)s ms %({x-request-id}o)s'
control_socket_disable = True

_DRAIN_SECONDS = 1.0
_DRAIN_BYTES = 1024 * 1024


class ProblemWorker(ThreadWorker):
    """A threaded worker whose own refusals are application/problem+json."""

    def handle_error(self, _req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        status, code, title = _problem(exc)
        if status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("Error before the application", exc_info=exc)
        else:
            self.log.warning("Refused a request of %s: %s", addr, exc)
        try:
            util.write_nonblock(client, _answer(status, code, title))
            _let_the_client_read(client)
        except OSError as error:
            self.log.debug("The client did not wait for the answer: %s", error)


def _problem(exc: Exception) -> tuple[http.HTTPStatus, str, str]:
    """Status, code and title; the codes are those of the whole API."""
    if isinstance(exc, errors.LimitRequestLine | errors.LimitRequestHeaders):
        return http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "The request is too large"
    # Of the parser's errors these two are the application's: a header it tried to send.
    ours = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
    if isinstance(exc, errors.ParseException) and not isinstance(exc, ours):
        return http.HTTPStatus.BAD_REQUEST, "invalid_request", "The request breaks the schema"
    return http.HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something broke on our side"


def _answer(status: http.HTTPStatus, code: str, title: str) -> bytes:
    request_id = str(uuid7())
    problem = {
        "type": f"{os.environ.get('PUBLIC_URL', '').rstrip('/')}/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": _DETAILS[code],
        "errors": [],
        "request_id": request_id,
    }
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        "Cache-Control: no-store\r\n"
        f"X-Request-ID: {request_id}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_DETAILS = {
    "invalid_request": "The request line, a header or the framing of the body is not valid HTTP.",
    "too_large": "The request line or the headers are longer than this server reads.",
    "internal_error": "The request could not be finished. It may be tried again.",
}


def _let_the_client_read(client: socket.socket) -> None:
    """Read what it still sends: closing on unread bytes would reset the answer away."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(_DRAIN_SECONDS)
    drained = 0
    while drained < _DRAIN_BYTES and (chunk := client.recv(64 * 1024)):
        drained += len(chunk)
