"""A small roadmap file with everything in it, and what is said of files without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from roadmap.files.checking import check
from roadmap.files.faults import Fault
from roadmap.files.forms import FileForm
from roadmap.files.linking import Bundle, Known, link

EXAMPLES = Path(__file__).parent / "examples"
TRACK, SHARED, MINI = (
    (EXAMPLES / f"{name}.yaml").read_text() for name in ("track", "shared", "mini")
)
# The fit quiz, and the second track that it asks about.
QUIZ = (EXAMPLES / "quiz.yaml").read_text()
ML = "waymark: 1\ntrack: {slug: ml-engineer, title: ML engineer}\n"
EVERYTHING = {"track.yaml": TRACK, "shared.yaml": SHARED, "mini.yaml": MINI}


def mini(old: str = "", new: str = "") -> str:
    """The small roadmap with one thing changed, which has to be there once."""
    assert not old or MINI.count(old) == 1
    return MINI.replace(old, new) if old else MINI


def quiz(old: str, new: str) -> str:
    """The quiz with one thing changed, which has to be there once."""
    assert QUIZ.count(old) == 1
    return QUIZ.replace(old, new)


def raw(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def linked(**changed: str) -> Bundle:
    """The files together as if the database were empty; `mini="…"` puts in another mini.yaml."""
    texts = EVERYTHING | {f"{name}.yaml": text for name, text in changed.items()}
    forms: list[FileForm] = []
    faults: list[Fault] = []
    for name, text in texts.items():
        form, found = check(text.encode(), name)
        faults += found
        if form:
            forms.append(form)
    bundle = link(forms, Known())
    return replace(bundle, faults=tuple(sorted((*faults, *bundle.faults))))


def faults_of(**changed: str) -> list[str]:
    """One line each, as they are printed."""
    return [str(fault) for fault in linked(**changed).faults]
