"""`manage.py content_links`: which resources are still where skills say they are."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmap.files.checking import check
from roadmap.files.faults import Fault
from roadmap.links.asking import STATES, Answer, ask
from roadmap.links.reaching import ANYWHERE, PUBLIC
from roadmap.links.rounds import ask_all
from roadmap.management.reporting import counted, read_files, refusal, table
from roadmap.models import Resource
from roadmap.services.links import keep_link_checks

BAR_WIDTH = 40
NOBODY_ANSWERED = (
    "Nothing could be reached, so there may be no network here. Nothing is known, nothing kept."
)


class Command(BaseCommand):
    help = (
        "Ask every address of a resource, in the database or in FILEs, whether it still answers. "
        "What is answered for the database is kept, and curators see it in the admin; for files "
        "nothing is. Exit code 1 when one is gone, 0 when there is no network."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE")
        parser.add_argument(
            "--timeout", type=float, default=10, metavar="SECONDS", help="for each question"
        )
        parser.add_argument(
            "--pause", type=float, default=1, metavar="SECONDS", help="between two, for each host"
        )
        parser.add_argument(
            "--allow-http",
            action="store_true",
            help="ask over http, and within private networks, too",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_: Any, **options: Any) -> None:
        as_json = options["format"] == "json"
        skills = self._of_files(options) if options["files"] else _of_the_database()
        reach = ANYWHERE if options["allow_http"] else PUBLIC
        asking = partial(ask, reach=reach, seconds=options["timeout"])
        answers = sorted(
            self._counting(ask_all(skills, asking, pause=options["pause"]), len(skills)),
            key=lambda answer: (-STATES.index(answer.state), answer.url),
        )
        if as_json:
            told = [_as_json(answer, skills[answer.url]) for answer in answers]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for line in _told(answers, skills):
                self.stdout.write(line)
        if answers and not any(answer.status for answer in answers):
            self.stderr.write(NOBODY_ANSWERED)
            return
        if not options["files"]:
            keep_link_checks(answers=answers, at=timezone.now())
        if gone := sum(answer.state == "gone" for answer in answers):
            raise CommandError(f"{counted(gone, 'link')} gone.")

    def _of_files(self, options: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        skills: dict[str, list[str]] = defaultdict(list)
        faults: list[Fault] = []
        for name, raw in read_files(options["files"]).items():
            form, found = check(raw, name)
            faults += found
            for skill in form.skills if form else ():
                for resource in skill.resources:
                    skills[resource.url].append(skill.slug)
        if faults:
            raise refusal(sorted(faults), self.stdout, as_json=options["format"] == "json")
        return skills

    def _counting(self, answers: Iterable[Answer], total: int) -> Iterator[Answer]:
        """The same answers, and a bar that moves, for people only."""
        for number, answer in enumerate(answers, 1):
            yield answer
            if self.stderr.isatty():
                bar = "█" * (BAR_WIDTH * number // total)
                end = "\n" if number == total else ""
                self.stderr.write(f"\r{bar:·<{BAR_WIDTH}} {number:,} of {total:,}{end}", ending="")


def _of_the_database() -> Mapping[str, Sequence[str]]:
    """The slugs of the skills that name each address."""
    skills: dict[str, list[str]] = defaultdict(list)
    for url, skill in Resource.objects.order_by("url", "pk").values_list("url", "skill__slug"):
        skills[url].append(skill)
    return skills


def _told(answers: Sequence[Answer], skills: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A line for each address that somebody should look at, then how many there are of each."""
    for answer in answers:
        if answer.state != "ok":
            status = f" {answer.status}" if answer.status else ""
            sign = "→ " if answer.state == "moved" else ""
            on = ", ".join(skills[answer.url])
            yield f"{answer.state}{status}: {answer.url} ({on}): {sign}{answer.detail}"
    counts = {state: sum(answer.state == state for answer in answers) for state in STATES}
    yield from table(("state", "links"), [*counts.items(), ("all", len(answers))])


def _as_json(answer: Answer, skills: Sequence[str]) -> dict[str, Any]:
    return {
        "url": answer.url,
        "state": answer.state,
        "status": answer.status,
        "detail": answer.detail,
        "skills": list(skills),
    }
