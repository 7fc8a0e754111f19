"""Roadmaps, their versions, and what archiving leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from roadmap.models import Roadmap, RoadmapKind
from tests.factories import a_version
from tests.roadmap.api.asking import body, code, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cast")]

LATER = datetime(2026, 11, 20, 9, tzinfo=UTC)


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
