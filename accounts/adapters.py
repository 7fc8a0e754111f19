"""Where django-allauth's sign-in conversation meets our rules."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts import limits
from accounts.models import User
from accounts.services import end_access
from accounts.sessions import SIGNED_IN_AT
from accounts.tasks import hand_over_mail
from wire.problems import Fault, InvalidRequest
from wire.throttle import forget, give_back, take

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, with a time zone at sign-up, mail by Celery, and a password that ends all."""

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """Whoever has the password, or None.

        Guesses count before they are hashed, and not when right. Raises RateLimited when there
        were too many for this account, known or not, or from this address.
        """
        on_trial = take(*limits.of_password(request, credentials["email"]))
        user: User | None = super().authenticate(request, **credentials)
        if user:
            give_back(on_trial)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where the call comes from; InvalidRequest when it came past the proxies that tell."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            detail = "Does not name as many addresses as there are proxies before us."
            logger.warning("X-Forwarded-For is not what TRUSTED_PROXIES promises.")
            fault = Fault("header", "/X-Forwarded-For", "bad_format", detail)
            raise InvalidRequest(errors=[fault]) from None

    def clean_email(self, email: str) -> str:
        """One that its column holds: a longer one allauth cuts, and writes to what is left."""
        most = User._meta.get_field("email").max_length or 0
        if len(email) > most:
            raise ValidationError(f"At most {most} characters.", code="max_length")
        return str(super().clean_email(email))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, *_: Any) -> User:
        super().save_user(request, user, form, commit=False)
        user.time_zone = form.cleaned_data["time_zone"]
        user.password = form.cleaned_data["password_hash"]
        user.save()
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()

    def set_password(self, user: User, password: str) -> None:
        """Also lets in again whom somebody else's guesses at the old one had locked out."""
        forget(limits.PASSWORDS.of(limits.account_of(user.email)))
        # Slow on purpose, so not in the transaction: SQLite has one lock for all who write.
        user.set_password(password)
        with transaction.atomic():
            user.save(update_fields=["password"])
            end_access(user=user)

    def should_send_confirmation_mail(
        self,
        request: HttpRequest,
        email_address: EmailAddress,
        signup: bool,  # noqa: FBT001 - allauth's own
    ) -> bool:
        """Counts the code that a sign-in sends to whom never verified; sign-up has counted its."""
        if not signup:
            take(*limits.of_mail(request, email_address.email))
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Have the workers send a text mail, once what it tells of is committed."""
        # allauth leaves the address out of some contexts; our texts name it.
        context = {"email": email, **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
        text = render_to_string(f"{template_prefix}_message.txt", context)
        transaction.on_commit(partial(hand_over_mail, to=email, subject=subject, text=text))
