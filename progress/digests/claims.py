"""A digest row's way from state to state: each step is one statement that says what it expects.

Whoever claims a row raises its `attempt`; every later step names the attempt it belongs to, so a
worker that lost its lease changes nothing any more.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from progress.digests.windows import Window, read_windows
from progress.models import Breaker, Digest, Reason, State
from wire.ids import uuid7

RETRY_AFTER = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)
BREAKER_OPEN = timedelta(minutes=5)
_COLUMNS = ("id", "claim", "attempt", "handovers", "retries", "facts")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One row in our hands, and the window it is for."""

    id: UUID
    claim: UUID
    attempt: int
    handovers: int
    retries: int
    facts: dict[str, Any] | None
    window: Window


def claim(ids: Sequence[UUID], *, at: datetime) -> list[Claimed]:
    """Take the rows that are free; whoever updates them first has them."""
    token = uuid7()
    taken = Digest.objects.filter(pk__in=ids).claimable(at)
    if not taken.update(
        state=State.COMPOSING,
        claim=token,
        attempt=F("attempt") + 1,
        lease_until=at + _lease(),
        state_at=at,
    ):
        return []
    ours = Digest.objects.filter(pk__in=ids, claim=token).order_by("pk")
    return [Claimed(*row) for row in read_windows(ours, _COLUMNS)]


def begin_handover(row: Claimed, *, facts: dict[str, Any], at: datetime) -> bool:
    """Say in the database that the mail may go out from now on; False when the row was lost."""
    return _step(
        row,
        State.COMPOSING,
        state=State.HANDING_OVER,
        handovers=F("handovers") + 1,
        facts=facts,
        lease_until=at + _lease(),
        state_at=at,
    )


def close_unsent(row: Claimed, state: State, reason: Reason, *, at: datetime) -> bool:
    """End a row that was not handed over now. After an unclear handover nobody knows."""
    if row.handovers:
        state = State.UNCERTAIN
    return _step(row, State.COMPOSING, state=state, reason=reason, lease_until=None, state_at=at)


def close_sent(row: Claimed, *, answer: str, at: datetime) -> bool:
    return _after_handover(row, at, answer, state=State.SENT)


def close_refused(row: Claimed, *, answer: str, at: datetime) -> bool:
    return _after_handover(
        row, at, answer, state=State.DEAD, reason=Reason.REFUSED, handovers=row.handovers
    )


def close_uncertain(row: Claimed, *, answer: str, at: datetime) -> bool:
    return _after_handover(row, at, answer, state=State.UNCERTAIN)


def postpone_refused(row: Claimed, *, answer: str, at: datetime) -> bool:
    """Try again later. The refusal was definite, so this handover does not count."""
    return _after_handover(row, at, answer, handovers=row.handovers, **_retry(row, at))


def postpone_unclear(row: Claimed, *, answer: str, at: datetime) -> bool:
    """Try once more later; the handover counts, for the mail may have been delivered."""
    return _after_handover(row, at, answer, **_retry(row, at))


def give_back(token: UUID, *, at: datetime) -> int:
    """Free the rows of a claim that were not begun; how many they were."""
    return Digest.objects.filter(claim=token, state=State.COMPOSING).update(
        state=State.PENDING, claim=None, lease_until=None, state_at=at
    )


def close_silent(*, at: datetime) -> int:
    """Rows whose second handover ended in silence too; how many they were."""
    return Digest.objects.beyond_retry(at).update(
        state=State.UNCERTAIN, lease_until=None, state_at=at
    )


def send_again(digests: QuerySet[Digest], *, at: datetime) -> int:
    """By an operator's word, free what is uncertain or dead once more; how many they were.

    The next sweep has them sent, a mail that was composed before with the same bytes.
    """
    return digests.filter(state__in=[State.UNCERTAIN, State.DEAD]).update(
        state=State.PENDING, reason="", handovers=0, retries=0, retry_at=None, state_at=at
    )


def open_breaker(*, cause: str, at: datetime) -> None:
    """Stop all claiming for a while: the mail server is unwell or does not like us."""
    logger.error("Digests stop for %s, the mail server said: %s", BREAKER_OPEN, cause)
    breaker, _ = Breaker.objects.get_or_create(id=1)
    # An operator may have opened it for longer.
    shorter = Q(open_until=None) | Q(open_until__lt=at + BREAKER_OPEN)
    Breaker.objects.filter(shorter, pk=breaker.pk).update(open_until=at + BREAKER_OPEN, cause=cause)


def _after_handover(row: Claimed, at: datetime, answer: str, **changes: Any) -> bool:
    return _step(
        row,
        State.HANDING_OVER,
        **{"lease_until": None, "state_at": at, "last_answer": answer, **changes},
    )


def _retry(row: Claimed, at: datetime) -> dict[str, Any]:
    wait = RETRY_AFTER[min(row.retries, len(RETRY_AFTER) - 1)]
    return {"state": State.RETRY, "retries": row.retries + 1, "retry_at": at + wait}


def _step(row: Claimed, expected: State, **changes: Any) -> bool:
    """Fenced by (id, attempt): a row that somebody else has claimed since stays as it is."""
    ours = Digest.objects.filter(pk=row.id, attempt=row.attempt, state=expected)
    if ours.update(**changes):
        return True
    logger.warning("Digest %s was taken over while attempt %d had it.", row.id, row.attempt)
    return False


def _lease() -> timedelta:
    return timedelta(seconds=settings.DIGEST_LEASE_SECONDS)
