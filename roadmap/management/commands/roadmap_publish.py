"""`manage.py roadmap_publish`: freeze a draft and show it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmap.errors import DraftIsBroken, RuleBroken
from roadmap.models import Roadmap
from roadmap.services.publishing import publish_version


class Command(BaseCommand):
    help = "Publish the draft of a roadmap. A published version never changes again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--changelog", required=True, metavar="TEXT", help="what changed, why")

    def handle(self, *_: Any, **options: Any) -> None:
        roadmap = Roadmap.objects.filter(slug=options["slug"]).first()
        if roadmap is None:
            raise CommandError(f'There is no roadmap "{options["slug"]}".')
        try:
            version = publish_version(
                roadmap=roadmap, changelog=options["changelog"], by=None, at=timezone.now()
            )
        except DraftIsBroken as broken:
            for problem in broken.problems:
                self.stdout.write(str(problem))
            raise CommandError("The draft breaks rules and was not published.") from None
        except RuleBroken as broken:
            raise CommandError(str(broken)) from None
        self.stdout.write(
            f"{roadmap.slug}: version {version.number} of edition {version.edition} is published."
        )
