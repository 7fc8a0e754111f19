"""What nobody was told of, or nobody finished: found again from the rows alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from progress.digests import claims
from progress.models import Digest
from progress.models.digest import OPEN_STATES

# Enough to ring for in one minute; the next sweep goes on.
MOST_ROWS = 10_000
FACTS_KEPT_FOR = timedelta(weeks=8)


def sweep(*, at: datetime) -> list[UUID]:
    """Close what ended in silence, forget old snapshots, and return the rows to ring for."""
    claims.close_silent(at=at)
    old = Digest.objects.filter(created_at__lt=at - FACTS_KEPT_FOR, facts__isnull=False)
    old.exclude(state__in=OPEN_STATES).update(facts=None)
    overdue = Digest.objects.stale(at, after=timedelta(seconds=settings.SWEEP_SECONDS))
    return list(overdue.order_by("state_at").values_list("pk", flat=True)[:MOST_ROWS])
