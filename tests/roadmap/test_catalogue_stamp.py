"""The catalogue's stamp: another one after every change that everybody may see, never the same."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Moment
from typing import Any

import pytest
from django.db import connection, transaction

from roadmap.models import (
    CatalogueStamp,
    Fact,
    FirstStep,
    Option,
    Question,
    Resource,
    ResourceType,
    Roadmap,
    Skill,
    Track,
    Weight,
)
from roadmap.services.compiling import recompile_with
from roadmap.services.filling import replace_draft
from roadmap.services.skills import save_skill
from tests.factories import a_learner, a_question, a_skill, a_version
from tests.graphs import graph_of
from tests.progress.api import Api
from tests.races import at_once

now = CatalogueStamp.objects.now


def a_fact(**words: Any) -> Fact:
    track = Track.objects.get(slug="ai-engineer")
    return Fact.objects.create(track=track, key="pay", label="Pay", value=1, position=0, **words)


def a_resource(**words: Any) -> Resource:
    python = Skill.objects.get(slug="python")
    return Resource.objects.create(
        skill=python, url="https://docs.python.org", type=ResourceType.BOOK, position=0, **words
    )


def a_first_step() -> FirstStep:
    track, skill = Track.objects.get(slug="ai-engineer"), Skill.objects.get(slug="python")
    return FirstStep.objects.create(track=track, skill=skill, position=0)


def prose_saved() -> None:
    skill = Skill.objects.get(slug="python")
    skill.description = "Learn it."
    save_skill(skill=skill)


def nothing_new_inserted() -> None:
    """As `ignore_conflicts` writes it, whose OR IGNORE SQLite hands on to triggers."""
    Skill.objects.bulk_create(
        [Skill(slug="python", title="P"), Skill(slug="rust", title="Rust")], ignore_conflicts=True
    )


CHANGES: dict[str, Callable[[], Any]] = {
    "a track is told": lambda: Track.objects.update(summary="Build with models."),
    "a track comes": lambda: Track.objects.create(slug="data", title="Data"),
    "a fact comes": a_fact,
    "facts go": lambda: (a_fact(), Fact.objects.all().delete()),
    "a skill comes": lambda: a_skill("rust"),
    "skills come beside known ones": nothing_new_inserted,
    "prose is saved": prose_saved,
    "a skill goes": lambda: a_skill("rust").delete(),
    "a resource comes": a_resource,
    "a resource changes": lambda: (a_resource(), Resource.objects.update(free=False)),
    "a roadmap is told": lambda: Roadmap.objects.update(summary="From nothing."),
    "a version is published": lambda: a_version({"python": "", "sql": "python"}),
    "documents are made again": lambda: recompile_with(["python"]),
    "a question comes": lambda: a_question("pace"),
    "a question is told": lambda: Question.objects.update(text="And maths?"),
    "a question goes": lambda: Question.objects.all().delete(),
    "an option is told": lambda: Option.objects.update(why="Because."),
    "an option goes": lambda: Option.objects.filter(key="no").delete(),
    "an option weighs more": lambda: Weight.objects.update(points=3),
    "an option weighs nothing any more": lambda: Weight.objects.all().delete(),
    "a first step comes": a_first_step,
    "a first step moves": lambda: (a_first_step(), FirstStep.objects.update(position=1)),
    "a first step goes": lambda: (a_first_step(), FirstStep.objects.all().delete()),
}


@pytest.mark.django_db
class TestStamp:
    @pytest.fixture(autouse=True)
    def _published(self) -> None:
        a_version({"python": ""})
        a_question("maths", yes={"ai-engineer": 1}, no={})

    @pytest.mark.parametrize("change", CHANGES)
    def test_is_new_when(self, change: str) -> None:
        before = now()

        CHANGES[change]()

        assert now() != before

    def test_is_new_every_time(self) -> None:
        stamps = {now()}

        for summary in ("one", "two", "one", "one"):
            Track.objects.update(summary=summary)
            stamps.add(now())

        assert len(stamps) == 5

    def test_stays_while_a_draft_is_edited(self) -> None:
        roadmap, before = Roadmap.objects.get(), now()

        replace_draft(roadmap=roadmap, graph=graph_of({"python": ""}), by=None)

        assert now() == before

    def test_stays_whatever_learners_do(self) -> None:
        before = now()

        api = Api(a_learner())
        api.put("/me/enrollments/ai-engineer")
        assert api.put("/me/marks/python", status="done").status_code == 200

        assert now() == before

    def test_is_taken_back_with_the_change(self) -> None:
        before = now()

        with transaction.atomic():
            Track.objects.update(summary="Never mind.")
            assert now() != before
            transaction.set_rollback(True)

        assert now() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestWriters:
    def test_do_not_wait_for_each_other_and_none_is_missed(self) -> None:
        """The first has written and not committed when the second writes and commits."""
        a_version({"python": "", "sql": ""})
        first_wrote, second_committed = Moment(), Moment()
        seen = [now()]

        def first() -> None:
            with transaction.atomic():
                Skill.objects.filter(slug="python").update(summary="first")
                first_wrote.set()
                assert second_committed.wait(20)
            seen.append(now())

        def second() -> None:
            assert first_wrote.wait(20)
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            Skill.objects.filter(slug="sql").update(summary="second")
            seen.append(now())
            second_committed.set()

        at_once(first, second)

        assert len(set(seen)) == 3
        assert CatalogueStamp.objects.count() == 2

    def test_share_the_rows_they_find_free(self) -> None:
        version = a_version({"python": ""})

        def rename() -> None:
            for number in range(25):
                Roadmap.objects.filter(pk=version.roadmap_id).update(summary=f"{number}")

        at_once(*[rename] * 4)

        assert 1 <= CatalogueStamp.objects.count() <= 4
