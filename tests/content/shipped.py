"""What is shipped, as the forms that its files state, and the prose in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from roadmap.files.checking import check
from roadmap.files.faults import Fault, FilesAreFaulty, Place
from roadmap.files.forms import FileForm, SkillForm
from roadmap.files.linking import Bundle, Known, Stated, link

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("tracks", "skills", "roadmaps", "quiz")


@dataclass(frozen=True)
class Content:
    """All files, and what they state together."""

    files: tuple[FileForm, ...]
    bundle: Bundle

    @property
    def roadmaps(self) -> tuple[Stated, ...]:
        return self.bundle.roadmaps

    @property
    def skills(self) -> Iterator[tuple[str, SkillForm]]:
        """Each skill once, with the file it is in."""
        return ((file.file, skill) for file in self.files for skill in file.skills)


@dataclass(frozen=True)
class Prose:
    """Words of ours, and where they stand."""

    file: str
    place: Place
    text: str

    def fault(self, code: str, detail: str) -> Fault:
        line, column, path = self.place
        return Fault(self.file, line, column, code, path, detail)


def shipped() -> Content:
    """What stands under content/. Raises FilesAreFaulty when roadmap_check would refuse it."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / "content" / folder).iterdir())]
    return content_of({str(path.relative_to(ROOT)): path.read_bytes() for path in paths})


def content_of(files: Mapping[str, bytes]) -> Content:
    """The files, which define all they use. Raises FilesAreFaulty."""
    forms: list[FileForm] = []
    faults: list[Fault] = []
    for name, raw in files.items():
        form, found = check(raw, name)
        faults += found
        if form:
            forms.append(form)
    bundle = link(forms, Known())
    if faults or bundle.faults:
        raise FilesAreFaulty([*faults, *bundle.faults])
    return Content(tuple(forms), bundle)


def at(file: str, place: Place, field: str) -> Prose:
    """Where a field of what stands at `place` is, as far as forms know, still without words."""
    return Prose(file, Place(place.line, place.column, f"{place.path}/{field}"), "")


def prose_of(content: Content) -> Iterator[Prose]:
    """All words that are ours: not titles of resources, addresses, sources."""
    for form in content.files:
        for place, fields in _told_in(form):
            for field, text in fields.items():
                if text:
                    yield Prose(form.file, at(form.file, place, field).place, text)


def _told_in(form: FileForm) -> Iterator[tuple[Place, dict[str, str]]]:
    if track := form.track:
        yield track.place, {"title": track.title, "summary": track.summary}
        for index, fact in enumerate(track.facts):
            value = fact.value if isinstance(fact.value, str) else ""
            place = Place(track.place.line, track.place.column, f"track/facts/{index}")
            yield place, {"label": fact.label, "value": value}
    for question in form.quiz.questions if form.quiz else ():
        yield question.place, {"text": question.text}
        for index, option in enumerate(question.options):
            path = f"{question.place.path}/options/{index}"
            place = Place(question.place.line, question.place.column, path)
            yield place, {"text": option.text, "why": option.why}
    for skill in form.skills:
        words = {"title": skill.title, "summary": skill.summary}
        yield skill.place, {**words, "description": skill.description}
    if roadmap := form.roadmap:
        yield roadmap.place, {"title": roadmap.title, "summary": roadmap.summary}
        for node in roadmap.nodes:
            # The path of a node's place ends with the field that names it.
            path = node.place.path.rpartition("/")[0]
            place = Place(node.place.line, node.place.column, path)
            words = {"title": node.title, "summary": node.summary}
            yield place, {**words, "role_note": node.role_note}
