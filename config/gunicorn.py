"""The web server: `gunicorn -c python:config.gunicorn config.wsgi`.

The lower-case names below are gunicorn's settings. What it refuses before Django sees a request
leaves in the shape of every other error, so nothing here may need Django's settings.
"""

from __future__ import annotations

import http
import json
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from config.environment import number, public_url
from wire.catalogue import CATALOGUE
from wire.ids import uuid7

worker_class = "config.gunicorn.ProblemWorker"
workers = number("WEB_CONCURRENCY", 2, least=1)
threads = 8
timeout = 30
graceful_timeout = 5
keepalive = 75
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 16_384
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(B)s bytes %(M)s ms %({x-request-id}o)s'
control_socket_disable = True

# From its first byte to its last a request may take so long.
PATIENCE_SECONDS = 20.0
# Between two looks at who is too slow there is a second, and a busy one takes longer. An answer
# waits so much more for a client that does not read it.
_LOOK_SECONDS = 3.0
_DRAIN_SECONDS = 1.0
# As much as the application takes; longer bodies it refuses unread.
_MOST_BODY_BYTES = 1024 * 1024
_LONGEST_NAME = 200
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class HostMissing(errors.ParseException):
    """RFC 9112, 3.2: HTTP/1.1 without `Host` is answered with 400."""


class ProblemWorker(ThreadWorker):
    """A threaded worker whose own refusals are application/problem+json.

    No client holds a thread for longer than PATIENCE_SECONDS by being slow, and none gets more
    than one answer to a request.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reading: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        self._reading[conn] = time.monotonic() + PATIENCE_SECONDS
        try:
            stays = super().handle(conn)
        finally:
            del self._reading[conn]
        if stays is False:
            _let_the_client_read(conn.sock)
        return stays

    def murder_pending(self) -> None:
        """Every second: what has not come of a request by its deadline counts as never sent.

        The thread that waits for it then reads the end of the connection. An answer still leaves.
        """
        super().murder_pending()
        now = time.monotonic()
        for conn, deadline in list(self._reading.items()):
            if now > deadline:
                with suppress(OSError):  # The client has hung up by itself.
                    conn.sock.shutdown(socket.SHUT_RD)

    def handle_request(self, req: Any, conn: Any) -> bool:
        if req.version >= (1, 1) and not any(name == "HOST" for name, _ in req.headers):
            raise HostMissing
        # This is for the answer: while it reads, `murder_pending` is to be first, at its next look.
        conn.sock.settimeout(PATIENCE_SECONDS + _LOOK_SECONDS)
        if _announced(req) > _MOST_BODY_BYTES:
            # Refused unread: it need not begin to come, and is in the way of the next request.
            req._expected_100_continue = False
            req.force_close()
        return bool(super().handle_request(req, conn))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:  # noqa: FBT001 - gunicorn's own
        """Read away a body that was refused unread: gunicorn stops at 64 KiB and hangs up."""
        deadline = time.monotonic() + _DRAIN_SECONDS
        try:
            return keepalive and bool(
                conn.parser.finish_body(deadline=deadline, max_bytes=_MOST_BODY_BYTES)
            )
        except errors.ParseException as error:
            # It has its answer. To tell of this as well would answer the next request.
            self.log.warning("Hung up on a body that is not valid HTTP: %s", error)
            return False

    def handle_error(self, _req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        request_id = str(uuid7())
        refusal = _refusal(exc)
        if refusal.code == "internal_error":
            self.log.error("%s failed before the application", request_id, exc_info=exc)
        else:
            self.log.warning("%s refused a request of %s: %s", request_id, addr, exc)
        try:
            util.write_nonblock(client, refusal.answer(request_id))
        except OSError as error:
            self.log.debug("The client did not wait for the answer: %s", error)


@dataclass(frozen=True)
class _Refusal:
    code: str
    detail: str
    errors: tuple[dict[str, str], ...] = ()

    def answer(self, request_id: str) -> bytes:
        problem = CATALOGUE[self.code]
        document = problem.document(
            base=public_url(), detail=self.detail, errors=self.errors, request_id=request_id
        )
        body = json.dumps(document).encode()
        head = (
            f"HTTP/1.1 {problem.status} {http.HTTPStatus(problem.status).phrase}\r\n"
            f"Date: {util.http_date()}\r\n"
            "Connection: close\r\n"
            "Content-Type: application/problem+json\r\n"
            "Cache-Control: no-store\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
            f"X-Request-ID: {request_id}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


_DETAILS = {
    errors.InvalidRequestLine: "The first line must be a method, an address in ASCII and HTTP/1.1.",
    errors.InvalidRequestMethod: "A method is 3 to 20 characters, its letters capitals.",
    errors.InvalidHTTPVersion: "HTTP/1.1 and HTTP/1.0 are spoken here.",
    errors.ExpectationFailed: "`100-continue` is all that can be expected.",
    errors.UnsupportedTransferCoding: "The transfer coding is unknown.",
}


def _refusal(exc: Exception) -> _Refusal:
    match exc:
        case errors.LimitRequestLine():
            line = f"The request line may have {limit_request_line:,} bytes."
            return _Refusal("too_large", line)
        case errors.LimitRequestHeaders():
            size = f"{limit_request_field_size:,} bytes"
            most = f"There may be {limit_request_fields} headers, each of {size} with its name."
            return _Refusal("too_large", most)
        case HostMissing():
            return _about_header("Host", "required", "HTTP/1.1 asks for this header.")
        # These two are the application's: a header it tried to send.
        case errors.InvalidResponseHeader() | errors.InvalidResponseHeaderName():
            return _Refusal("internal_error", "The answer could not be sent.")
        case errors.InvalidHeader() | errors.InvalidHeaderName() | errors.ObsoleteFolding():
            wrong = "Not valid HTTP here, or given twice, or at odds with another header."
            return _about_header(exc.hdr, "bad_format", wrong)
        case errors.ParseException():
            detail = _DETAILS.get(type(exc), "The request is not valid HTTP.")
            return _Refusal("invalid_request", detail)
    return _Refusal("internal_error", "The request could not be finished.")


def _about_header(name: object, code: str, detail: str) -> _Refusal:
    """Points at the header, when what the parser stumbled over is the name of one."""
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        return _Refusal("invalid_request", "A header is not valid HTTP.")
    pointer = f"/{name[:_LONGEST_NAME].title()}"
    fault = {"in": "header", "pointer": pointer, "code": code, "detail": detail}
    return _Refusal("invalid_request", "1 header is wrong.", (fault,))


def _announced(req: Any) -> int:
    """How many bytes of body are to come; gunicorn has seen that it is one number."""
    return next((int(value) for name, value in req.headers if name == "CONTENT-LENGTH"), 0)


def _let_the_client_read(client: socket.socket) -> None:
    """Wait for its end of the connection: closing on unread bytes would reset the answer away.

    gunicorn would wait as well, but on the one thread that serves all connections.
    """
    deadline = time.monotonic() + _DRAIN_SECONDS
    with suppress(OSError):  # It may be gone, or out of time.
        client.shutdown(socket.SHUT_WR)
        while (left := deadline - time.monotonic()) > 0:
            client.settimeout(left)
            if not client.recv(64 * 1024):
                break
    with suppress(OSError):
        client.shutdown(socket.SHUT_RD)
