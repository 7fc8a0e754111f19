"""`manage.py roadmap_check`: what is wrong with files, or with what is in the database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap.figures import figures_of
from roadmap.files.faults import FilesAreFaulty
from roadmap.files.linking import Bundle, Stated
from roadmap.management.reporting import counted, read_files, refusal, table, write_faults
from roadmap.models import Roadmap
from roadmap.services.exporting import exported, exported_quiz, shown_version
from roadmap.services.importing import check_files

COLUMNS = (
    *("roadmap", "nodes", "required", "groups", "edges"),
    *("resources", "hours", "longest chain", "without edges"),
)


class Command(BaseCommand):
    help = (
        "Check roadmap files, or with --all the fit quiz and every roadmap in the database: its "
        "draft, else its current version. Writes nothing. Warnings are listed, and refused with "
        "--strict. Of roadmaps that pass it prints the figures; JSON is the list of faults and "
        "nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE")
        parser.add_argument("--all", action="store_true", help="check what is in the database")
        parser.add_argument("--strict", action="store_true", help="refuse warnings too")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_: Any, **options: Any) -> None:
        if bool(options["files"]) == options["all"]:
            raise CommandError("Name files, or use --all.")
        as_json = options["format"] == "json"
        files = _from_the_database() if options["all"] else read_files(options["files"])
        try:
            bundle = check_files(files)
        except FilesAreFaulty as refused:
            raise refusal(refused.faults, self.stdout, as_json=as_json) from None
        warnings = sorted(bundle.warnings)
        if options["strict"] and warnings:
            raise refusal(warnings, self.stdout, as_json=as_json)
        if as_json:
            write_faults([], self.stdout, as_json=True)
            return
        write_faults(warnings, self.stdout, as_json=False)
        for line in _figures(bundle):
            self.stdout.write(line)
        self.stdout.write(
            f"{counted(len(files), 'file')} checked: {counted(len(bundle.roadmaps), 'roadmap')}, "
            f"{counted(len(warnings), 'warning')}, no faults."
        )


def _figures(bundle: Bundle) -> Iterator[str]:
    """A table with a row for each roadmap; nothing where there is none."""
    if bundle.roadmaps:
        yield from table(COLUMNS, map(_row, sorted(bundle.roadmaps, key=lambda it: it.form.slug)))


def _row(stated: Stated) -> tuple[str | int, ...]:
    resources = sum(len(skill.resources) for skill in stated.skills.values())
    found = figures_of(stated.graph, resources=resources)
    return (
        *(found.roadmap, found.nodes, found.required, found.groups, found.edges),
        *(found.resources, round(found.minutes / 60), found.chain),
        f"{found.untouched_percent} %",
    )


def _from_the_database() -> dict[str, bytes]:
    """Everything as the files that would be exported, so that one set of rules judges all."""
    roadmaps = Roadmap.objects.in_order().select_related("track", "current")
    files = {
        f"{roadmap.slug}.yaml": exported(roadmap, version).encode()
        for roadmap in roadmaps
        if (version := shown_version(roadmap))
    }
    if quiz := exported_quiz():
        # No slug begins like this, so that no roadmap has a file of this name.
        files["~fit-quiz.yaml"] = quiz.encode()
    return files
