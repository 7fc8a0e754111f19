"""What progress does when something happens to an account."""

from __future__ import annotations

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import learner_joined
from progress.models import Ledger


@receiver(learner_joined)
def open_ledger(*, user: User, **_: object) -> None:
    """Have the row there, so that a learner's first writes only lock it."""
    Ledger.objects.bulk_create([Ledger(learner=user)], ignore_conflicts=True)
