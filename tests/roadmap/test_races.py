"""Real connections at the same moment: the roadmap's row puts those who publish in a line."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction

from roadmap.errors import NothingToPublish
from roadmap.models import Compiled, Edge, Node, Resource, Roadmap, Skill, Version
from roadmap.services.exporting import exported_quiz
from roadmap.services.filling import replace_draft
from roadmap.services.importing import import_files
from roadmap.services.publishing import publish_version
from roadmap.services.skills import save_skill
from tests.factories import a_skill, a_version
from tests.graphs import graph_of
from tests.races import at_once
from tests.roadmap.files import EVERYTHING, EXAMPLES, mini, raw

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ROUNDS = 5
COUNTED = (Skill, Resource, Roadmap, Version, Node, Edge, Compiled)


def publish(roadmap: Roadmap) -> str:
    try:
        return str(publish_version(roadmap=roadmap, changelog="", by=None, at=AT).number)
    except NothingToPublish:
        return "nothing"


def test_two_publishers_publish_once() -> None:
    roadmap = a_version({"s0": ""}).roadmap
    for number in range(1, ROUNDS + 1):
        a_skill(f"s{number}")
        replace_draft(roadmap=roadmap, graph=graph_of({f"s{number}": ""}), by=None)

        answers = at_once(*[lambda: publish(roadmap)] * 4)

        assert sorted(answers) == [str(number + 1), "nothing", "nothing", "nothing"]


def test_importers_of_the_same_files_write_them_once() -> None:
    for number in range(1, ROUNDS + 1):
        files = raw(EVERYTHING | {"mini.yaml": mini("minutes: 1200", f"minutes: {number}")})

        def load(files: dict[str, bytes] = files) -> None:
            import_files(files=files, write=True, publish=True, by=None, at=AT)

        at_once(*[load] * 4)

        counts = [model.objects.count() for model in COUNTED]
        assert counts == [5, 1, 1, number, 8 * number, 5 * number, number]


def test_importers_of_the_fit_quiz_write_it_one_after_the_other() -> None:
    """Each takes away what was there: two at once would both find the place empty."""
    quiz = (EXAMPLES / "quiz.yaml").read_text()
    ml = "waymark: 1\ntrack: {slug: ml-engineer, title: ML engineer}\n"
    texts = {**EVERYTHING, "ml.yaml": ml, "quiz.yaml": quiz}
    import_files(files=raw(texts), write=True, publish=True, by=None, at=AT)

    def load(text: str) -> bool:
        files = raw({"quiz.yaml": quiz.replace("How soon?", text)})
        done = import_files(files=files, write=True, publish=False, by=None, at=AT)
        return done.is_quiz_changed

    for number in range(ROUNDS):
        text = f"How soon, {number}?"

        changed = at_once(*[lambda text=text: load(text)] * 4)

        assert sorted(changed) == [False, False, False, True]
        assert exported_quiz() == quiz.replace("How soon?", text)


def test_a_writer_waits_for_the_publisher_and_is_refused() -> None:
    """Her row would be on the version, and not in what was compiled of it."""
    roadmap = a_version({"python": ""}).roadmap
    a_skill("sql")
    draft = replace_draft(roadmap=roadmap, graph=graph_of({"sql": ""}), by=None)
    published = Event()

    def publisher() -> str:
        with transaction.atomic():
            publish_version(roadmap=roadmap, changelog="", by=None, at=AT)
            published.set()
            wait_for_somebody_who_waits()
        return "published"

    def writer() -> str:
        published.wait(timeout=20)
        try:
            Node.objects.create(version=draft, key="~m", kind="milestone", position=9)
        except IntegrityError as error:
            return str(error).splitlines()[0]
        return "written"

    assert at_once(publisher, writer) == ["published", "a published version never changes"]
    assert set(Node.objects.filter(version=draft).values_list("key", flat=True)) == {"sql"}


def test_words_that_are_saved_next_to_a_publish_show_on_what_it_publishes() -> None:
    """Her words come after the publisher has read the old ones, and before anybody sees it."""
    roadmap = a_version({"python": ""}).roadmap
    a_skill("sql")
    draft = replace_draft(roadmap=roadmap, graph=graph_of({"sql": ""}), by=None)
    published = Event()

    def publisher() -> None:
        with transaction.atomic():
            publish_version(roadmap=roadmap, changelog="", by=None, at=AT)
            published.set()
            wait_for_somebody_who_waits()

    def writer() -> None:
        published.wait(timeout=20)
        skill = Skill.objects.get(slug="sql")
        skill.summary = "Ask a database."
        save_skill(skill=skill)

    at_once(publisher, writer)

    assert b"Ask a database." in bytes(Compiled.objects.get(version=draft).document)


def wait_for_somebody_who_waits() -> None:
    """Return once another session waits for a lock, or after ten seconds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT pg_sleep(0.05)")
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
