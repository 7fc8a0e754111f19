"""What all public reads have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.api import bodies
from roadmap.models import (
    Fact,
    FirstStep,
    Option,
    Question,
    Resource,
    Roadmap,
    Skill,
    Track,
    Weight,
)
from roadmap.services.skills import save_skill
from tests.factories import a_version
from tests.roadmap.api.asking import get
from wire import views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cast")]

LATER = datetime(2026, 11, 20, 9, tzinfo=UTC)
COMPARISON = "/tracks/ai-engineer/comparison?with=ml-engineer"
PATHS = [
    "/tracks",
    "/tracks/ai-engineer",
    COMPARISON,
    "/roadmaps",
    "/roadmaps/ai-engineer",
    "/roadmaps/ai-engineer/graph",
    "/roadmaps/ai-engineer/nodes/python",
    "/roadmaps/ai-engineer/versions",
    "/roadmaps/ai-engineer/versions/1/graph",
    "/roadmaps/ai-engineer/versions/1/nodes/python",
    "/skills",
    "/skills/python",
    "/fit-quiz",
    "/fit-quiz/results?maths=a-lot",
]
# Tables whose every change renews the stamp, and those whose published rows never change.
STAMPED = {
    f"roadmap_{name}"
    for name in (
        *("track", "fact", "roadmap", "skill", "resource", "compiled"),
        *("question", "option", "weight", "firststep"),
    )
}
FROZEN = {"roadmap_version", "roadmap_node"}
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
EVERY_PATH = pytest.mark.parametrize("path", PATHS)
ENCODINGS = ("identity", "gzip")
KEPT = ("ETag", "Cache-Control", "Vary")
TOLD = (*KEPT, "Content-Type", "Content-Length")


@EVERY_PATH
class TestEveryPath:
    def test_looks_at_no_credentials_and_sets_no_cookie(self, path: str) -> None:
        response = get(path, Authorization="Bearer wm_stale")

        assert response.status_code == 200
        assert response["Vary"] == "Accept-Encoding"
        assert not response.cookies

    def test_refuses_parameters_it_does_not_know(self, path: str) -> None:
        response = get(f"{path}{'&' if '?' in path else '?'}colour=red")

        assert response.status_code == 400
        (fault,) = response.json()["errors"]
        assert (fault["in"], fault["pointer"], fault["code"]) == (
            "query",
            "/colour",
            "unknown_parameter",
        )

    def test_is_for_reading_only(self, path: str) -> None:
        response = Client().post(f"/api/v1{path}", "{}", content_type="application/json")

        assert response.status_code == 405

    def test_makes_nothing_for_one_who_has_it(
        self, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        had = [get(path, **{"Accept-Encoding": encoding}) for encoding in ENCODINGS]
        monkeypatch.setattr(views, "json_bytes", serialized)
        for name in (
            *("track_item", "comparison_body", "roadmap_item", "version_item", "node_body"),
            *("skill_item", "question_item", "fit_body"),
        ):
            monkeypatch.setattr(bodies, name, serialized)

        for encoding, before in zip(ENCODINGS, had, strict=True):
            wanted = {"Accept-Encoding": encoding, "If-None-Match": before["ETag"]}
            again = get(path, **wanted)

            assert (again.status_code, again.content) == (304, b"")
            assert [again[name] for name in KEPT] == [before[name] for name in KEPT]

    def test_answers_head_with_the_same_headers_and_no_body(self, path: str) -> None:
        for encoding in ENCODINGS:
            client = Client(headers={"Accept-Encoding": encoding})
            got, head = client.get(f"/api/v1{path}"), client.head(f"/api/v1{path}")

            assert head.content == b""
            assert [head[name] for name in TOLD] == [got[name] for name in TOLD]

    def test_sends_all_of_it_whatever_range_is_wanted(self, path: str) -> None:
        whole, ranged = get(path), get(path, Range="bytes=0-4")

        assert ranged.status_code == 200
        assert ranged.content == whole.content


def serialized(*_: Any) -> NoReturn:
    pytest.fail("Something was made for a client who had it.")


def described() -> None:
    python = Skill.objects.get(slug="python")
    python.summary, python.description = "Newer.", "Newer *words*."
    save_skill(skill=python)


def sourced() -> None:
    track = Track.objects.get(slug="ai-engineer")
    Fact.objects.create(track=track, key="pay", label="Pay", value=1, position=0)


def taught() -> None:
    python = Skill.objects.get(slug="python")
    Resource.objects.create(
        skill=python, url="https://x.example", title="X", type="book", position=0
    )


def published() -> None:
    a_version({"python": "", "sql": "python"}, changelog="Less.")


def published_elsewhere() -> None:
    a_version({"python": ""}, roadmap="data-engineer")


def retold() -> None:
    Roadmap.objects.filter(slug="ai-engineer").update(summary="Newer.", title="Newer")


def asked_otherwise() -> None:
    Question.objects.update(text="And maths?")


def answered_otherwise() -> None:
    Option.objects.filter(key="a-lot").update(why="Because.")


def weighed_otherwise() -> None:
    Weight.objects.update(points=1)


def begun_otherwise() -> None:
    FirstStep.objects.all().delete()


# Which paths tell of a change; all others may go on answering what they answered.
CHANGES: dict[Callable[[], None], set[str]] = {
    described: {
        "/roadmaps/ai-engineer/graph",
        "/roadmaps/ai-engineer/nodes/python",
        "/roadmaps/ai-engineer/versions/1/graph",
        "/roadmaps/ai-engineer/versions/1/nodes/python",
        "/skills",
        "/skills/python",
    },
    sourced: {"/tracks/ai-engineer", COMPARISON},
    taught: {
        "/roadmaps/ai-engineer/nodes/python",
        "/roadmaps/ai-engineer/versions/1/nodes/python",
        "/skills/python",
    },
    published: {
        "/roadmaps",
        "/roadmaps/ai-engineer",
        "/roadmaps/ai-engineer/graph",
        "/roadmaps/ai-engineer/nodes/python",
        "/roadmaps/ai-engineer/versions",
        COMPARISON,
    },
    published_elsewhere: {
        "/tracks",
        "/roadmaps",
        "/roadmaps/ai-engineer/nodes/python",
        "/roadmaps/ai-engineer/versions/1/nodes/python",
        "/skills/python",
    },
    retold: {"/roadmaps", "/roadmaps/ai-engineer"},
    asked_otherwise: {"/fit-quiz"},
    answered_otherwise: {"/fit-quiz", "/fit-quiz/results?maths=a-lot"},
    weighed_otherwise: {"/fit-quiz/results?maths=a-lot"},
    begun_otherwise: {"/fit-quiz/results?maths=a-lot"},
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_is_sent_and_what_did_not_keeps_its_bytes(change: Callable[[], None]) -> None:
    before = {path: get(path) for path in PATHS}

    change()

    after = {path: get(path, **{"If-None-Match": before[path]["ETag"]}) for path in PATHS}
    moved = {path for path in PATHS if get(path).content != before[path].content}
    assert moved == CHANGES[change]
    assert {after[path].status_code for path in moved} == {200}


def test_nothing_is_read_that_could_change_without_a_new_stamp() -> None:
    with CaptureQueriesContext(connection) as captured:
        answers = [get(path) for path in PATHS]

    assert {answer.status_code for answer in answers} == {200}
    read = {table for query in captured for table in TABLE.findall(query["sql"])}
    assert read == STAMPED | FROZEN | {"roadmap_cataloguestamp"}


def test_what_was_read_while_a_curator_saved_is_confirmed_to_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = bodies.skill_body

    def overtaken(*arguments: Any, **words: Any) -> dict[str, Any]:
        described()
        return told(*arguments, **words)

    before = get("/skills/python")
    monkeypatch.setattr(bodies, "skill_body", overtaken)
    torn = get("/skills/python")
    monkeypatch.undo()

    assert get("/skills/python", **{"If-None-Match": torn["ETag"]}).status_code == 200
    assert torn["ETag"] not in {before["ETag"], get("/skills/python")["ETag"]}


@pytest.mark.parametrize("path", ["", "/graph", "/nodes/python"])
def test_what_was_archived_is_gone_also_for_one_who_had_it(path: str) -> None:
    etag = get(f"/roadmaps/ai-engineer{path}")["ETag"]
    Roadmap.objects.filter(slug="ai-engineer").update(archived_at=LATER)

    response = get(f"/roadmaps/ai-engineer{path}", **{"If-None-Match": etag})

    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
