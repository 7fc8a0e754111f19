"""Skills that can be marked, and where they stand."""

from __future__ import annotations

import pytest

from roadmap.models import Skill
from tests.factories import a_version
from tests.roadmap.api.asking import body, code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cast")]


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
