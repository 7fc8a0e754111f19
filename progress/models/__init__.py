"""What learners do: enrollments, the ledger with its folds, and the weekly digest."""

from progress.models.digest import (
    Breaker,
    Digest,
    DigestPreference,
    Reason,
    State,
    SuppressedAddress,
)
from progress.models.enrollment import Enrollment
from progress.models.learner import Learner
from progress.models.ledger import Event, Ledger, Mark, Skip, Source, Status

__all__ = [
    "Breaker",
    "Digest",
    "DigestPreference",
    "Enrollment",
    "Event",
    "Learner",
    "Ledger",
    "Mark",
    "Reason",
    "Skip",
    "Source",
    "State",
    "Status",
    "SuppressedAddress",
]
