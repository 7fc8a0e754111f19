"""A learner's mail as it would go now. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from progress.digests import rendering, suppression
from progress.digests.composing import compose
from progress.digests.mail import Wording
from progress.digests.preferences import preference_of
from progress.digests.windows import Window, open_window
from progress.models import Reason


@dataclass(frozen=True, slots=True)
class Preview:
    """The mail, and the reason for which it would not be sent, if there is one."""

    window: Window
    reason: Reason | None
    wording: Wording


def preview(*, learner: User, at: datetime) -> Preview:
    """What the digest would say if the learner's open window ended now."""
    window = open_window(learner, preference_of(learner, at=at), at=at)
    held = suppression.refusals([learner.email]).get(learner.email)
    is_suppressed = held is not None and held.suppressed_at is not None
    composed = compose([window], at=at)[0]
    wording = rendering.wording_of(composed.facts, learner_id=learner.pk, window_start=window.start)
    obstacle = window.obstacle(is_suppressed=is_suppressed, at=at)
    return Preview(window, obstacle or composed.reason, wording)
