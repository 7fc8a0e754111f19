"""What everybody may read, and what it costs."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.models import Compiled, Fact, Resource, Roadmap, RoadmapKind, Skill, Track
from tests.factories import a_skill, a_version

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 11, 20, 9, tzinfo=UTC)


def get(path: str, **headers: str) -> Any:
    return Client(headers=headers).get(f"/api/v1{path}")


def body(path: str) -> Any:
    response = get(path)
    assert response.status_code == 200, response.content
    return response.json()


def code(path: str) -> tuple[int, str]:
    response = get(path)
    return response.status_code, response.json()["code"]


@pytest.fixture
def _cast() -> None:
    """Two roadmaps that share python, and a skill that stands on a draft nobody has seen."""
    a_version(
        {"python": "", "sql": "", "orm": "python sql", "aws": "", "gcp": "", "deploy": "~cloud"},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "orm deploy"},
        credits={"sql": ("databases", "any")},
        changelog="The first.",
    )
    a_version({"python": "", "statistics": ""}, roadmap="ml-engineer")
    a_skill("unseen")


@pytest.mark.usefixtures("_cast")
class TestTracks:
    def test_are_listed_with_their_roadmaps(self) -> None:
        assert body("/tracks") == {
            "items": [
                {
                    "slug": "ai-engineer",
                    "title": "Ai-engineer",
                    "summary": "",
                    "roadmaps": ["ai-engineer"],
                },
                {
                    "slug": "ml-engineer",
                    "title": "Ml-engineer",
                    "summary": "",
                    "roadmaps": ["ml-engineer"],
                },
            ],
            "next_cursor": None,
        }

    def test_show_facts_in_their_order(self) -> None:
        track = Track.objects.get(slug="ai-engineer")
        facts = Fact.objects.filter(track=track)
        facts.create(track=track, key="maths", label="maths", value="Basic", source="V", position=1)
        facts.create(
            track=track, key="pay", label="pay", value=160000, unit="USD", source="V", position=0
        )

        assert body("/tracks/ai-engineer")["facts"] == [
            {
                "key": "pay",
                "label": "pay",
                "region": None,
                "value": 160000,
                "unit": "USD",
                "source": "V",
                "as_of": None,
            },
            {
                "key": "maths",
                "label": "maths",
                "region": None,
                "value": "Basic",
                "unit": None,
                "source": "V",
                "as_of": None,
            },
        ]


@pytest.mark.usefixtures("_cast")
class TestRoadmaps:
    def test_are_listed_with_the_size_of_their_current_version(self) -> None:
        first, second = body("/roadmaps")["items"]

        assert second["slug"] == "ml-engineer"
        assert first == {
            "slug": "ai-engineer",
            "title": "Ai-engineer",
            "track": "ai-engineer",
            "kind": "role",
            "summary": "",
            "version": 1,
            "edition": 1,
            "counts": {
                "skills": 6,
                "units": 5,
                "groups": 1,
                "milestones": 1,
                "edges": 5,
                "minutes": 300,
            },
        }

    @pytest.mark.parametrize(
        ("query", "slugs"),
        [
            ("track=ml-engineer", ["ml-engineer"]),
            ("kind=role", ["ai-engineer", "ml-engineer"]),
            ("kind=specialism", []),
            ("q=eng+AI", ["ai-engineer"]),
            ("q=gineer", []),
            ("q=%25", []),
            ("track=nobody", []),
            ("limit=1", ["ai-engineer"]),
        ],
    )
    def test_are_found_by_track_kind_and_words(self, query: str, slugs: list[str]) -> None:
        assert [item["slug"] for item in body(f"/roadmaps?{query}")["items"]] == slugs

    def test_come_in_pages(self) -> None:
        page = body("/roadmaps?limit=1")

        rest = body(f"/roadmaps?limit=1&cursor={page['next_cursor']}")

        assert [item["slug"] for item in rest["items"]] == ["ml-engineer"]
        assert rest["next_cursor"] is None

    def test_tell_what_changed_last(self) -> None:
        a_version({"python": "", "statistics": "python"}, roadmap="ml-engineer", changelog="Order.")

        roadmap = body("/roadmaps/ml-engineer")

        assert (roadmap["version"], roadmap["edition"]) == (2, 1)
        assert roadmap["published_at"] == "2026-11-20T07:00:00Z"
        assert roadmap["changelog"] == "Order."

    def test_are_not_there_before_they_are_published(self) -> None:
        Roadmap.objects.create(slug="draft", title="Draft", kind=RoadmapKind.ROLE)

        assert code("/roadmaps/draft") == (404, "not_found")
        assert code("/roadmaps/draft/graph") == (404, "not_found")
        assert "draft" not in [item["slug"] for item in body("/roadmaps")["items"]]

    @pytest.mark.parametrize("path", ["", "/graph", "/nodes/python"])
    def test_are_gone_when_archived_and_name_the_successor(self, path: str) -> None:
        successor = Roadmap.objects.get(slug="ml-engineer")
        Roadmap.objects.filter(slug="ai-engineer").update(archived_at=LATER, successor=successor)

        response = get(f"/roadmaps/ai-engineer{path}")

        assert response.status_code == 410
        problem = response.json()
        assert (problem["code"], problem["successor"]) == ("archived", "ml-engineer")

    def test_keep_their_versions_when_archived(self) -> None:
        Roadmap.objects.filter(slug="ai-engineer").update(archived_at=LATER)

        assert get("/roadmaps/ai-engineer").json()["successor"] is None
        assert body("/roadmaps/ai-engineer/versions/1/graph")["version"] == 1
        assert body("/tracks/ai-engineer")["roadmaps"] == []


@pytest.mark.usefixtures("_cast")
class TestGraph:
    def test_is_the_compiled_document(self) -> None:
        graph = body("/roadmaps/ai-engineer/graph")

        assert graph["nodes"][2] == {
            "key": "orm",
            "kind": "skill",
            "skill_kind": "concept",
            "title": "Orm",
            "summary": "",
            "group": None,
            "required": True,
            "minutes": 60,
            "layer": 1,
            "order": 0,
            "x": 320,
            "y": 120,
        }
        assert graph["nodes"][-1]["key"] == "~shipped"
        assert "skill_kind" not in graph["nodes"][-1]
        assert graph["groups"] == [
            {
                "key": "~cloud",
                "title": "Cloud",
                "summary": "",
                "parent": None,
                "required": True,
                "choose": 1,
                "members": ["aws", "gcp"],
            }
        ]
        assert graph["edges"][:2] == [
            {"from": "python", "to": "orm", "kind": "requires"},
            {"from": "sql", "to": "orm", "kind": "requires"},
        ]
        assert graph["credits"] == [{"node": "sql", "counts": ["databases"], "mode": "any"}]
        assert graph["topological_order"] == [
            *("python", "sql", "orm", "aws", "gcp", "~cloud", "deploy", "~shipped")
        ]

    def test_is_sent_as_it_was_compiled(self) -> None:
        compiled = Compiled.objects.get(version__roadmap__slug="ai-engineer")

        plain = get("/roadmaps/ai-engineer/graph")
        zipped = get("/roadmaps/ai-engineer/graph", **{"Accept-Encoding": "gzip"})

        assert plain.content == bytes(compiled.document)
        assert zipped.content == bytes(compiled.document_gzip)
        assert gzip.decompress(zipped.content) == plain.content
        assert (plain["ETag"], zipped["ETag"]) == (compiled.etag, compiled.etag_gzip)
        assert plain["Cache-Control"] == "public, max-age=60"

    def test_is_not_sent_again_to_one_who_has_it(self) -> None:
        etag = get("/roadmaps/ai-engineer/graph")["ETag"]

        again = get("/roadmaps/ai-engineer/graph", **{"If-None-Match": etag})

        assert (again.status_code, again.content) == (304, b"")

    def test_is_the_next_one_once_that_is_published(self) -> None:
        before = get("/roadmaps/ai-engineer/graph")["ETag"]
        a_version({"python": ""})

        response = get("/roadmaps/ai-engineer/graph", **{"If-None-Match": before})

        assert response.status_code == 200
        assert response.json()["version"] == 2

    def test_of_any_version_stays(self) -> None:
        before = get("/roadmaps/ai-engineer/graph").content
        a_version({"python": ""})

        assert get("/roadmaps/ai-engineer/versions/1/graph").content == before

    @pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
    def test_of_a_version_that_never_was_is_not_found(self, number: str) -> None:
        assert code(f"/roadmaps/ai-engineer/versions/{number}/graph") == (404, "not_found")


@pytest.mark.usefixtures("_cast")
class TestNode:
    def test_has_what_is_written_and_what_stands_around_it(self) -> None:
        python = Skill.objects.get(slug="python")
        python.description = "Learn *it*. <script>alert(1)</script>"
        python.save()
        resource = Resource.objects.create(
            skill=python,
            url="https://docs.python.org/3/",
            title="Docs",
            type="official",
            position=0,
        )

        node = body("/roadmaps/ai-engineer/nodes/python")

        assert node["description_markdown"] == python.description
        assert node["description_html"] == (
            "<p>Learn <em>it</em>. &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        )
        assert node["resources"] == [
            {
                "id": str(resource.pk),
                "title": "Docs",
                "url": "https://docs.python.org/3/",
                "type": "official",
                "free": True,
                "language": "en",
                "minutes": None,
            }
        ]
        assert (node["requires"], node["unlocks"]) == ([], ["orm"])
        assert node["also_on"] == ["ml-engineer"]
        assert (node["layer"], node["x"], node["role_note"]) == (0, 320, "")

    @pytest.mark.parametrize(
        ("key", "kind", "requires", "unlocks"),
        [
            ("orm", "skill", ["python", "sql"], ["~shipped"]),
            ("~cloud", "group", [], ["deploy"]),
            ("~shipped", "milestone", ["orm", "deploy"], []),
        ],
    )
    def test_may_be_a_group_or_a_milestone(
        self, key: str, kind: str, requires: list[str], unlocks: list[str]
    ) -> None:
        node = body(f"/roadmaps/ai-engineer/nodes/{key}")

        assert (node["kind"], node["requires"], node["unlocks"]) == (kind, requires, unlocks)

    def test_waits_for_what_its_group_waits_for(self) -> None:
        a_version(
            {"git": "", "python": "", "~basics": "git"},
            groups={"~basics": "python"},
            roadmap="grouped",
        )

        assert body("/roadmaps/grouped/nodes/python")["requires"] == ["git"]
        assert body("/roadmaps/grouped/nodes/git")["unlocks"] == ["python", "~basics"]

    def test_of_an_old_version_is_as_it_was(self) -> None:
        a_version({"orm": ""})

        assert body("/roadmaps/ai-engineer/versions/1/nodes/orm")["requires"] == ["python", "sql"]
        assert body("/roadmaps/ai-engineer/nodes/orm")["requires"] == []

    @pytest.mark.parametrize("node", ["statistics", "~nothing", "%00", "~"])
    def test_that_is_not_on_the_roadmap_is_not_found(self, node: str) -> None:
        assert code(f"/roadmaps/ai-engineer/nodes/{node}") == (404, "not_found")


@pytest.mark.usefixtures("_cast")
class TestVersions:
    def test_come_newest_first(self) -> None:
        a_version({"python": ""}, changelog="Less.")

        assert body("/roadmaps/ai-engineer/versions") == {
            "items": [
                {
                    "version": 2,
                    "edition": 2,
                    "published_at": "2026-11-20T07:00:00Z",
                    "changelog": "Less.",
                },
                {
                    "version": 1,
                    "edition": 1,
                    "published_at": "2026-11-20T07:00:00Z",
                    "changelog": "The first.",
                },
            ],
            "next_cursor": None,
        }

    def test_of_nothing_are_not_found(self) -> None:
        assert code("/roadmaps/nothing/versions") == (404, "not_found")


@pytest.mark.usefixtures("_cast")
class TestSkills:
    def test_are_those_on_published_versions(self) -> None:
        slugs = [item["slug"] for item in body("/skills")["items"]]

        assert slugs == ["aws", "deploy", "gcp", "orm", "python", "sql", "statistics"]
        assert code("/skills/unseen") == (404, "not_found")

    def test_are_found_by_the_beginnings_of_words(self) -> None:
        Skill.objects.filter(slug="orm").update(title="Object-relational mapping")

        found = [body(f"/skills?q={words}")["items"] for words in ("obj", "REL map", "lational")]

        assert [[item["slug"] for item in items] for items in found] == [["orm"], ["orm"], []]

    def test_name_the_roadmaps_that_show_them_now(self) -> None:
        skill = body("/skills/python")

        assert skill["on"] == ["ai-engineer", "ml-engineer"]
        a_version({"statistics": ""}, roadmap="ml-engineer")
        assert body("/skills/python")["on"] == ["ai-engineer"]


@pytest.mark.usefixtures("_cast")
@pytest.mark.parametrize(
    "path",
    [
        "/tracks",
        "/tracks/ai-engineer",
        "/roadmaps",
        "/roadmaps/ai-engineer",
        "/roadmaps/ai-engineer/graph",
        "/roadmaps/ai-engineer/nodes/python",
        "/roadmaps/ai-engineer/versions",
        "/roadmaps/ai-engineer/versions/1/graph",
        "/roadmaps/ai-engineer/versions/1/nodes/python",
        "/skills",
        "/skills/python",
    ],
)
class TestEveryPath:
    def test_looks_at_no_credentials_and_sets_no_cookie(self, path: str) -> None:
        response = get(path, Authorization="Bearer wm_stale")

        assert response.status_code == 200
        assert response["Vary"] == "Accept-Encoding"
        assert not response.cookies

    def test_refuses_parameters_it_does_not_know(self, path: str) -> None:
        response = get(f"{path}?colour=red")

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


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/tracks", 2),
        ("/tracks/wide", 3),
        ("/roadmaps", 1),
        ("/roadmaps/wide", 2),
        ("/roadmaps/wide/graph", 1),
        ("/roadmaps/wide/nodes/n1", 4),
        ("/roadmaps/wide/versions", 2),
        ("/roadmaps/wide/versions/1/graph", 1),
        ("/roadmaps/wide/versions/1/nodes/n1", 4),
        ("/skills", 1),
        ("/skills/n1", 3),
    ],
)
@pytest.mark.parametrize("size", [2, 200])
def test_a_warm_read_costs_the_same_whatever_the_size(path: str, queries: int, size: int) -> None:
    wide = {f"n{number}": "" for number in range(size)}
    a_version(wide, roadmap="wide")
    body(path)

    with CaptureQueriesContext(connection) as captured:
        body(path)

    assert len(captured) == queries
