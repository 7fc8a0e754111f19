"""Where django-allauth's sign-in conversation meets our rules."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.models import User
from accounts.services import end_access
from accounts.sessions import SIGNED_IN_AT
from accounts.tasks import send_account_mail


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, with a time zone at sign-up, mail by Celery, and a password that ends all."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, *_: Any) -> User:
        super().save_user(request, user, form, commit=False)
        user.time_zone = form.cleaned_data["time_zone"]
        user.password = form.cleaned_data["password_hash"]
        user.save()
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        end_access(user=user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a text mail to the workers; a broker that is down fails the request at once."""
        # allauth leaves the address out of some contexts; our texts name it.
        context = {"email": email, **context}
        subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
        text = render_to_string(f"{template_prefix}_message.txt", context)
        send_account_mail.delay_on_commit(to=email, subject=subject, text=text)
