"""What every request passes: its id, CORS, the guard that turns errors into problems, and the
parts of Django that only pages and sign-in need."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

from corsheaders.middleware import CorsMiddleware
from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.core.signals import got_request_exception, request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from wire import policies, problems
from wire.ids import uuid7
from wire.paths import (
    has_session,
    is_admin,
    is_probe,
    is_public_api,
    is_sign_in,
    takes_cross_origin,
)
from wire.problems import DomainError, problem_response
from wire.request_ids import NO_REQUEST, current_request_id
from wire.strict_json import read_object

GetResponse = Callable[[HttpRequest], HttpResponseBase]

BODILESS = {204, 304}
PREFLIGHT_SECONDS = 86_400
# What allauth tells in its own envelope; its other errors become ours.
ALLAUTH_KEEPS = {400, 401, 403, 409, 410}
FAILURE = "wire.failure"


class RequestIdMiddleware:
    """Gives the request an id, the answer that id and what its content is. The outermost of all.

    The id is always ours: one that a client sends could repeat, or lie in the log. An error that
    another middleware raises on the way out leaves as a problem here at the latest.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = str(uuid7())
        current_request_id.set(request_id)
        response = _told_as_problem(request, self.get_response(request))
        response["X-Request-ID"] = request_id
        if isinstance(response, HttpResponse):
            _describe_content(request, response)
        return response


def _describe_content(request: HttpRequest, response: HttpResponse) -> None:
    if not response.content:
        # Django calls it HTML when nobody says otherwise.
        response.headers.pop("Content-Type", None)
    if response.status_code not in BODILESS:
        response["Content-Length"] = str(len(response.content))
    if request.method == "HEAD":
        # gunicorn would not send it either, and log a warning each time.
        response.content = b""


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy on every answer: the admin's, a page's own, else the strictest."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self._strictest = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Make no nonce: nothing inline is ever let in."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_admin(request.path_info) or hasattr(response, "_csp_config"):
            return super().process_response(request, response)
        # Nearly every answer: written once, not for each. And with DEBUG on too, when django-csp
        # spares Django's own error pages, which are problems here.
        response.headers.setdefault(HEADER, self._strictest)
        return response

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - django-csp's own
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if is_admin(request.path_info) and not report_only:
            parts.config = policies.ADMIN
        return parts


class ApiCorsMiddleware(CorsMiddleware):
    """Public answers are for every origin, and the same for all, so that caches keep one copy.

    The learner's part and sign-in are for CORS_ALLOWED_ORIGINS; pages are for nobody else.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_public_api(request.path_info):
            return cast("HttpResponseBase", super().__call__(request))
        preflight = "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and preflight:
            response: HttpResponseBase = _preflight_answer()
        else:
            response = cast("HttpResponseBase", self.get_response(request))
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = ", ".join(settings.CORS_EXPOSE_HEADERS)
        return response

    def is_enabled(self, request: HttpRequest) -> bool:
        return takes_cross_origin(request.path_info)


class ProblemMiddleware:
    """Outside of the admin every error leaves as a problem, whoever made it and with DEBUG on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_admin(request.path_info):
            return self.get_response(request)
        if error := _refusal(request):
            return problem_response(error)
        return _told_as_problem(request, self.get_response(request))

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Read what goes to allauth strictly first: its own reader fails on hostile bodies."""
        if not is_sign_in(request.path_info) or not request.body:
            return None
        try:
            read_object(request.body)
        except DomainError as error:
            return problem_response(error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        error = None if is_admin(request.path_info) else problems.translate(exception)
        return problem_response(error) if error else None


def _told_as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, or the problem that tells what an answer of Django's or allauth's means."""
    if is_admin(request.path_info) or not (error := _error_of_others(request, response)):
        return response
    problem = problem_response(error)
    # Django marks what it has logged, so that one failure is one entry.
    problem._has_been_logged = getattr(response, "_has_been_logged", False)  # type: ignore[attr-defined]
    return problem


def _preflight_answer() -> HttpResponse:
    headers = {
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": ", ".join(settings.CORS_ALLOW_HEADERS),
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return HttpResponse(status=204, headers=headers)


def _refusal(request: HttpRequest) -> DomainError | None:
    """What can be refused before anything is read."""
    if "\0" in request.path_info:
        return problems.NotFound()
    if error := _wrong_host(request):
        return error
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "HTTP_TRANSFER_ENCODING" in request.META or not length.isdecimal():
        return problems.LengthRequired()
    if int(length) > (most := settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        return problems.TooLarge(f"A body may have {most:,} bytes.")
    return None


def _wrong_host(request: HttpRequest) -> DomainError | None:
    """Most of our views never ask for the host, so that Django would not look at it."""
    if is_probe(request.path_info):
        return None
    try:
        request.get_host()
    except DisallowedHost as error:
        return problems.translate(error)
    return None


def _error_of_others(request: HttpRequest, response: HttpResponseBase) -> DomainError | None:
    """The error told by an answer of Django's or allauth's that is no problem yet."""
    media_type = response.get("Content-Type", "").partition(";")[0]
    if response.status_code < 400 or media_type == problems.MEDIA_TYPE:
        return None
    is_envelope = is_sign_in(request.path_info) and media_type == "application/json"
    if is_envelope and response.status_code in ALLAUTH_KEEPS:
        return None
    if response.status_code == 405:
        return problems.MethodNotAllowed(request.method or "", response.get("Allow", ""))
    failure = request.META.get(FAILURE) if response.status_code >= 500 else None
    return (failure and problems.translate(failure)) or problems.error_of(response.status_code)


@receiver(request_finished)
def _forget_request_id(**_: Any) -> None:
    """Only now: Django logs an answer when all middleware is through with it."""
    current_request_id.set(NO_REQUEST)


@receiver(got_request_exception)
def _remember_failure(request: HttpRequest, **_: Any) -> None:
    """Keep what was raised outside of a view, where Django tells middleware only "500"."""
    request.META[FAILURE] = sys.exception()


class _OnlyPages:
    """Lets requests that need no session go past, untouched."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if has_session(request.path_info):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)  # type: ignore[attr-defined]


class PageSessionMiddleware(_OnlyPages, SessionMiddleware):
    pass


class PageCsrfMiddleware(_OnlyPages, CsrfViewMiddleware):
    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        if not has_session(request.path_info):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class PageAuthenticationMiddleware(_OnlyPages, AuthenticationMiddleware):
    pass


class PageMessageMiddleware(_OnlyPages, MessageMiddleware):
    pass
