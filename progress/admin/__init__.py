"""Where operators look: learners and their progress, the weekly digest and its settings."""

from progress.admin import digests, learners, preferences

__all__ = ["digests", "learners", "preferences"]
