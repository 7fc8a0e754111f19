"""allauth's sign-up as one act: the user, her address and all that listens, or nothing."""

from __future__ import annotations

from allauth.headless.account.inputs import SignupInput as AllauthSignupInput
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User


class SignupInput(AllauthSignupInput):
    """The sign-up of a known address is answered like any other, also in the time it takes."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        # Slow on purpose, so not in the transaction: SQLite has one lock for all who write.
        self.cleaned_data["password_hash"] = make_password(self.cleaned_data.pop("password"))
        try:
            with transaction.atomic():
                return self._try_save(request)
        except IntegrityError:
            # Somebody took the address since we looked; the answer must not tell.
            self.account_already_exists = True
            return self._try_save(request)

    def _try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved
