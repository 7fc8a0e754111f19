"""A user seen as a learner: the door through which staff look at somebody's progress."""

from __future__ import annotations

from accounts.models import User


class Learner(User):
    class Meta:
        proxy = True
