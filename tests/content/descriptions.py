"""The form of a description: what it is, what one can do afterwards, and where one stumbles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.content.wording import count_sentences, count_words

WORDS = range(60, 201)
DONE, ACCEPTED = "**Done when you can**", "**Accepted when**"
TRAP = "**Common trap.**"
# How the list of a project and of everything else is headed, and how many points it has.
LISTS = {True: (ACCEPTED, range(3, 7)), False: (DONE, range(2, 5))}
POINT = re.compile(r"- \S")


def complaints_about(description: str, *, is_project: bool) -> Iterator[tuple[str, str]]:
    """Code and detail of each thing that is not as the form wants it."""
    if not description:
        yield "description_form", "there is none; content/README.md shows what it looks like"
        return
    heading, points = LISTS[is_project]
    words = count_words(description)
    if words not in WORDS:
        yield "description_length", f"{words} words; write {WORDS[0]} to {WORDS[-1]}"
    blocks = re.split(r"\n\s*\n", description.strip())
    if heading not in blocks:
        other = LISTS[not is_project][0]
        where = f', not "{other}", which is for other kinds' if other in blocks else ""
        yield "description_form", f'put "{heading}" on a line of its own between empty lines{where}'
        return
    place = blocks.index(heading)
    yield from _about_paragraphs(blocks[:place])
    yield from _about_points("\n".join(blocks[place + 1 : place + 2]), points)
    yield from _about_the_trap(blocks[place + 2 :])


def _about_paragraphs(blocks: list[str]) -> Iterator[tuple[str, str]]:
    if len(blocks) not in (1, 2):
        detail = f"{len(blocks)} paragraphs before the list; write one or two"
        yield "description_form", detail
    for block in blocks:
        if re.match(r"[-*+] |\*\*|[#>|]|\d+\. ", block):
            detail = f'begin with plain paragraphs; "{block[:20]}" is none'
            yield "description_form", detail


def _about_points(block: str, wanted: range) -> Iterator[tuple[str, str]]:
    lines = block.split("\n")
    found = sum(bool(POINT.match(line)) for line in lines)
    if not all(POINT.match(line) or re.match(r"  +\S", line) for line in lines):
        detail = 'below the heading each line is a point, "- …", or goes on with one, indented'
        yield "description_form", detail
    elif found not in wanted:
        yield "outcomes", f"{found} points in the list; write {wanted[0]} to {wanted[-1]}"


def _about_the_trap(blocks: list[str]) -> Iterator[tuple[str, str]]:
    if len(blocks) != 1 or not blocks[0].startswith(f"{TRAP} "):
        yield "description_form", f'end with one paragraph "{TRAP} …" after the list'
    elif count_sentences(blocks[0].removeprefix(TRAP)) not in (1, 2):
        yield "description_form", "tell the trap in one or two sentences that end with a full stop"
