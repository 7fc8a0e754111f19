"""`manage.py roadmap_diff`: what changed between two versions of a roadmap."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap.changes import changes_between
from roadmap.graph import Graph
from roadmap.models import Version
from roadmap.queries import stated_graph


class Command(BaseCommand):
    help = "Tell what changed from version N of a roadmap to version M; a draft counts as one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("old", type=int, metavar="N")
        parser.add_argument("new", type=int, metavar="M")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_: Any, **options: Any) -> None:
        old, new = (_graph(options["slug"], options[which]) for which in ("old", "new"))
        changes = changes_between(old, new)
        if options["format"] == "json":
            self.stdout.write(json.dumps(changes, ensure_ascii=False, indent=1))
            return
        for line in _told(changes):
            self.stdout.write(line)


def _graph(slug: str, number: int) -> Graph:
    versions = Version.objects.select_related("roadmap")
    version = versions.filter(roadmap__slug=slug, number=number).first()
    if version is None:
        raise CommandError(f'There is no version {number} of "{slug}".')
    return stated_graph(version)


def _told(changes: dict[str, Any]) -> Iterator[str]:
    """One line for each change: a plus, a minus, or what it was and what it is."""
    for key in changes["added"]:
        yield f"+ {key}"
    for key in changes["removed"]:
        yield f"- {key}"
    for what in ("moved", "renamed", "requirement_changed", "minutes_changed"):
        for row in changes[what]:
            yield f"~ {row['key']} {what.removesuffix('_changed')}: {row['from']} → {row['to']}"
    for sign, what in (("+", "edges_added"), ("-", "edges_removed")):
        for edge in changes[what]:
            yield f"{sign} {edge['from']} → {edge['to']} ({edge['kind']})"
    for sign, what in (("+", "credits_added"), ("-", "credits_removed")):
        for credit in changes[what]:
            counted = ", ".join(credit["counts"])
            yield f"{sign} {credit['node']} counts {credit['mode']} of {counted}"
    yield "same edition" if changes["same_edition"] else "a new edition"
