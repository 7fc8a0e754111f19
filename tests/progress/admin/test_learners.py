from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType

from accounts.models import User
from progress.merging import Act
from progress.models import Event, Mark, Skip
from progress.services import mark_skill, skip_skill
from tests.desk import a_curator, loaded_by
from tests.factories import LONG_AGO, a_learner, a_version, enrolled


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    ContentType.objects.clear_cache()


def busy(learner: User, size: int) -> User:
    """On `size` roadmaps, with a mark and an event on each one."""
    for number in range(size):
        version = a_version({f"s{number}": "", "z": ""}, roadmap=f"r{number}")
        enrolled(learner, version)
        mark_skill(learner=learner, act=Act(skill=f"s{number}", status="done"), at=LONG_AGO)
    return learner


class TestTheList:
    def test_finds_a_learner_by_address(self, eve, ada):
        a_learner("bob@waymark.example")

        page = eve.get("progress_learner_changelist", q="ADA@")

        assert [learner.email for learner in page.context["cl"].result_list] == [ada.email]

    def test_shows_what_each_follows(self, eve, ada):
        busy(ada, 3)

        page = eve.get("progress_learner_changelist", q="ada")

        assert '<td class="field-follows">3</td>' in page.text

    @pytest.mark.parametrize("size", [2, 200])
    def test_costs_the_same_for_many(self, size, eve, django_assert_num_queries):
        for _ in range(size):
            a_learner()

        with django_assert_num_queries(4):
            page = eve.get("progress_learner_changelist")

        assert len(page.context["cl"].result_list) == min(size + 2, 100)


class TestThePage:
    def test_tells_where_a_learner_stands(self, eve, ada):
        version = a_version({"python": "", "sql": "", "orm": "", "git": ""})
        enrolled(ada, version)
        mark_skill(learner=ada, act=Act(skill="python", status="done"), at=LONG_AGO)
        skip = Act(skill="git", status="skipped", roadmap="ai-engineer")
        skip_skill(learner=ada, act=skip, at=LONG_AGO)

        page = eve.get("progress_learner_change", ada.pk)

        standing = page.context["following"][0].standing
        assert (standing.summary.percent, standing.summary.skipped) == (33, 1)
        assert "33 %" in page.text
        assert [mark.skill for mark in page.context["marks"]] == ["python"]
        assert page.context["skips"] == [("ai-engineer", "git", LONG_AGO)]
        assert [event.status for event in page.context["events"]] == ["skipped", "done"]
        assert page.context["streak"].current == 1

    def test_is_calm_about_somebody_new(self, eve, ada):
        page = eve.get("progress_learner_change", ada.pk)

        assert "Follows no roadmap." in page.text
        assert loaded_by(page)
        assert all(address.startswith(("/static/", "/admin/")) for address in loaded_by(page))

    @pytest.mark.parametrize("size", [2, 100])
    def test_costs_the_same_for_the_busy(self, size, eve, ada, django_assert_num_queries):
        busy(ada, size)

        with django_assert_num_queries(11):
            page = eve.get("progress_learner_change", ada.pk)

        assert len(page.context["following"]) == size

    def test_is_reached_from_the_user(self, eve, ada):
        page = eve.get("accounts_user_change", ada.pk)

        assert f'href="/admin/progress/learner/{ada.pk}/change/"' in page.text

    def test_is_not_there_for_nobody(self, eve):
        assert eve.get("progress_learner_digest", "x").status_code == 404


class TestForgedPosts:
    @pytest.mark.parametrize("page", ["progress_learner_change", "progress_learner_delete"])
    def test_change_nobody(self, page, eve, ada):
        busy(ada, 1)
        before = [list(model.objects.values()) for model in (User, Event, Mark, Skip)]

        answer = eve.post(page, ada.pk, sent={"post": "yes", "email": "eve@evil.example"})

        assert answer.status_code == 403
        assert [list(model.objects.values()) for model in (User, Event, Mark, Skip)] == before

    def test_add_nobody(self, eve):
        answer = eve.post("progress_learner_add", sent={"email": "eve@evil.example"})

        assert answer.status_code == 403
        assert not User.objects.filter(email="eve@evil.example").exists()


class TestThePreview:
    def test_shows_the_mail_as_it_would_go_now(self, eve, ada, clock):
        enrolled(ada, a_version({"python": "", "sql": ""}))
        mark_skill(learner=ada, act=Act(skill="python", status="done"), at=LONG_AGO)

        page = eve.get("progress_learner_digest", ada.pk)

        assert "Python" in page.text
        assert page.context["preview"].wording.subject in page.text

    def test_is_for_staff_who_may_see_learners(self, ada):
        bob = a_curator("bob@waymark.example", only="view_digest")

        assert bob.get("progress_learner_digest", ada.pk).status_code == 403
