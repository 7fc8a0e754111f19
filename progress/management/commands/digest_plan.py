"""`manage.py digest_plan`: what beat has done every five minutes, by hand."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from progress import tasks
from progress.digests import planning
from progress.models import DigestPreference
from wire.instants import format_instant, parse_instant


class Command(BaseCommand):
    help = (
        "Open a digest for each learner whose hour has come and ring the workers, which send them. "
        "Harmless to repeat, also while beat does the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            metavar="INSTANT",
            help="plan as if it were this moment, not before now; for development (DEBUG)",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say how many are due")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, at: str | None, dry_run: bool, format: str, **_: Any) -> None:  # noqa: A002
        instant = self._instant(at) if at else timezone.now()
        due = DigestPreference.objects.due(instant).count()
        planned = 0 if dry_run else self._plan(instant)
        if format == "json":
            counts = {"at": format_instant(instant), "due": due, "planned": planned}
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(f"{due:,} due at {format_instant(instant)}; {planned:,} planned.")

    def _instant(self, text: str) -> datetime:
        if not settings.DEBUG:
            raise CommandError("--at moves learners past their real windows: only with DEBUG on.")
        try:
            instant = parse_instant(text).at
        except ValueError as error:
            raise CommandError(f"--at: {error}") from error
        if instant < timezone.now():
            raise CommandError(f"--at: {text} is past; what was due then is due now.")
        return instant

    def _plan(self, at: datetime) -> int:
        planned = 0
        for ids in planning.plan_due(at=at, clock=timezone.now):
            tasks.ring(ids)
            planned += len(ids)
        return planned
