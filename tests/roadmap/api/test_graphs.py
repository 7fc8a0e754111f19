"""The compiled document of a version, and its nodes one by one."""

from __future__ import annotations

import gzip

import pytest

from roadmap.models import Compiled, Resource, Skill
from tests.factories import a_version
from tests.roadmap.api.asking import body, code, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cast")]


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
