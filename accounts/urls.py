"""The sign-in conversation under /_allauth/: what of allauth's API is open, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.headless.account import views as account
from allauth.headless.base.views import APIView, ConfigView
from allauth.headless.constants import Client
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from accounts.signup import SignupView

_View = TypeVar("_View", bound=Callable[..., Any])

_DOORS: dict[str, type[APIView]] = {
    "config": ConfigView,
    "auth/session": account.SessionView,
    "auth/signup": SignupView,
    "auth/login": account.LoginView,
    "auth/reauthenticate": account.ReauthenticateView,
    "auth/email/verify": account.VerifyEmailView,
    "auth/email/verify/resend": account.ResendEmailVerificationCodeView,
    "auth/password/request": account.RequestPasswordResetView,
    "auth/password/reset": account.ResetPasswordView,
    "account/password/change": account.ChangePasswordView,
    "account/email": account.ManageEmailView,
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
