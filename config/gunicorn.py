"""The web server: `gunicorn -c python:config.gunicorn config.wsgi`.

The lower-case names below are gunicorn's settings. What it refuses before Django sees a request
leaves in the shape of every other error, so nothing here may need Django's settings.
"""

from __future__ import annotations

import http
import json
import os
import socket
import time
from typing import Any

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from config.environment import number
from wire.catalogue import CATALOGUE, ProblemType
from wire.ids import uuid7

worker_class = "config.gunicorn.ProblemWorker"
workers = number("WEB_CONCURRENCY", 2, least=1)
threads = 8
timeout = 30
graceful_timeout = 5
keepalive = 75
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(B)s bytes %(M)s ms %({x-request-id}o)s'
control_socket_disable = True

_DRAIN_SECONDS = 1.0
# As much as the application takes; longer bodies it refuses unread.
_MOST_BODY_BYTES = 1024 * 1024
_BODY_SECONDS = 20.0


class ProblemWorker(ThreadWorker):
    """A threaded worker whose own refusals are application/problem+json.

    It gives up a body that stops coming, and announces the end of a connection on which an unread
    body is in the way of the next request.
    """

    def handle_request(self, req: Any, conn: Any) -> bool:
        if length := _announced(req):
            conn.sock.settimeout(_BODY_SECONDS)
        if length > _MOST_BODY_BYTES:
            req.force_close()
        return bool(super().handle_request(req, conn))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:  # noqa: FBT001 - gunicorn's own
        """Read away a body that was refused unread: gunicorn stops at 64 KiB and hangs up."""
        deadline = time.monotonic() + _DRAIN_SECONDS
        return keepalive and bool(
            conn.parser.finish_body(deadline=deadline, max_bytes=_MOST_BODY_BYTES)
        )

    def handle_error(self, _req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        problem = CATALOGUE[_code(exc)]
        if problem.status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("Error before the application", exc_info=exc)
        else:
            self.log.warning("Refused a request of %s: %s", addr, exc)
        try:
            util.write_nonblock(client, _answer(problem))
            _let_the_client_read(client)
        except OSError as error:
            self.log.debug("The client did not wait for the answer: %s", error)


def _announced(req: Any) -> int:
    """How many bytes of body are to come; gunicorn has seen that it is one number."""
    return next((int(value) for name, value in req.headers if name == "CONTENT-LENGTH"), 0)


def _code(exc: Exception) -> str:
    if isinstance(exc, errors.LimitRequestLine | errors.LimitRequestHeaders):
        return "too_large"
    # Of the parser's errors these two are the application's: a header it tried to send.
    ours = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
    if isinstance(exc, errors.ParseException) and not isinstance(exc, ours):
        return "invalid_request"
    return "internal_error"


_DETAILS = {
    "invalid_request": "The request line, a header or the framing of the body is not valid HTTP.",
    "too_large": "The request line or the headers are longer than this server reads.",
    "internal_error": "The request could not be finished.",
}


def _answer(problem: ProblemType) -> bytes:
    request_id = str(uuid7())
    document = {
        "type": f"{os.environ.get('PUBLIC_URL', '').rstrip('/')}/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": _DETAILS[problem.code],
        "errors": [],
        "request_id": request_id,
    }
    body = json.dumps(document).encode()
    head = (
        f"HTTP/1.1 {problem.status} {http.HTTPStatus(problem.status).phrase}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        "Cache-Control: no-store\r\n"
        f"X-Request-ID: {request_id}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _let_the_client_read(client: socket.socket) -> None:
    """Read what it still sends: closing on unread bytes would reset the answer away."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(_DRAIN_SECONDS)
    drained = 0
    while drained < _MOST_BODY_BYTES and (chunk := client.recv(64 * 1024)):
        drained += len(chunk)
