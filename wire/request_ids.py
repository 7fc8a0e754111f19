"""The id of the request in hand: in its answer, its problems, every log line, and in what its
tasks log (see config.celery)."""

from __future__ import annotations

import logging
from contextvars import ContextVar

NO_REQUEST = "-"

current_request_id: ContextVar[str] = ContextVar("current_request_id", default=NO_REQUEST)


class RequestIdFilter(logging.Filter):
    """Gives log records a `request_id`; `-` outside of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True
