"""How the digests are doing, for operators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from progress.models import Breaker, Digest, DigestPreference, State


@dataclass(frozen=True, slots=True)
class Health:
    """Rows by state and by reason, what is waiting and for how long, and what stops it."""

    states: dict[str, int]
    reasons: dict[str, int]
    due: int
    planner_lag: timedelta
    oldest_pending: timedelta
    breaker: Breaker | None


def health(*, at: datetime) -> Health:
    """Four queries, however many rows there are."""
    states: Counter[str] = Counter({state.value: 0 for state in State})
    reasons: Counter[str] = Counter()
    rows = Digest.objects.values_list("state", "reason").annotate(count=Count("pk")).order_by()
    for state, reason, count in rows:
        states[state] += count
        if reason:
            reasons[reason] += count
    due = DigestPreference.objects.due(at).aggregate(count=Count("pk"), oldest=Min("next_at"))
    pending = Digest.objects.filter(state=State.PENDING).aggregate(oldest=Min("state_at"))
    return Health(
        states=dict(states),
        reasons=dict(sorted(reasons.items())),
        due=due["count"],
        planner_lag=_since(due["oldest"], at),
        oldest_pending=_since(pending["oldest"], at),
        breaker=Breaker.objects.filter(open_until__gt=at).first(),
    )


def _since(then: datetime | None, at: datetime) -> timedelta:
    return max(timedelta(0), at - then) if then else timedelta(0)
