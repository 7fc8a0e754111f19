"""`manage.py progress_rebuild`: marks and skips computed anew from the events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from progress.models import Ledger
from progress.services import rebuild_folds


class Command(BaseCommand):
    help = (
        "Recompute every mark and skip from the events they fold, and mend those that are wrong. "
        "Safe while learners are at work, and to run again."
    )

    def handle(self, **_: Any) -> None:
        total = Ledger.objects.count()
        learners = mended = 0
        for done in rebuild_folds():
            learners += done.learners
            mended += done.mended
            self._show(f"\r{learners:,} of {total:,} learners")
        self._show("\n")
        self.stdout.write(f"Looked at {learners:,} learners; mended {mended:,} rows.")

    def _show(self, text: str) -> None:
        """A line that moves, for people only."""
        if self.stderr.isatty():
            self.stderr.write(text, ending="")
