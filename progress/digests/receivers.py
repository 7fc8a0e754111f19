"""What the digest does when something happens to an account."""

from __future__ import annotations

from datetime import datetime

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import address_verified, learner_joined, time_zone_changed
from progress.digests import preferences, suppression


@receiver(learner_joined)
def give_preference(*, user: User, weekly_digest: bool, at: datetime, **_: object) -> None:
    preferences.begin(learner=user, enabled=weekly_digest, at=at)


@receiver(time_zone_changed)
def move_to_zone(*, user: User, at: datetime, **_: object) -> None:
    preferences.move_to_zone(learner=user, at=at)


@receiver(address_verified)
def forgive(*, email: str, **_: object) -> None:
    """Whoever reads a code in a mailbox has shown that it takes mail again."""
    suppression.forgive(email)
