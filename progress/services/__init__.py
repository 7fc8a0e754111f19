"""The acts of a learner: each one call, one transaction, and harmless to repeat."""

from progress.services.enrolling import change_enrollment, enroll, leave
from progress.services.marking import Marked, mark_skill, skip_skill
from progress.services.rebuilding import rebuild_folds

__all__ = [
    "Marked",
    "change_enrollment",
    "enroll",
    "leave",
    "mark_skill",
    "rebuild_folds",
    "skip_skill",
]
