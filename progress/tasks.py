"""Celery's doors to the digest. Rings carry ids only: losing one costs a minute, not a mail."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from progress.digests import planning, sending, sweeping

SLICE = 200

logger = logging.getLogger(__name__)


@shared_task
def plan_digests() -> None:
    """Open a row for each learner whose hour has come, then ring."""
    for ids in planning.plan_due(at=timezone.now(), clock=timezone.now):
        ring(ids)


@shared_task
def send_digests(*, ids: list[str]) -> None:
    sending.send(ids=[UUID(id_) for id_ in ids], clock=timezone.now)


@shared_task
def sweep_digests() -> None:
    """Ring again for rows that somebody lost."""
    ring(sweeping.sweep(at=timezone.now()))


def ring(ids: Sequence[UUID]) -> None:
    """Wake the senders for committed rows. Without a broker the sweeper does it later."""
    for start in range(0, len(ids), SLICE):
        try:
            send_digests.delay(ids=[str(id_) for id_ in ids[start : start + SLICE]])
        except OperationalError:
            logger.exception("Nobody could be rung for %d digests; the sweeper will.", len(ids))
            return
