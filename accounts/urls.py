"""The sign-in conversation under /_allauth/: what of allauth's API is open, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.headless.account.views import SessionView
from allauth.headless.base.views import APIView, ConfigView
from allauth.headless.constants import Client
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from accounts import doors

_View = TypeVar("_View", bound=Callable[..., Any])

_DOORS: dict[str, type[APIView]] = {
    "config": ConfigView,
    "auth/session": SessionView,
    "auth/signup": doors.SignupView,
    "auth/login": doors.LoginView,
    "auth/reauthenticate": doors.ReauthenticateView,
    "auth/email/verify": doors.VerifyEmailView,
    "auth/email/verify/resend": doors.ResendEmailVerificationCodeView,
    "auth/password/request": doors.RequestPasswordResetView,
    "auth/password/reset": doors.ResetPasswordView,
    "account/password/change": doors.ChangePasswordView,
    "account/email": doors.ManageEmailView,
}


def _doors_of(client: Client) -> list[URLPattern]:
    return [
        path(f"{client.value}/v1/{route}", _known_methods(view)(view.as_api_view(client=client)))
        for route, view in _DOORS.items()
    ]


def _known_methods(view: type[APIView]) -> Callable[[_View], _View]:
    """Refuse other methods at once: allauth would first find fault with their bodies."""
    known = [method.upper() for method in view.http_method_names if hasattr(view, method)]
    return require_http_methods(["GET", "HEAD", *known[1:]] if known[0] == "GET" else known)


urlpatterns = [*_doors_of(Client.APP), *_doors_of(Client.BROWSER)]
