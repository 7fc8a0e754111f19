"""Celery's doors to accounts."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.mail import EmailMessage
from kombu.exceptions import OperationalError

from accounts.sessions import SessionStore

logger = logging.getLogger(__name__)


def hand_over_mail(*, to: str, subject: str, text: str) -> None:
    """Have the workers send a mail about what is committed by now.

    A broker that goes away at this very moment costs the mail, which can be asked for again, and
    not the answer: it would tell that nothing was changed.
    """
    try:
        send_account_mail.delay(to=to, subject=subject, text=text)
    except OperationalError:
        logger.exception("The broker took no message, so a mail is lost")


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=5)
def send_account_mail(*, to: str, subject: str, text: str) -> None:
    """Send one mail of the sign-in conversation; its code lives 15 minutes, so try for three.

    SMTP's errors are OSErrors. Running twice sends the same text twice, which harms nobody.
    """
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject=subject, body=text, to=[to], headers=headers).send()


@shared_task
def delete_expired_sessions() -> None:
    """Once a day: nobody can use these rows any more."""
    SessionStore.clear_expired()
