"""What files state together: names looked up across them, graphs built, their rules judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, TypeVar, cast

from roadmap.errors import Problem
from roadmap.files.faults import Fault, Place
from roadmap.files.forms import (
    FileForm,
    Name,
    NodeForm,
    QuizForm,
    RoadmapForm,
    SkillForm,
    TrackForm,
)
from roadmap.fitting import tracks_of
from roadmap.graph import Credit, Graph, Node
from roadmap.ordering import graph_of_nodes
from roadmap.validation import problems_of, warnings_of

Form = TypeVar("Form", TrackForm, RoadmapForm)

# Among more names than these, looking for a near one takes longer than finding it by eye.
MOST_COMPARED = 2_000


@dataclass(frozen=True)
class Known:
    """What the database has of the names that files use or tell."""

    skills: Mapping[str, SkillForm] = field(default_factory=dict)
    tracks: AbstractSet[str] = frozenset()
    # Of the skills those that some published version holds.
    published: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Stated:
    """A roadmap with the graph its file states, and by slug the skills that stand on it."""

    file: str
    form: RoadmapForm
    graph: Graph
    skills: Mapping[str, SkillForm]


@dataclass(frozen=True)
class Bundle:
    """All that the files of one call state, with what is wrong and what is merely poor."""

    tracks: tuple[TrackForm, ...]
    skills: Mapping[str, SkillForm]
    roadmaps: tuple[Stated, ...]
    quiz: QuizForm | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def link(files: Sequence[FileForm], known: Known) -> Bundle:
    """Put together what the files state. Without faults it can be written as it is."""
    faults: list[Fault] = []
    told = _told_skills(files, faults)
    tracks = _told_once("track", [(file.file, file.track) for file in files if file.track], faults)
    roadmaps = _told_once(
        "roadmap", [(file.file, file.roadmap) for file in files if file.roadmap], faults
    )
    quizzes = [(file.file, file.quiz) for file in files if file.quiz]
    names = known.tracks | {track.slug for _, track in tracks}
    skills = {**known.skills, **told}
    stated: list[Stated] = []
    warnings: list[Fault] = []
    for file, form in roadmaps:
        linking = _Linking(file, form, skills, names)
        its_skills = {slug: skills[slug] for slug in linking.graph.nodes if slug in skills}
        stated.append(Stated(file, form, linking.graph, its_skills))
        faults += linking.faults
        warnings += linking.warnings()
    placed = set(known.published).union(*(each.graph.nodes for each in stated))
    for file, quiz in quizzes[:1]:
        faults += _quiz_faults(file, quiz, names, skills, placed)
    for file, quiz in quizzes[1:]:
        detail = f"the quiz is told in {quizzes[0][0]} already"
        faults.append(_fault(file, quiz.place, "told_twice", detail))
    return Bundle(
        tracks=tuple(track for _, track in tracks),
        skills=told,
        roadmaps=tuple(stated),
        quiz=quizzes[0][1] if quizzes else None,
        faults=tuple(faults),
        warnings=tuple(warnings),
    )


def _told_skills(files: Sequence[FileForm], faults: list[Fault]) -> dict[str, SkillForm]:
    """Each skill once. Two files may tell the same of a skill, but not something else."""
    told: dict[str, tuple[str, SkillForm]] = {}
    for file in files:
        for skill in file.skills:
            first_file, first = told.setdefault(skill.slug, (file.file, skill))
            if first != skill:
                detail = f'"{skill.slug}" is told differently in {first_file}:{first.place.line}'
                faults.append(_fault(file.file, skill.place, "told_differently", detail))
    return {slug: skill for slug, (_, skill) in told.items()}


def _told_once(
    what: str, forms: Sequence[tuple[str, Form]], faults: list[Fault]
) -> list[tuple[str, Form]]:
    """Each track or roadmap once, with its file; a second telling is a fault."""
    told: dict[str, tuple[str, Form]] = {}
    for file, form in forms:
        first_file, first = told.setdefault(form.slug, (file, form))
        if first is not form:
            detail = f'the {what} "{form.slug}" is told in {first_file} already'
            faults.append(_fault(file, form.place, "told_twice", detail))
    return list(told.values())


def _quiz_faults(
    file: str,
    quiz: QuizForm,
    tracks: AbstractSet[str],
    skills: Mapping[str, SkillForm],
    placed: AbstractSet[str],
) -> Iterator[Fault]:
    """What is wrong with a quiz beside these tracks, skills, and skills on roadmaps."""
    for name in quiz.tracks():
        if name.text not in tracks:
            near = _nearest(name.text, tracks)
            yield _fault(file, name.place, "unknown_track", f'no track "{name.text}"{near}')
    for name in quiz.skills():
        if name.text not in skills:
            near = _nearest(name.text, skills)
            yield _fault(file, name.place, "unknown_skill", f'no skill "{name.text}"{near}')
        elif name.text not in placed:
            detail = f'"{name.text}" stands on no roadmap, here or published'
            yield _fault(file, name.place, "not_on_any_roadmap", detail)
    begun = {steps.track.text for steps in quiz.first_steps}
    for track in tracks_of(quiz.questions):
        if track in tracks and track not in begun:
            detail = f'"first_steps" tells none of {track}'
            yield _fault(file, quiz.place, "required", detail)


class _Linking:
    """One roadmap: its graph without what is wrong, and the faults of what was left out."""

    def __init__(
        self,
        file: str,
        form: RoadmapForm,
        skills: Mapping[str, SkillForm],
        tracks: AbstractSet[str],
    ) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._form = form
        self._skills = skills
        self._nodes: dict[str, NodeForm] = {}
        if form.track and form.track.text not in tracks:
            self._note(form.track.place, "unknown_track", f'no track "{form.track.text}"')
        self._place_nodes()
        credits_by_node = self._credits()
        nodes = [self._node(node, credits_by_node) for node in self._nodes.values()]
        self.graph = graph_of_nodes(nodes, roadmap=form.slug, title=form.title)
        for problem in problems_of(self.graph):
            self._note(self._place_of(problem), problem.code, problem.detail)

    def warnings(self) -> list[Fault]:
        """What is merely poor, of a roadmap that is not wrong."""
        if self.faults:
            return []
        return [
            _fault(self._file, self._place_of(problem), problem.code, problem.detail)
            for problem in warnings_of(self.graph, self._skills)
        ]

    def _place_nodes(self) -> None:
        for node in self._form.nodes:
            if node.key in self._nodes:
                line = self._nodes[node.key].place.line
                detail = f"{node.key} stands in line {line} already"
                self._note(node.place, "duplicate_node", detail)
                continue
            self._nodes[node.key] = node
            if node.kind == "skill":
                self._look_up(Name(node.key, node.place))

    def _look_up(self, name: Name) -> None:
        if name.text not in self._skills:
            near = _nearest(name.text, self._skills)
            self._note(name.place, "unknown_skill", f'no skill "{name.text}"{near}')

    def _node(self, form: NodeForm, credits_by_node: Mapping[str, Credit]) -> Node:
        skill = self._skills.get(form.key) if form.kind == "skill" else None
        taken: set[str] = set()
        return Node(
            key=form.key,
            kind=form.kind,
            title=skill.title if skill else form.title,
            skill_kind=skill.kind if skill else "",
            summary=form.summary,
            role_note=form.role_note,
            minutes=skill.minutes if skill else 0,
            required=form.required,
            group=form.group,
            choose=form.choose,
            requires=tuple(self._sources(form.requires, taken)),
            recommends=tuple(self._sources(form.recommends, taken)),
            credit=credits_by_node.get(form.key),
        )

    def _sources(self, names: Sequence[Name], taken: set[str]) -> Iterator[str]:
        for name in names:
            if name.text not in self._nodes:
                near = _nearest(name.text, self._nodes)
                self._note(name.place, "dangling_edge", f'no node "{name.text}"{near}')
            elif name.text in taken:
                detail = f"there is an edge from {name.text} already"
                self._note(name.place, "duplicate_edge", detail)
            else:
                taken.add(name.text)
                yield name.text

    def _credits(self) -> dict[str, Credit]:
        found: dict[str, Credit] = {}
        for credit in self._form.credits:
            key, place = credit.node.text, credit.node.place
            if key not in self._nodes:
                self._note(place, "unknown_node", f'no node "{key}"{_nearest(key, self._nodes)}')
            elif key in found:
                self._note(place, "duplicate", f"{key} has a credit already")
            for name in credit.counts:
                self._look_up(name)
                if name.text == key:
                    self._note(name.place, "bad_credit", f"{key} counts itself anyway")
            counts = tuple({name.text for name in credit.counts})
            found.setdefault(key, Credit(counts, cast(Literal["any", "all"], credit.mode)))
        return found

    def _place_of(self, problem: Problem) -> Place:
        node = self._nodes.get(problem.key)
        if node is None:
            return self._form.place
        if problem.field == "choose":
            return node.choose_place
        named = (name for name in (*node.requires, *node.recommends) if name.text == problem.source)
        edge = next(named, None)
        return edge.place if edge else node.place

    def _note(self, place: Place, code: str, detail: str) -> None:
        self.faults.append(_fault(self._file, place, code, detail))


def _fault(file: str, place: Place, code: str, detail: str) -> Fault:
    return Fault(file, place.line, place.column, code, place.path, detail)


def _nearest(name: str, names: Collection[str]) -> str:
    """A hint at what may have been meant, where one name is near."""
    if f"~{name}" in names:
        return f'; did you mean "~{name}"?'
    if len(names) > MOST_COMPARED:
        return ""
    near = get_close_matches(name, names, n=1, cutoff=0.8)
    return f'; did you mean "{near[0]}"?' if near else ""
