"""`manage.py digest_preview EMAIL`: a learner's digest as it would go now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from progress.digests.previewing import preview


class Command(BaseCommand):
    help = "Print the digest a learner would get now, and why she would get none. Sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--format", choices=["text", "html", "json"], default="text")

    def handle(self, *, email: str, format: str, **_: Any) -> None:  # noqa: A002
        try:
            learner = User.objects.get(email__iexact=email)
        except User.DoesNotExist:
            raise CommandError(f"Nobody has the address {email}.") from None
        seen = preview(learner=learner, at=timezone.now())
        wording = seen.wording
        if format == "html":
            self.stdout.write(wording.html)
        elif format == "json":
            parts = {"subject": wording.subject, "text": wording.text, "html": wording.html}
            self.stdout.write(json.dumps({"reason": seen.reason, **parts}))
        else:
            fate = f"Would not go: {seen.reason}" if seen.reason else "Would go"
            self.stdout.write(f"{fate}\nSubject: {wording.subject}\n\n{wording.text}")
