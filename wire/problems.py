"""Errors as RFC 9457 problems: what apps raise, and the one place that turns it into an answer."""

from __future__ import annotations

import json
import logging
import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import kombu.exceptions
import redis.exceptions
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.views.csrf import csrf_failure as csrf_failure_page
from rest_framework import exceptions

from wire.catalogue import CATALOGUE, ProblemType
from wire.faults import Fault
from wire.paths import is_admin
from wire.request_ids import current_request_id

__all__ = [
    "CsrfFailed",
    "DomainError",
    "Fault",
    "InsufficientScope",
    "InvalidRequest",
    "LengthRequired",
    "MalformedJson",
    "MethodNotAllowed",
    "NotAuthenticated",
    "NotFound",
    "PreconditionFailed",
    "PreconditionRequired",
    "RateLimited",
    "TooLarge",
    "Unavailable",
    "UnsupportedMediaType",
    "csrf_failure",
    "error_of",
    "errors_of",
    "exception_handler",
    "problem_response",
    "seconds_to_wait",
    "translate",
]

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
# Nobody reads more, and a hostile body could hold a hundred thousand.
MOST_FAULTS = 100


class DomainError(Exception):
    """A broken rule that the client hears of; `code` is a key of the catalogue.

    Without a `detail` of its own it tells the catalogue's cause. `members` become extra members
    of the problem, beside `code`.
    """

    code = "internal_error"

    def __init_subclass__(cls) -> None:
        """No error without its page: an unknown code fails where the class is written."""
        CATALOGUE[cls.code]

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] = {},
        **members: Any,
    ) -> None:
        self.detail = detail or self.problem_type.cause
        self.errors = errors
        self.headers = headers
        self.members = members
        super().__init__(self.detail)

    @property
    def problem_type(self) -> ProblemType:
        return CATALOGUE[self.code]

    @property
    def status(self) -> int:
        return self.problem_type.status


class MalformedJson(DomainError):
    code = "malformed_json"


class InvalidRequest(DomainError):
    """The request breaks the schema; `errors` names each place."""

    code = "invalid_request"

    def __init__(self, detail: str | None = None, *, errors: Sequence[Fault] = ()) -> None:
        super().__init__(detail or _counted(len(errors)), errors=errors[:MOST_FAULTS])


class NotAuthenticated(DomainError):
    code = "not_authenticated"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer realm="waymark"'})


class InsufficientScope(DomainError):
    code = "insufficient_scope"


class CsrfFailed(DomainError):
    code = "csrf_failed"


class NotFound(DomainError):
    code = "not_found"


class MethodNotAllowed(DomainError):
    code = "method_not_allowed"

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(f"{method} is not among {allowed}.", headers={"Allow": allowed})


class LengthRequired(DomainError):
    code = "length_required"


class PreconditionFailed(DomainError):
    code = "precondition_failed"


class TooLarge(DomainError):
    code = "too_large"


class UnsupportedMediaType(DomainError):
    code = "unsupported_media_type"


class PreconditionRequired(DomainError):
    code = "precondition_required"


class RateLimited(DomainError):
    code = "rate_limited"

    def __init__(self, retry_after: float = 60, *, headers: Mapping[str, str] = {}) -> None:
        seconds = seconds_to_wait(retry_after)
        super().__init__(
            f"Too many requests. Try again in {seconds} s.",
            headers={"Retry-After": str(seconds), **headers},
        )


def seconds_to_wait(seconds: float) -> int:
    """Rounded up: who comes back in the very second must not be early."""
    return max(1, math.ceil(seconds))


class Unavailable(DomainError):
    """A service behind us is down or too slow; nothing was changed."""

    code = "unavailable"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": str(RETRY_SECONDS)})


_BY_STATUS: dict[int, Callable[[], DomainError]] = {
    400: InvalidRequest,
    401: NotAuthenticated,
    403: InsufficientScope,
    404: NotFound,
    411: LengthRequired,
    412: PreconditionFailed,
    413: TooLarge,
    415: UnsupportedMediaType,
    428: PreconditionRequired,
    429: RateLimited,
    503: Unavailable,
}


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's door to `translate`; None hands an unexpected error on to Django, which logs it."""
    if isinstance(exc, exceptions.MethodNotAllowed):
        view = context["view"]
        return problem_response(
            MethodNotAllowed(view.request.method, ", ".join(view.allowed_methods))
        )
    error = translate(exc)
    return problem_response(error) if error else None


def translate(exc: BaseException) -> DomainError | None:
    """The problem that tells of `exc`, or None when it is our own mistake."""
    if isinstance(exc, DomainError):
        return exc
    if is_outage(exc):
        logger.warning("A service behind us failed: %s: %s", type(exc).__name__, exc)
        return Unavailable()
    if isinstance(exc, exceptions.APIException):
        return error_of(exc.status_code)
    return _translate_django(exc)


def is_outage(exc: BaseException) -> bool:
    """Whether `exc` tells of a service that is down, locked or too slow, rather than of a bug."""
    if isinstance(exc, OperationalError):
        # SQLite has only this one class for a lock, a full disk, and for wrong SQL.
        cause = exc.__cause__
        return not (
            isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorname == "SQLITE_ERROR"
        )
    return isinstance(
        exc,
        InterfaceError
        | redis.exceptions.ConnectionError
        | redis.exceptions.TimeoutError
        | kombu.exceptions.OperationalError,
    )


def error_of(status: int) -> DomainError:
    """What a bare HTTP status of somebody else's tells; one without a word of ours, its class."""
    of_class = InvalidRequest if status < 500 else DomainError
    return _BY_STATUS.get(status, of_class)()


def _translate_django(exc: BaseException) -> DomainError | None:
    match exc:
        case Http404():
            return NotFound()
        case PermissionDenied():
            return InsufficientScope()
        case RequestDataTooBig():
            return TooLarge()
        case UnreadablePostError():
            return MalformedJson("The body ended before it was complete.")
        case DisallowedHost():
            return InvalidRequest(
                errors=[Fault("header", "/Host", "bad_format", "Not a host served here.")]
            )
        case SuspiciousOperation() | BadRequest():
            return InvalidRequest()
    return None


def problem_response(error: DomainError) -> HttpResponse:
    """The answer that tells of `error`, never to be cached."""
    document = error.problem_type.document(
        base=settings.PUBLIC_URL,
        detail=error.detail,
        errors=[fault.as_json() for fault in error.errors],
        request_id=current_request_id.get(),
    )
    body = document | error.members
    headers = {"Cache-Control": "no-store", **error.headers}
    return HttpResponse(
        json.dumps(body), content_type=MEDIA_TYPE, status=error.status, headers=headers
    )


def errors_of(code: str) -> list[type[DomainError]]:
    """Every class that tells this code, wherever it was written."""
    return [error for error in _with_all_below(DomainError) if error.code == code]


def _with_all_below(error: type[DomainError]) -> Iterator[type[DomainError]]:
    yield error
    for each in error.__subclasses__():
        yield from _with_all_below(each)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: its page in the admin, a problem everywhere else."""
    if is_admin(request.path_info):
        return csrf_failure_page(request, reason=reason)
    return problem_response(CsrfFailed(reason or None))


def _counted(faults: int) -> str:
    if faults == 0:
        return "The request cannot be understood."
    if faults == 1:
        return "1 field is wrong."
    if faults > MOST_FAULTS:
        return f"More than {MOST_FAULTS} fields are wrong; the first {MOST_FAULTS} are listed."
    return f"{faults} fields are wrong."
