"""`python -m tests.content`: what breaks our house rules under content/, a line each."""

from __future__ import annotations

import sys

from roadmap.files.faults import Fault, FilesAreFaulty
from tests.content.hosts import about_hosts, reviewed_hosts
from tests.content.shipped import Content, shipped
from tests.content.skills import about_skills
from tests.content.whole import about_likeness, about_placement, about_prose


def main() -> int:
    try:
        content = shipped()
    except FilesAreFaulty as faulty:
        complaints = faulty.faults
    else:
        complaints = complaints_of(content, reviewed_hosts())
    for complaint in complaints:
        print(complaint)
    if complaints:
        files = len({complaint.file for complaint in complaints})
        print(f"{len(complaints)} complaints in {files} files; content/README.md has the rules.")
    return 1 if complaints else 0


def complaints_of(content: Content, hosts: list[str]) -> list[Fault]:
    """All that breaks a rule, by where it stands."""
    return sorted(
        [
            *about_prose(content),
            *about_skills(content),
            *about_hosts(content, hosts),
            *about_likeness(content),
            *about_placement(content),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
