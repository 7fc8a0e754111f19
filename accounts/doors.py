"""The views of the sign-in conversation: allauth's, each behind the limits of what it tries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.headless.account import views as account
from allauth.headless.account.inputs import ChangePasswordInput as AllauthChangePasswordInput
from allauth.headless.base.response import AuthenticationResponse, ConflictResponse
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts import limits
from accounts.signup import SignupInput
from wire.strict_json import read_object
from wire.throttle import Counter, take


class Limited:
    """A view every call of which costs, by whatever method.

    allauth also judges a code in a header of GET, and a password in the body of OPTIONS. Raises
    RateLimited before anything of the request is looked at, let alone hashed.
    """

    def cost(self, request: HttpRequest) -> Iterable[Counter]:
        raise NotImplementedError

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if cost := list(self.cost(request)):
            take(*cost)
        # The view this is mixed into has it.
        answer: HttpResponseBase = super().handle(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class TriesPassword(Limited):
    """What the password itself costs is counted by `AccountAdapter.authenticate`."""

    def cost(self, request: HttpRequest) -> Iterable[Counter]:
        return [limits.SIGN_INS_BY_ADDRESS.of(limits.address_of(request))]


class TriesCode(Limited):
    def cost(self, request: HttpRequest) -> Iterable[Counter]:
        return limits.of_code(request)


class SendsMail(Limited):
    def cost(self, request: HttpRequest) -> Iterable[Counter]:
        return limits.of_mail(request, self.recipient(request))

    def recipient(self, request: HttpRequest) -> str | None:
        """Whom the body asks to write to; None when it does not say."""
        email = read_object(request.body).get("email") if request.body else None
        return email if isinstance(email, str) else None


class LoginView(TriesPassword, account.LoginView):
    pass


class ReauthenticateView(TriesPassword, account.ReauthenticateView):
    pass


class ChangePasswordInput(AllauthChangePasswordInput):
    """Tries the present password as a sign-in does, so that it is guessed no more often."""

    def clean_current_password(self) -> str:
        password: str = self.cleaned_data["current_password"]
        if password and not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ChangePasswordView(TriesPassword, account.ChangePasswordView):
    input_class = ChangePasswordInput


class VerifyEmailView(TriesCode, account.VerifyEmailView):
    """A right code is answered 409 when the address is somebody's by now, or hers already."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        conflict: HttpResponse = ConflictResponse(request)
        try:
            with transaction.atomic():
                answer: HttpResponse = super().post(request, *args, **kwargs)
        except IntegrityError:
            return conflict
        # allauth's word for an address that was verified since it looked.
        return conflict if answer.status_code == 500 else answer


class ResetPasswordView(TriesCode, account.ResetPasswordView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ends the session in which it is done, too: no access outlives an old password."""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            get_adapter().logout(request)
            answer = AuthenticationResponse(request)
        return answer


class SignupView(SendsMail, account.SignupView):
    input_class = {"POST": SignupInput}


class RequestPasswordResetView(SendsMail, account.RequestPasswordResetView):
    pass


class ResendEmailVerificationCodeView(SendsMail, account.ResendEmailVerificationCodeView):
    def recipient(self, request: HttpRequest) -> str | None:
        process = EmailVerificationProcess.resume(request)
        return process.email if process else None


class ManageEmailView(SendsMail, account.ManageEmailView):
    def cost(self, request: HttpRequest) -> Iterable[Counter]:
        # To look at one's addresses sends no mail.
        return () if request.method in {"GET", "HEAD"} else super().cost(request)
