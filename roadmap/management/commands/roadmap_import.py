"""`manage.py roadmap_import`: make the database say what files say."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmap.errors import RuleBroken
from roadmap.files.faults import FilesAreFaulty
from roadmap.management.reporting import counted, read_files, refusal
from roadmap.services.importing import Outcome, RoadmapOutcome, import_files


class Command(BaseCommand):
    help = (
        "Import tracks, skills, roadmaps and the fit quiz from YAML files, all of them or none. "
        "A dry run unless --write is given; what the files say already is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--write", action="store_true", help="keep what the import does")
        parser.add_argument(
            "--publish", action="store_true", help="publish the roadmaps that would change"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_: Any, **options: Any) -> None:
        as_json = options["format"] == "json"
        files = read_files(options["files"])
        if self.stderr.isatty():
            self.stderr.write(f"Importing {counted(len(files), 'file')} …")
        try:
            outcome = import_files(
                files=files,
                write=options["write"],
                publish=options["publish"],
                by=None,
                at=timezone.now(),
            )
        except FilesAreFaulty as refused:
            raise refusal(refused.faults, self.stdout, as_json=as_json) from None
        except RuleBroken as broken:
            raise CommandError(str(broken)) from None
        if as_json:
            self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False, indent=1))
            return
        for line in _summary(outcome):
            self.stdout.write(line)


def _summary(outcome: Outcome) -> Iterator[str]:
    for track in outcome.tracks:
        yield f"track {track}: written"
    yield (
        f"skills: {len(outcome.skills_added):,} added, {len(outcome.skills_changed):,} changed, "
        f"{outcome.skills_unchanged:,} as they were"
    )
    for roadmap in outcome.roadmaps:
        yield f"roadmap {roadmap.slug}: {_what_became_of(roadmap)}"
    if outcome.is_quiz_changed:
        yield "fit quiz: written"
    if outcome.warnings:
        yield f"{counted(len(outcome.warnings), 'warning')}; roadmap_check lists them"
    if outcome.is_dry_run:
        yield "This was a dry run and nothing was written. Add --write to keep it."


def _what_became_of(roadmap: RoadmapOutcome) -> str:
    if roadmap.published:
        return f"published as version {roadmap.published} of edition {roadmap.edition}"
    if roadmap.drafted:
        return f"written to the draft of version {roadmap.drafted}"
    return "as it was"
