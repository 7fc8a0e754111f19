"""A published version stays as it is, however the request was made."""

from __future__ import annotations

import pytest

from roadmap.models import Credit, Edge, Node, Version
from tests.desk import filled

pytestmark = pytest.mark.django_db


def rows() -> list[object]:
    models = (Version, Node, Edge, Credit)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def orm(published: Version) -> Node:
    return Node.objects.get(version=published, key="orm")


@pytest.fixture
def before(published: Version) -> list[object]:
    return rows()


class TestForgedPosts:
    def test_change_no_version(self, eve, published, before):
        sent = {"title": "Hers", "changelog": "Hers", "seen": published.revision, "number": 9}

        answer = eve.post("roadmap_version_change", published.pk, sent=sent)

        assert answer.status_code == 403
        assert rows() == before

    def test_delete_no_version(self, eve, published, before):
        answer = eve.post("roadmap_version_delete", published.pk, sent={"post": "yes"})

        assert answer.status_code == 403
        assert rows() == before

    def test_add_no_version(self, eve, published, before):
        sent = {"roadmap": published.roadmap_id, "number": 9, "title": "Hers"}

        assert eve.post("roadmap_version_add", sent=sent).status_code == 403
        assert rows() == before

    def test_publish_no_version_again(self, eve, published, before):
        sent = {"seen": published.revision, "changelog": "Hers"}

        answer = eve.post("roadmap_version_publish", published.pk, sent=sent)

        assert answer.status_code == 403
        assert rows() == before

    def test_change_no_node(self, eve, published, orm, before):
        sent = {"role_note": "Hers", "seen": published.revision, "after": "", "requires": []}

        answer = eve.post("roadmap_node_change", orm.pk, sent=sent)

        assert answer.status_code == 403
        assert rows() == before

    def test_delete_no_node(self, eve, orm, before):
        answer = eve.post("roadmap_node_delete", orm.pk, sent={"post": "yes"})

        assert answer.status_code == 403
        assert rows() == before

    def test_add_no_node(self, eve, published, before):
        sent = {"key": "~hers", "title": "Hers", "seen": published.revision, "after": ""}

        answer = eve.post("roadmap_node_add", sent=sent, version=published.pk, kind="group")

        assert answer.status_code == 403
        assert rows() == before

    def test_delete_no_nodes_from_the_list(self, eve, orm, before):
        sent = {"action": "delete_selected", "_selected_action": [orm.pk], "post": "yes"}

        answer = eve.post("roadmap_node_changelist", sent=sent)

        assert answer.status_code == 403
        assert rows() == before

    def test_delete_no_published_node_hidden_among_those_of_a_draft(self, eve, orm, draft):
        before = rows()
        chosen = [orm.pk, Node.objects.get(version=draft, key="orm").pk]
        sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}

        answer = eve.post("roadmap_node_changelist", sent=sent)

        assert answer.status_code == 403
        assert rows() == before

    def test_delete_no_versions_from_the_list(self, eve, published, before):
        chosen = [published.pk]
        sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}

        eve.post("roadmap_version_changelist", sent=sent)

        assert rows() == before

    def test_edit_no_rows_in_the_list(self, eve, orm, before):
        sent = {
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 1,
            "form-0-id": orm.pk,
            "form-0-title": "Hers",
            "_save": "Save",
        }

        eve.post("roadmap_node_changelist", sent=sent)

        assert rows() == before

    def test_reach_no_version_through_its_roadmap(self, eve, published, before):
        page = eve.get("roadmap_roadmap_change", published.roadmap_id)
        sent = filled(page) | {
            "versions-TOTAL_FORMS": 2,
            "versions-INITIAL_FORMS": 1,
            "versions-0-id": published.pk,
            "versions-0-roadmap": published.roadmap_id,
            "versions-0-title": "Hers",
            "versions-0-changelog": "Hers",
            "versions-0-DELETE": "on",
            "versions-1-number": 9,
            "versions-1-title": "Hers",
        }

        eve.post("roadmap_roadmap_change", published.roadmap_id, sent=sent)

        assert rows() == before

    def test_delete_no_roadmap_that_has_versions(self, eve, published, before):
        eve.post("roadmap_roadmap_delete", published.roadmap_id, sent={"post": "yes"})

        assert rows() == before

    def test_delete_no_skill_that_is_placed(self, eve, orm, before):
        eve.post("roadmap_skill_delete", orm.skill_id, sent={"post": "yes"})

        assert rows() == before


class TestLooking:
    def test_shows_a_version_without_a_form(self, eve, published):
        page = eve.get("roadmap_version_change", published.pk)

        assert "Check and publish" not in page.text
        assert 'name="title"' not in page.text
        assert "Start a draft from this version" in page.text

    def test_shows_a_node_without_a_form(self, eve, orm):
        page = eve.get("roadmap_node_change", orm.pk)

        assert "python" in page.text
        assert 'name="requires"' not in page.text
