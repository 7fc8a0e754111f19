"""What our sign-up asks beyond an address and a password, and how staff sign in to the admin."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.signals import learner_joined
from accounts.zones import zone
from wire.problems import RateLimited
from wire.throttle import Uncounted


class Switch(forms.Field):
    """JSON's true or false; the checkbox field of Django takes an absent one for false."""

    def to_python(self, value: object) -> bool:
        if value is None:
            return bool(self.initial)
        if isinstance(value, bool):
            return value
        raise forms.ValidationError("Use true or false.", code="invalid")


class ZoneName(forms.Field):
    """The exact IANA name of a time zone, or UTC when there is none; nothing else is made text."""

    def to_python(self, value: object) -> str:
        if value is None or value == "":
            return "UTC"
        if not isinstance(value, str):
            raise forms.ValidationError("Use a text such as Europe/Berlin.", code="invalid")
        try:
            return zone(value).key
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class SignupDetails(forms.Form):
    """The base that allauth builds its sign-up form on."""

    time_zone = ZoneName(required=False)
    weekly_digest = Switch(required=False, initial=True)

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Called by allauth once the user is saved, in the transaction of `SignupInput`."""
        weekly_digest: bool = self.cleaned_data["weekly_digest"]
        learner_joined.send(sender=User, user=user, weekly_digest=weekly_digest, at=timezone.now())


class StaffSignIn(AdminAuthenticationForm):
    """The admin's sign-in by way of allauth, so that its limits on guessing hold here too."""

    def clean(self) -> dict[str, Any]:
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password:
            return self.cleaned_data
        self.user_cache = _user_with(email, password)
        if self.user_cache is None:
            raise self.get_invalid_login_error()
        self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class StaffPasswordChange(AdminPasswordChangeForm):
    """The admin's own page for a new password: by the same limits, and with the same end of all
    other access, as everywhere else."""

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if _user_with(self.user.email, password) is None:
            raise forms.ValidationError(self.error_messages["password_incorrect"])
        return password

    def save(self, commit: bool = True) -> User:  # noqa: ARG002, FBT001, FBT002 - Django's own
        get_adapter().set_password(self.user, self.cleaned_data["new_password1"])
        return self.user


def _user_with(email: str, password: str) -> User | None:
    adapter = get_adapter()
    try:
        found: User | None = adapter.authenticate(adapter.request, email=email, password=password)
    except Uncounted as error:
        # Nobody counts the guesses, so nobody may guess.
        raise forms.ValidationError("No password is tried just now. Try again soon.") from error
    except RateLimited as error:
        raise forms.ValidationError(error.detail) from error
    return found
