"""Keeping what became of asking addresses, where curators see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from roadmap.links.asking import Answer
from roadmap.models import LinkCheck, Resource


@transaction.atomic
def keep_link_checks(*, answers: Iterable[Answer], at: datetime) -> None:
    """Remember these as the last answers, and forget addresses that no resource has any more.

    Keeping the same answers again changes nothing but when they were given.
    """
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(
                url=answer.url,
                state=answer.state,
                status=answer.status,
                detail=answer.detail,
                checked_at=at,
            )
            # In one order whoever writes, or two runs at once could wait for each other.
            for answer in sorted(answers, key=lambda answer: answer.url)
        ],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["state", "status", "detail", "checked_at"],
    )
    LinkCheck.objects.exclude(url__in=Resource.objects.values("url")).delete()
