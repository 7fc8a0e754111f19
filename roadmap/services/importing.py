"""Importing files: all of it or nothing, in a fixed number of statements per few thousand rows."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from roadmap.files.checking import check
from roadmap.files.faults import Fault, FilesAreFaulty
from roadmap.files.forms import FileForm, RoadmapForm, SkillForm
from roadmap.files.linking import Bundle, Known, Stated, link
from roadmap.graph import Graph
from roadmap.models import Fact, Resource, Roadmap, Skill, Track, Version
from roadmap.queries import SLICE, in_slices, skills_as_told, stated_graph, tracks_as_told
from roadmap.services.compiling import recompile_with
from roadmap.services.filling import replace_draft
from roadmap.services.publishing import current_graph, publish_version
from roadmap.services.quiz import write_quiz

SKILL_WORDS = ("title", "kind", "summary", "description", "minutes")
RESOURCE_WORDS = ("title", "type", "free", "language", "minutes", "position")


@dataclass(frozen=True)
class RoadmapOutcome:
    """What became of one roadmap: the version that is its draft or was published, if any moved."""

    slug: str
    drafted: int | None
    published: int | None
    edition: int | None


@dataclass(frozen=True)
class Outcome:
    """What an import did, or in a dry run would do."""

    is_dry_run: bool
    tracks: tuple[str, ...] = ()
    skills_added: tuple[str, ...] = ()
    skills_changed: tuple[str, ...] = ()
    skills_unchanged: int = 0
    roadmaps: tuple[RoadmapOutcome, ...] = ()
    is_quiz_changed: bool = False
    warnings: tuple[Fault, ...] = field(default=(), repr=False)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A large file becomes many objects and no garbage: to search for it took half of an import."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collecting()
def check_files(files: Mapping[str, bytes]) -> Bundle:
    """What the files state together, by name, beside what the database knows.

    Raises FilesAreFaulty with everything that is wrong. Writes nothing; at most six queries
    per few thousand skills.
    """
    return _linked(files)[0]


def _linked(files: Mapping[str, bytes]) -> tuple[Bundle, Known]:
    """What the files state, and what the database knew of all that they name."""
    forms: list[FileForm] = []
    faults: list[Fault] = []
    for name, raw in files.items():
        form, found = check(raw, name)
        faults += found
        if form:
            forms.append(form)
    # Links into a file that could not be read would only be followed by faults of its own making.
    if len(forms) < len(files):
        raise FilesAreFaulty(faults)
    known = _known_to(forms)
    bundle = link(forms, known)
    if faults or bundle.faults:
        raise FilesAreFaulty([*faults, *bundle.faults])
    return bundle, known


@_without_collecting()
@transaction.atomic
def import_files(
    *,
    files: Mapping[str, bytes],
    write: bool,
    publish: bool,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Outcome:
    """Make the database say what the files say, and with `publish` show it.

    What they say already is left as it is, so importing the same files again writes nothing.
    A dry run does everything and then takes it back. Raises FilesAreFaulty, or what
    publish_version raises; then nothing was written.
    """
    bundle, known = _linked(files)
    tracks = _write_tracks(bundle)
    added, changed = _write_skills(bundle.skills, before=known.skills)
    for some in in_slices(changed, SLICE):
        recompile_with(some)
    roadmaps = tuple(
        _write_roadmap(stated, publish=publish, by=by, at=at) for stated in bundle.roadmaps
    )
    is_quiz_changed = bundle.quiz is not None and write_quiz(bundle.quiz)
    if not write:
        transaction.set_rollback(True)
    return Outcome(
        is_dry_run=not write,
        tracks=tracks,
        skills_added=added,
        skills_changed=changed,
        skills_unchanged=len(bundle.skills) - len(added) - len(changed),
        roadmaps=roadmaps,
        is_quiz_changed=is_quiz_changed,
        warnings=bundle.warnings,
    )


def _known_to(forms: Iterable[FileForm]) -> Known:
    roadmaps = [form.roadmap for form in forms if form.roadmap]
    quizzes = [form.quiz for form in forms if form.quiz]
    first = {name.text for quiz in quizzes for name in quiz.skills()}
    skills = first.union(*map(_skills_named, roadmaps))
    skills.update(skill.slug for form in forms for skill in form.skills)
    tracks = {roadmap.track.text for roadmap in roadmaps if roadmap.track}
    tracks.update(name.text for quiz in quizzes for name in quiz.tracks())
    return Known(
        skills=skills_as_told(sorted(skills)),
        tracks=tracks_as_told(tracks).keys(),
        published=Skill.objects.published().slugs_among(first) if first else frozenset(),
    )


def _skills_named(roadmap: RoadmapForm) -> Iterable[str]:
    yield from (node.key for node in roadmap.nodes if node.kind == "skill")
    yield from (name.text for credit in roadmap.credits for name in credit.counts)


def _write_tracks(bundle: Bundle) -> tuple[str, ...]:
    """Upsert the tracks that are told differently now; their facts are replaced."""
    before = tracks_as_told(track.slug for track in bundle.tracks)
    moved = [track for track in bundle.tracks if before.get(track.slug) != track]
    for form in moved:
        track, _ = Track.objects.update_or_create(
            slug=form.slug, defaults={"title": form.title, "summary": form.summary}
        )
        track.facts.all().delete()
        Fact.objects.bulk_create(
            Fact(
                track=track,
                key=fact.key,
                label=fact.label,
                region=fact.region,
                value=fact.value,
                unit=fact.unit,
                source=fact.source,
                as_of=fact.as_of or None,
                position=position,
            )
            for position, fact in enumerate(form.facts)
        )
    return tuple(form.slug for form in moved)


def _write_skills(
    told: Mapping[str, SkillForm], *, before: Mapping[str, SkillForm]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Upsert the skills that are told differently now; tell which are new and which changed."""
    moved = [skill for slug, skill in told.items() if before.get(slug) != skill]
    # In one order whatever the files', or two imports at once could wait for each other.
    Skill.objects.bulk_create(
        [_skill_row(skill) for skill in sorted(moved, key=lambda skill: skill.slug)],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=SKILL_WORDS,
    )
    with_resources = (skill for skill in moved if skill.resources or skill.slug in before)
    for some in in_slices(with_resources, SLICE):
        _write_resources(some)
    added = tuple(skill.slug for skill in moved if skill.slug not in before)
    return added, tuple(skill.slug for skill in moved if skill.slug in before)


def _skill_row(form: SkillForm) -> Skill:
    return Skill(slug=form.slug, **{word: getattr(form, word) for word in SKILL_WORDS})


def _write_resources(skills: list[SkillForm]) -> None:
    """Upsert by address, so that a resource keeps its id; what is no longer told goes."""
    pks = dict(Skill.objects.filter(slug__in=[s.slug for s in skills]).values_list("slug", "pk"))
    told = {
        (pks[skill.slug], resource.url): Resource(
            skill_id=pks[skill.slug],
            url=resource.url,
            title=resource.title,
            type=resource.type,
            free=resource.free,
            language=resource.language,
            minutes=resource.minutes,
            position=position,
        )
        for skill in skills
        for position, resource in enumerate(skill.resources)
    }
    there = Resource.objects.filter(skill__in=pks.values()).values_list("pk", "skill", "url")
    gone = [pk for pk, *key in there if tuple(key) not in told]
    Resource.objects.filter(pk__in=gone).delete()
    Resource.objects.bulk_create(
        told.values(),
        update_conflicts=True,
        unique_fields=["skill", "url"],
        update_fields=RESOURCE_WORDS,
    )


def _write_roadmap(
    stated: Stated, *, publish: bool, by: AbstractBaseUser | None, at: datetime
) -> RoadmapOutcome:
    roadmap = _upsert_roadmap(stated.form)
    draft = Version.objects.drafts().filter(roadmap=roadmap).first()
    current = current_graph(roadmap)
    is_shown = current is not None and stated.graph.says_the_same_as(current)
    drafted = None
    if not _is_told(stated.graph, draft, is_shown=is_shown):
        draft = replace_draft(roadmap=roadmap, graph=stated.graph, by=by)
        drafted = draft.number
    if draft is None or is_shown or not publish:
        return RoadmapOutcome(roadmap.slug, drafted, None, None)
    # Everybody may read it: the folder is nobody's business.
    changelog = f"Imported from {PurePath(stated.file).name}."
    version = publish_version(roadmap=roadmap, changelog=changelog, by=by, at=at)
    return RoadmapOutcome(roadmap.slug, drafted, version.number, version.edition)


def _is_told(graph: Graph, draft: Version | None, *, is_shown: bool) -> bool:
    """Whether the draft, or without one the current version, says what the file says."""
    if draft is None:
        return is_shown
    return graph.says_the_same_as(stated_graph(draft))


def _upsert_roadmap(form: RoadmapForm) -> Roadmap:
    """The roadmap's row, locked: whoever publishes or imports it next waits for us."""
    track = Track.objects.get(slug=form.track.text) if form.track else None
    words = {"title": form.title, "track": track, "kind": form.kind, "summary": form.summary}
    roadmap, is_new = Roadmap.objects.select_for_update().get_or_create(
        slug=form.slug, defaults=words
    )
    changed = [name for name, word in words.items() if getattr(roadmap, name) != word]
    if changed and not is_new:
        for name in changed:
            setattr(roadmap, name, words[name])
        roadmap.save(update_fields=changed)
    return roadmap
