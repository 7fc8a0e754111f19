"""A small content that keeps every rule, and what is said of it with something changed."""

from __future__ import annotations

from textwrap import indent

from roadmap.files.faults import Fault
from tests.content.__main__ import complaints_of
from tests.content.shipped import content_of

HOSTS = ["# Looked at.", "docs.example  # documentation", "book.example  # a free book"]
PARAGRAPH = """\
It is an agreement about what will be built, made before anybody lifts a tool. It shows what goes
where, how large it is and what holds it up, so that mistakes cost a line and not a wall."""
POINTS = "- explain it to somebody who has never seen one\n- draw one for a shed that stands"
TRAP = """\
**Common trap.** One that shows every screw is never finished. Draw what others have to know, and
leave the rest to those who build."""
DESCRIPTION = f"{PARAGRAPH}\n\n**Done when you can**\n\n{POINTS}\n\n{TRAP}"
ACCEPTED = f"{PARAGRAPH}\n\n**Accepted when**\n\n{POINTS}\n- it stands a winter\n\n{TRAP}"

TRACK = """\
waymark: 1
track:
  slug: builder
  title: Builder
  summary: Builds small things that last.
  facts: [{key: maths, label: Maths needed, value: Basic arithmetic., source: The Color Institute}]
"""
SKILL = """\
  {slug}:
    title: {title}
    kind: {kind}
    summary: {summary}
    minutes: 600
    resources:
      - {{url: "https://docs.example/{slug}", title: Colors, type: official, free: false}}
      - {{url: "https://book.example/{slug}", title: Powerful, type: article, free: true}}
    description: |-
"""
ROADMAP = """\
waymark: 1
roadmap:
  {{slug: {slug}, title: {title}, track: builder, kind: role, summary: From a plan to a roof.}}
nodes:
  - {{skill: plans, role_note: You begin with one.}}
  - group: {slug}-group
    title: To build
    requires: [plans]
    nodes: [{projects}]
"""
PROJECTS = {
    "shed": "Put four walls on a slab.",
    "roof": "Keep the rain out with tiles.",
    "door": "Hang wood so that it shuts.",
    "well": "Dig down until water comes.",
    "wall": "Lay bricks in a straight course.",
    "path": "Lead people home with dry feet.",
    "gate": "Let carts in but no goats.",
    "oven": "Burn logs to bake bread.",
    "boat": "Float over lakes on planks.",
    "kite": "Fly paper high above houses.",
    "sled": "Glide down hills after snowfall.",
    "desk": "Write letters on smooth boards.",
}


def _skill(slug: str, kind: str, title: str, summary: str, description: str) -> str:
    words = SKILL.format(slug=slug, kind=kind, title=title, summary=summary)
    return words + indent(description, " " * 6) + "\n"


def _roadmap(slug: str, title: str, projects: list[str]) -> str:
    placed = ", ".join(f"{{skill: {project}}}" for project in projects)
    return ROADMAP.format(slug=slug, title=title, projects=placed)


_SLUGS = list(PROJECTS)
FILES = {
    "tracks.yaml": TRACK,
    "skills.yaml": "waymark: 1\nskills:\n"
    + _skill("plans", "concept", "Reading plans", "Say what stands where, and why.", DESCRIPTION)
    + "".join(
        _skill(slug, "project", f"A {slug}", summary, ACCEPTED)
        for slug, summary in PROJECTS.items()
    ),
    "mason.yaml": _roadmap("mason", "Mason", _SLUGS[:6]),
    "joiner.yaml": _roadmap("joiner", "Joiner", _SLUGS[6:]),
}


def complaints(*changes: tuple[str, str], hosts: list[str] = HOSTS) -> list[str]:
    """Code and path of each complaint once `changes` are made, each where it first fits."""
    return [f"{fault.code} {fault.path}" for fault in faults(*changes, hosts=hosts)]


def details(*changes: tuple[str, str], hosts: list[str] = HOSTS) -> list[str]:
    return [fault.detail for fault in faults(*changes, hosts=hosts)]


def faults(*changes: tuple[str, str], hosts: list[str] = HOSTS) -> list[Fault]:
    texts = dict(FILES)
    for old, new in changes:
        name = next(name for name, text in texts.items() if old in text)
        texts[name] = texts[name].replace(old, new, 1)
    content = content_of({name: text.encode() for name, text in texts.items()})
    return complaints_of(content, hosts)
