"""`manage.py roadmap_export`: a roadmap, or the fit quiz, as text."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from roadmap.compiled import document_of
from roadmap.files.sketching import markdown, mermaid
from roadmap.models import Roadmap, Version
from roadmap.queries import stated_graph
from roadmap.services.exporting import exported, exported_quiz, shown_version

FORMATS = ("yaml", "json", "mermaid", "markdown")


class Command(BaseCommand):
    help = (
        "Write a roadmap to standard output: its draft, else its current version. YAML is the "
        "canonical file that roadmap_import reads, JSON the document that the API answers. With "
        "--quiz the canonical file of the fit quiz."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Here `--version` is a roadmap's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", metavar="SLUG")
        parser.add_argument("--quiz", action="store_true", help="the fit quiz instead")
        parser.add_argument("--version", type=int, metavar="N", help="this version instead")
        parser.add_argument("--format", choices=FORMATS, default="yaml")

    def handle(self, *_: Any, **options: Any) -> None:
        if bool(options["slug"]) == options["quiz"]:
            raise CommandError("Name a roadmap, or use --quiz.")
        text = _quiz(options) if options["quiz"] else _roadmap(options)
        self.stdout.write(text, ending="")


def _quiz(options: dict[str, Any]) -> str:
    if options["format"] != "yaml" or options["version"] is not None:
        raise CommandError("The quiz has no versions, and is exported as YAML alone.")
    text = exported_quiz()
    if text is None:
        raise CommandError("There is no quiz.")
    return text


def _roadmap(options: dict[str, Any]) -> str:
    roadmaps = Roadmap.objects.select_related("track", "current")
    roadmap = roadmaps.filter(slug=options["slug"]).first()
    if roadmap is None:
        raise CommandError(f'There is no roadmap "{options["slug"]}".')
    return _as_text(roadmap, _version(roadmap, options["version"]), options["format"])


def _version(roadmap: Roadmap, number: int | None) -> Version:
    if number is None:
        version, which = shown_version(roadmap), "a version"
    else:
        version, which = roadmap.versions.filter(number=number).first(), f"version {number}"
    if version is None:
        raise CommandError(f"{roadmap.slug} does not have {which}.")
    return version


def _as_text(roadmap: Roadmap, version: Version, form: str) -> str:
    if form == "yaml":
        return exported(roadmap, version)
    if form == "json":
        return _document(version)
    version.roadmap = roadmap
    graph = stated_graph(version)
    return mermaid(graph) if form == "mermaid" else markdown(graph)


def _document(version: Version) -> str:
    if version.is_draft:
        raise CommandError("A draft has no document yet: name a published version.")
    return document_of(version.pk, version.compiled.etag).body.decode() + "\n"
