"""allauth's news in the words of accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.signals import address_verified


@receiver(email_confirmed)
def tell_that_an_address_is_verified(email_address: EmailAddress, **_: Any) -> None:
    user, email = email_address.user, email_address.email
    address_verified.send(sender=User, user=user, email=email, at=timezone.now())
