from __future__ import annotations

import pytest

from roadmap.errors import SlugIsPublished
from roadmap.models import Compiled, Skill, Version
from roadmap.services.skills import save_skill
from tests.factories import a_skill, a_version


@pytest.fixture
def published(db: None) -> Version:
    return a_version({"python": "", "sql": "python"})


@pytest.fixture
def python(published: Version) -> Skill:
    return Skill.objects.get(slug="python")


class TestSaveSkill:
    def test_shows_new_words_on_what_is_published(self, published, python):
        before = Compiled.objects.get()
        python.summary = "Read and write it every day."

        save_skill(skill=python)

        after = Compiled.objects.get()
        assert b"Read and write it every day." in bytes(after.document)
        assert after.etag != before.etag
        assert bytes(after.graph) == bytes(before.graph)

    def test_leaves_the_version_itself_alone(self, published, python):
        before = Version.objects.values().get()
        python.title = "Snake"

        save_skill(skill=python)

        assert Version.objects.values().get() == before
        assert published.nodes.get(key="python").title == "Python"

    def test_may_be_repeated(self, published, python):
        python.summary = "Read and write it every day."
        save_skill(skill=python)
        before = Compiled.objects.values().get()

        save_skill(skill=python)

        assert Compiled.objects.values().get() == before

    def test_keeps_a_published_slug(self, published, python):
        python.slug = "snake"

        with pytest.raises(SlugIsPublished, match="python stands on a published version"):
            save_skill(skill=python)

        assert Skill.objects.filter(slug="python").exists()

    def test_renames_what_no_published_version_holds(self, published):
        loose = a_skill("loose")
        loose.slug = "tight"

        save_skill(skill=loose)

        assert Skill.objects.get(pk=loose.pk).slug == "tight"

    def test_adds_a_skill(self, published):
        save_skill(skill=Skill(slug="rust", title="Rust", kind="tool"))

        assert Skill.objects.get(slug="rust").title == "Rust"
