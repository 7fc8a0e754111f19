"""Celery's doors to accounts."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.core.mail import EmailMessage

from accounts.sessions import SessionStore


@shared_task(base=DjangoTask, autoretry_for=(OSError,), retry_backoff=5, max_retries=5)
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
