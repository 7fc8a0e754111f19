from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from roadmap.models import Node, Version
from roadmap.services.drafts import remove_nodes, save_draft
from roadmap.services.starting import start_draft
from tests.desk import a_curator, messages_in
from tests.factories import a_learner


def without(draft: Version, *keys: str) -> Version:
    nodes = Node.objects.filter(version=draft, key__in=keys)
    remove_nodes(draft=draft, nodes=nodes, by=a_learner())
    draft.refresh_from_db()
    return draft


def publish(eve, draft: Version, **sent: object):
    sent = {"seen": draft.revision, "changelog": "Less is more."} | sent
    return eve.post("roadmap_version_publish", draft.pk, sent=sent)


class TestPublishing:
    def test_freezes_the_draft_and_says_so(self, eve, draft):
        answer = publish(eve, without(draft, "sql"))

        draft.refresh_from_db()
        page = eve.follow(answer)
        assert messages_in(page) == ["Published version 2 as edition 1."]
        assert (draft.is_draft, draft.changelog) == (False, "Less is more.")
        assert draft.published_by == eve.user
        assert draft.roadmap.__class__.objects.get().current == draft
        assert LogEntry.objects.get().change_message == "Published version 2 as edition 1."

    def test_asks_for_a_changelog(self, eve, draft):
        answer = publish(eve, without(draft, "sql"), changelog=" ")

        assert "This field is required." in answer.text
        assert Version.objects.drafts().exists()

    def test_is_refused_for_faults_and_names_the_nodes(self, eve, draft):
        answer = publish(eve, without(draft, "aws", "gcp"))

        assert messages_in(answer) == ["Not published: see what is to mend."]
        assert "choose_too_many" in answer.text
        assert f'/version/{draft.pk}/change/#node-~cloud"' in answer.text
        assert Version.objects.drafts().exists()

    def test_is_refused_when_the_draft_moved_since_it_was_checked(self, eve, draft):
        without(draft, "sql")
        seen = draft.revision
        save_draft(draft=draft, revision=seen, by=a_learner("bob@waymark.example"))

        answer = publish(eve, draft, seen=seen)

        hint = "Look at it again before you publish."
        assert messages_in(answer) == [
            f"bob@waymark.example saved this draft after you opened it. {hint}"
        ]
        assert Version.objects.drafts().exists()

    def test_is_refused_when_nothing_changed(self, eve, draft):
        answer = publish(eve, draft)

        assert messages_in(answer)[0].startswith("Not published: ")
        assert Version.objects.drafts().exists()

    def test_is_for_curators_of_versions(self, draft):
        bob = a_curator("bob@waymark.example", only="view_version")

        answer = publish(bob, draft)

        assert answer.status_code == 403
        assert Version.objects.drafts().exists()

    def test_happens_once(self, eve, draft):
        without(draft, "sql")

        assert publish(eve, draft).status_code == 302
        assert publish(eve, draft).status_code == 403


class TestThePageBefore:
    def test_says_that_the_edition_stays(self, eve, draft):
        page = eve.get("roadmap_version_publish", without(draft, "sql").pk)

        assert "stays in the edition" in page.text
        assert page.context["review"].removed == ["sql"]

    def test_says_that_a_new_edition_starts(self, eve, draft):
        page = eve.get("roadmap_version_publish", without(draft, "orm", "~shipped").pk)

        assert "starts a new edition" in page.text

    def test_says_that_it_is_the_first(self, eve, published):
        empty = published.roadmap.__class__.objects.create(slug="new", title="New", kind="role")
        draft = start_draft(roadmap=empty, by=eve.user)

        page = eve.get("roadmap_version_publish", draft.pk)

        assert "first edition" in page.text
        assert "empty_graph" in page.text

    def test_warns_of_skills_without_prose(self, eve, draft):
        page = eve.get("roadmap_version_publish", draft.pk)

        assert "no_description" in page.text

    @pytest.mark.parametrize("pk", ["0", "x"])
    def test_is_not_there_for_a_version_that_is_not(self, pk, eve, draft):
        assert eve.get("roadmap_version_publish", pk).status_code == 404
