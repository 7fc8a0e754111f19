"""From the values of one file to its form, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from roadmap.files.faults import Fault, FilesAreFaulty, Place
from roadmap.files.fields import Fields, Notes
from roadmap.files.forms import (
    CreditForm,
    FactForm,
    FileForm,
    FirstStepsForm,
    Name,
    NodeForm,
    OptionForm,
    QuestionForm,
    QuizForm,
    ResourceForm,
    RoadmapForm,
    SkillForm,
    TrackForm,
)
from roadmap.files.reading import Mapping, Scalar, Sequence, Value, read
from roadmap.fitting import FIRST_STEPS, MOST_POINTS, can_change_a_ranking, tracks_of
from roadmap.graph import Kind

FORM = 1
MOST_NODES = 20_000
# A request answers each of them in a parameter of its own, and takes no more.
MOST_QUESTIONS = 100
SKILL_KINDS = ("concept", "practice", "tool", "project")
ROADMAP_KINDS = ("role", "specialism", "orientation")
RESOURCE_TYPES = (
    "official",
    "article",
    "video",
    "course",
    "book",
    "paper",
    "repository",
    "podcast",
)
FILE_FIELDS = ("waymark", "track", "roadmap", "skills", "nodes", "credits", "quiz")
EDGES = ("requires", "recommends")
NODE_FIELDS: dict[Kind, tuple[str, ...]] = {
    "skill": ("skill", "required", "role_note", *EDGES),
    "group": ("group", "title", "summary", "required", "choose", *EDGES, "nodes"),
    "milestone": ("milestone", "title", "summary", *EDGES),
}
ALL_NODE_FIELDS = tuple(dict.fromkeys(name for names in NODE_FIELDS.values() for name in names))


def check(raw: bytes, file: str) -> tuple[FileForm | None, list[Fault]]:
    """What a file states, None when it cannot be read, and all that is wrong within it."""
    try:
        root, faults = read(raw, file)
    except FilesAreFaulty as refusal:
        return None, refusal.faults
    notes = Notes(file)
    form = _file(Fields(root, "", notes, FILE_FIELDS))
    return form, faults + notes.faults


def _file(fields: Fields) -> FileForm:
    notes = fields.notes
    if fields.whole("waymark", required=True) not in (FORM, None):
        notes.note(fields.place_of("waymark"), "not_a_choice", f"only form {FORM} is known")
    track, roadmap, quiz = (fields.value(name) for name in ("track", "roadmap", "quiz"))
    for name in ("nodes", "credits"):
        if name in fields and roadmap is None:
            notes.note(fields.place_of(name), "required", f'"{name}" needs a "roadmap" beside it')
    return FileForm(
        file=notes.file,
        track=_track(Fields(track, "track", notes, ("slug", "title", "summary", "facts")))
        if track
        else None,
        roadmap=_roadmap(roadmap, fields) if roadmap else None,
        quiz=_quiz(Fields(quiz, "quiz", notes, ("questions", "first_steps"))) if quiz else None,
        skills=tuple(_skill(slug, value, at, notes) for slug, value, at in fields.named("skills")),
    )


def _skill(slug: str, value: Value, place: Place, notes: Notes) -> SkillForm:
    known = ("title", "kind", "summary", "description", "minutes", "resources")
    fields = Fields(value, place.path, notes, known)
    places = list(fields.items("resources"))
    resources = tuple(_resource(item, path, notes) for item, path in places)
    _refuse_twice([resource.url for resource in resources], places, notes)
    return SkillForm(
        slug=slug,
        title=fields.text("title", 120, required=True),
        kind=fields.choice("kind", SKILL_KINDS),
        summary=fields.text("summary", 300),
        description=fields.text("description", 50_000, lines=True),
        minutes=fields.whole("minutes") or 0,
        resources=resources,
        place=place,
    )


def _resource(value: Value, path: str, notes: Notes) -> ResourceForm:
    fields = Fields(value, path, notes, ("url", "title", "type", "free", "language", "minutes"))
    return ResourceForm(
        url=fields.url("url", 2000),
        title=fields.text("title", 200, required=True),
        type=fields.choice("type", RESOURCE_TYPES),
        free=fields.flag("free", default=True),
        language=fields.text("language", 35) or "en",
        minutes=fields.whole("minutes"),
    )


def _refuse_twice(names: list[str], places: list[tuple[Value, str]], notes: Notes) -> None:
    seen: set[str] = set()
    for name, (value, path) in zip(names, places, strict=True):
        if name in seen and name:
            place = Place(value.line, value.column, path)
            notes.note(place, "duplicate", f'"{name}" is in this list already')
        seen.add(name)


def _track(fields: Fields) -> TrackForm | None:
    slug = fields.slug("slug")
    places = list(fields.items("facts"))
    facts = [_fact(item, path, fields.notes) for item, path in places]
    _refuse_twice([f"{fact.key} {fact.region}".strip() for fact in facts], places, fields.notes)
    title = fields.text("title", 120, required=True)
    summary = fields.text("summary", 1000)
    return TrackForm(slug.text, title, summary, tuple(facts), fields.place) if slug else None


def _fact(value: Value, path: str, notes: Notes) -> FactForm:
    known = ("key", "label", "region", "value", "unit", "source", "as_of")
    fields = Fields(value, path, notes, known)
    return FactForm(
        key=fields.text("key", 80, required=True),
        label=fields.text("label", 120, required=True),
        region=fields.text("region", 40),
        value=_fact_value(fields),
        unit=fields.text("unit", 40),
        source=fields.text("source", 300, required=True),
        as_of=_day(fields),
    )


def _fact_value(fields: Fields) -> str | int | float:
    """A number stays a number, a sentence a sentence."""
    value = fields.value("value")
    number = value.value if isinstance(value, Scalar) else None
    if isinstance(number, (int, float)) and not isinstance(number, bool) and abs(number) < 1e15:
        return number
    return fields.text("value", 1000, required=True)


def _day(fields: Fields) -> str:
    text = fields.text("as_of", 40)
    try:
        is_day = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        fields.notes.note(fields.place_of("as_of"), "bad_format", f'"{text}" is no day YYYY-MM-DD')
    return text if is_day else ""


def _roadmap(value: Value, file: Fields) -> RoadmapForm | None:
    known = ("slug", "title", "track", "kind", "summary")
    fields = Fields(value, "roadmap", file.notes, known)
    slug = fields.slug("slug")
    title = fields.text("title", 120, required=True)
    track = fields.slug("track") if "track" in fields else None
    kind = fields.choice("kind", ROADMAP_KINDS)
    summary = fields.text("summary", 1000)
    nodes = tuple(_nodes(file.items("nodes", required=True), file.notes, group=None))
    credit_items = file.items("credits")
    stated = tuple(filter(None, (_credit(item, path, file.notes) for item, path in credit_items)))
    if len(nodes) > MOST_NODES:
        file.notes.note(file.place_of("nodes"), "too_large", f"more than {MOST_NODES:,} nodes")
    if slug is None or len(nodes) > MOST_NODES:
        return None
    return RoadmapForm(slug.text, title, track, kind, summary, nodes, stated, fields.place)


def _nodes(
    items: Iterator[tuple[Value, str]], notes: Notes, group: str | None
) -> Iterator[NodeForm]:
    """Each node, and after a group its members: as deep as reading lets a file be."""
    for value, path in items:
        kind = _kind_of(value, path, notes)
        if kind is None:
            continue
        fields = Fields(value, path, notes, NODE_FIELDS[kind])
        name = fields.slug(kind)
        if name is None:
            continue
        node = _node(fields, kind, name.text if kind == "skill" else f"~{name.text}", group)
        yield node
        if kind == "group":
            yield from _nodes(fields.items("nodes", required=True), notes, node.key)


def _kind_of(value: Value, path: str, notes: Notes) -> Kind | None:
    entries = value.entries if isinstance(value, Mapping) else {}
    kinds = [kind for kind in NODE_FIELDS if kind in entries]
    if len(kinds) == 1:
        return kinds[0]
    before = len(notes.faults)
    if not kinds and isinstance(value, Mapping):
        Fields(value, path, notes, ALL_NODE_FIELDS)
    if len(notes.faults) == before:
        place = Place(value.line, value.column, path)
        notes.note(place, "required", 'a node is one of "skill", "group" and "milestone"')
    return None


def _node(fields: Fields, kind: Kind, key: str, group: str | None) -> NodeForm:
    return NodeForm(
        key=key,
        kind=kind,
        title="" if kind == "skill" else fields.text("title", 120, required=True),
        summary="" if kind == "skill" else fields.text("summary", 300),
        role_note=fields.text("role_note", 300) if kind == "skill" else "",
        required=kind != "milestone" and fields.flag("required", default=True),
        group=group,
        choose=fields.whole("choose", least=1) if kind == "group" else None,
        requires=fields.names("requires"),
        recommends=fields.names("recommends"),
        place=fields.place_of(kind),
        choose_place=fields.place_of("choose"),
    )


def _credit(value: Value, path: str, notes: Notes) -> CreditForm | None:
    fields = Fields(value, path, notes, ("node", "counts", "mode"))
    node = fields.slug("node")
    counts = fields.names("counts", required=True)
    mode = fields.choice("mode", ("any", "all"), default="any")
    if "counts" in fields and not list(fields.items("counts")):
        notes.note(fields.place_of("counts"), "required", '"counts" is empty')
    return CreditForm(node, counts, mode) if node and counts else None


def _quiz(fields: Fields) -> QuizForm:
    before = len(fields.notes.faults)
    questions = _questions(fields)
    steps = [_first_steps(track, by_track) for track, by_track in fields.by_slug("first_steps")]
    steps.sort(key=lambda each: each.track.text)
    # What could not be read may have been all that spoke in a question.
    if len(fields.notes.faults) == before:
        _refuse_idle(questions, fields.notes)
    return QuizForm(questions, tuple(steps), fields.place)


def _questions(fields: Fields) -> tuple[QuestionForm, ...]:
    notes, place = fields.notes, fields.place_of("questions")
    places = list(fields.items("questions", required=True))
    read = [_question(item, path, notes) for item, path in places]
    _refuse_twice([question.key if question else "" for question in read], places, notes)
    if "questions" in fields and not places:
        notes.note(place, "required", '"questions" is empty')
    if len(places) > MOST_QUESTIONS:
        notes.note(place, "too_large", f"more than {MOST_QUESTIONS} questions")
    return tuple(filter(None, read))


def _refuse_idle(questions: tuple[QuestionForm, ...], notes: Notes) -> None:
    tracks = tracks_of(questions)
    for question in questions:
        if not can_change_a_ranking((option.points for option in question.options), tracks):
            detail = "whichever option is chosen, no ranking changes"
            notes.note(question.place, "idle_question", detail)


def _question(value: Value, path: str, notes: Notes) -> QuestionForm | None:
    fields = Fields(value, path, notes, ("key", "text", "options"))
    key = fields.slug("key")
    text = fields.text("text", 300, required=True)
    places = list(fields.items("options", required=True))
    read = [_option(item, at, notes) for item, at in places]
    _refuse_twice([option.key if option else "" for option in read], places, notes)
    if "options" in fields and not places:
        notes.note(fields.place_of("options"), "required", '"options" is empty')
    return QuestionForm(key.text, text, tuple(filter(None, read)), fields.place) if key else None


def _option(value: Value, path: str, notes: Notes) -> OptionForm | None:
    fields = Fields(value, path, notes, ("key", "text", "why", "points"))
    key = fields.slug("key")
    text = fields.text("text", 300, required=True)
    why = fields.text("why", 300, required=True)
    points = {
        track: by_track.whole(track.text, required=True, most=MOST_POINTS) or 0
        for track, by_track in fields.by_slug("points")
    }
    # Nothing said of a track and no points for it are the same.
    given = {track.text: number for track, number in points.items() if number}
    return OptionForm(key.text, text, why, given, tuple(points)) if key else None


def _first_steps(track: Name, by_track: Fields) -> FirstStepsForm:
    skills = by_track.names(track.text)
    value = by_track.value(track.text)
    if isinstance(value, Sequence) and len(value.items) != FIRST_STEPS:
        detail = f"{FIRST_STEPS} skills to begin with, not {len(value.items)}"
        by_track.notes.note(by_track.place_of(track.text), "out_of_range", detail)
    for index, skill in enumerate(skills):
        if skill in skills[:index]:
            detail = f'"{skill.text}" is in this list already'
            by_track.notes.note(skill.place, "duplicate", detail)
    return FirstStepsForm(track, skills)
