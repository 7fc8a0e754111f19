from __future__ import annotations

import pytest

from roadmap.models import Edge, EdgeKind, Node, NodeKind, Skill, Version
from roadmap.services.drafts import remove_nodes, save_draft
from roadmap.services.publishing import publish_version
from roadmap.services.starting import start_draft
from tests.desk import a_curator, filled, messages_in
from tests.factories import a_learner, a_skill
from tests.roadmap.admin.conftest import NOON


def node(draft: Version, key: str) -> Node:
    return Node.objects.get(version=draft, key=key)


def sources(of: Node) -> list[tuple[str, str]]:
    return list(of.waits_for.order_by("source__key").values_list("source__key", "kind"))


class TestStartingADraft:
    def test_opens_it_from_the_roadmap(self, eve, published):
        answer = eve.post("roadmap_roadmap_start_draft", published.roadmap_id, sent={})

        page = eve.follow(answer)
        assert page.context["original"].is_draft
        assert "orm" in page.text

    def test_goes_to_the_one_that_is_open(self, eve, draft):
        answer = eve.post("roadmap_roadmap_start_draft", draft.roadmap_id, sent={})

        page = eve.follow(answer)
        assert page.context["original"] == draft
        assert messages_in(page) == ["A draft is open already."]

    def test_goes_to_the_one_that_was_open_and_is_published_meanwhile(
        self, eve, draft, monkeypatch
    ):
        def start_and_be_overtaken(**wanted):
            try:
                return start_draft(**wanted)
            finally:
                remove_nodes(draft=draft, nodes=[node(draft, "sql")], by=eve.user)
                publish_version(roadmap=draft.roadmap, changelog="", by=None, at=NOON)

        monkeypatch.setattr("roadmap.admin.roadmaps.start_draft", start_and_be_overtaken)

        answer = eve.post("roadmap_roadmap_start_draft", draft.roadmap_id, sent={})

        page = eve.follow(answer)
        assert page.context["original"] == draft
        assert not page.context["original"].is_draft

    def test_is_not_done_by_looking(self, eve, published):
        answer = eve.get("roadmap_roadmap_start_draft", published.roadmap_id)

        assert answer.status_code == 405
        assert not Version.objects.drafts().exists()

    def test_is_for_curators_of_roadmaps(self, published):
        bob = a_curator("bob@waymark.example", only="view_roadmap")

        answer = bob.post("roadmap_roadmap_start_draft", published.roadmap_id, sent={})

        assert answer.status_code == 403
        assert not Version.objects.drafts().exists()

    def test_is_offered_where_none_is_open(self, eve, published):
        page = eve.get("roadmap_roadmap_change", published.roadmap_id)
        assert "Start a draft" in page.text

        eve.post("roadmap_roadmap_start_draft", published.roadmap_id, sent={})

        page = eve.get("roadmap_roadmap_change", published.roadmap_id)
        assert "Open draft 2" in page.text


class TestSavingADraft:
    def test_keeps_title_and_notes_and_says_who(self, eve, draft):
        answer = eve.save(
            "roadmap_version_change", draft.pk, changes={"title": "Better", "changelog": "Why"}
        )

        draft.refresh_from_db()
        assert answer.status_code == 302
        assert (draft.title, draft.changelog) == ("Better", "Why")
        assert (draft.revision, draft.saved_by_id) == (2, eve.user.pk)

    def test_is_refused_naming_who_saved_in_between(self, eve, draft):
        sent = filled(eve.get("roadmap_version_change", draft.pk)) | {"title": "Mine"}
        save_draft(draft=draft, revision=1, by=a_learner("bob@waymark.example"))

        answer = eve.post("roadmap_version_change", draft.pk, sent=sent)

        assert answer.status_code == 200
        assert "bob@waymark.example saved this draft after you opened it." in answer.text
        assert 'value="Mine"' in answer.text
        assert Version.objects.get(pk=draft.pk).title != "Mine"

    def test_is_refused_once_it_is_published(self, eve, draft):
        Skill.objects.update(minutes=5)
        sent = filled(eve.get("roadmap_version_change", draft.pk)) | {"title": "Mine"}
        eve.post("roadmap_version_publish", draft.pk, sent={"seen": 1, "changelog": "Out"})

        answer = eve.post("roadmap_version_change", draft.pk, sent=sent)

        assert Version.objects.get(pk=draft.pk).title != "Mine"
        assert answer.status_code == 403

    def test_asks_for_the_revision_that_was_seen(self, eve, draft):
        answer = eve.post("roadmap_version_change", draft.pk, sent={"title": "Blind"})

        assert "seen" in answer.context["adminform"].form.errors
        assert Version.objects.get(pk=draft.pk).revision == 1


class TestAddingANode:
    def test_places_a_skill(self, eve, draft):
        rust = a_skill("rust")
        changes = {
            "skill": rust.pk,
            "after": node(draft, "sql").pk,
            "group": "",
            "requires": [node(draft, "python").pk],
            "recommends": [node(draft, "sql").pk],
            "counts": [a_skill("c").pk],
            "role_note": "For speed.",
        }

        answer = eve.save("roadmap_node_add", version=draft.pk, kind="skill", changes=changes)

        added = node(draft, "rust")
        assert answer.headers["Location"].endswith(f"/version/{draft.pk}/change/#node-rust")
        assert (added.kind, added.skill, added.role_note) == ("skill", rust, "For speed.")
        assert added.position == node(draft, "sql").position + 1
        assert sources(added) == [("python", "requires"), ("sql", "recommends")]
        assert list(added.credits.values_list("skill__slug", flat=True)) == ["c"]

    def test_draws_a_group_into_a_group(self, eve, draft):
        cloud = node(draft, "~cloud")
        changes = {"key": "~inner", "title": "Inner", "choose": 2, "group": cloud.pk}

        eve.save("roadmap_node_add", version=draft.pk, kind="group", changes=changes)

        inner = node(draft, "~inner")
        assert (inner.kind, inner.group, inner.choose) == (NodeKind.GROUP, cloud, 2)
        assert inner.position == draft.nodes.count() - 1

    def test_sets_a_milestone(self, eve, draft):
        changes = {"key": "~goal", "title": "Goal", "requires": [node(draft, "~cloud").pk]}

        eve.save("roadmap_node_add", version=draft.pk, kind="milestone", changes=changes)

        goal = node(draft, "~goal")
        assert (goal.kind, goal.required) == (NodeKind.MILESTONE, False)
        assert sources(goal) == [("~cloud", "requires")]

    def test_goes_on_with_the_next_one_on_request(self, eve, draft):
        changes = {"key": "~goal", "title": "Goal", "_addanother": "1"}

        answer = eve.save("roadmap_node_add", version=draft.pk, kind="group", changes=changes)

        assert answer.headers["Location"].endswith(f"/add/?version={draft.pk}&kind=group")

    @pytest.mark.parametrize(
        ("kind", "changes", "field"),
        [
            ("skill", {"skill": "python"}, "skill"),
            ("skill", {"skill": ""}, "skill"),
            ("group", {"key": "~cloud", "title": "Again"}, "key"),
            ("group", {"key": "no-tilde", "title": "No"}, "key"),
            ("group", {"key": "~empty", "title": ""}, "title"),
            ("group", {"key": "~none", "title": "None", "choose": 0}, "choose"),
            ("group", {"key": "~far", "title": "Far", "requires": ["999999"]}, "requires"),
        ],
    )
    def test_says_what_is_wrong(self, kind, changes, field, eve, draft):
        before = draft.nodes.count()
        if changes.get("skill"):
            changes = {"skill": node(draft, changes["skill"]).skill_id}

        answer = eve.save("roadmap_node_add", version=draft.pk, kind=kind, changes=changes)

        assert list(answer.context["adminform"].form.errors) == [field]
        assert draft.nodes.count() == before

    def test_ties_it_to_nodes_of_its_own_version_only(self, eve, draft, published):
        changes = {
            "key": "~goal",
            "title": "Goal",
            "requires": [node(published, "python").pk],
            "group": node(published, "~cloud").pk,
        }

        answer = eve.save("roadmap_node_add", version=draft.pk, kind="group", changes=changes)

        assert set(answer.context["adminform"].form.errors) == {"requires", "group"}

    def test_is_refused_naming_who_saved_in_between(self, eve, draft):
        page = eve.get("roadmap_node_add", version=draft.pk, kind="group")
        sent = filled(page) | {"key": "~goal", "title": "Goal"}
        save_draft(draft=draft, revision=1, by=a_learner("bob@waymark.example"))

        answer = eve.post("roadmap_node_add", sent=sent, version=draft.pk, kind="group")

        assert "bob@waymark.example saved this draft" in answer.text
        assert not Node.objects.filter(key="~goal").exists()

    @pytest.mark.parametrize("version", ["", "0", "x", "-1"])
    def test_needs_a_draft_to_add_it_to(self, version, eve, draft):
        assert eve.get("roadmap_node_add", version=version).status_code == 403


class TestChangingANode:
    def test_replaces_its_ties(self, eve, draft):
        orm = node(draft, "orm")
        changes = {"requires": [node(draft, "sql").pk, node(draft, "~cloud").pk]}

        answer = eve.save("roadmap_node_change", orm.pk, changes=changes)

        assert answer.status_code == 302
        assert sources(orm) == [("sql", "requires"), ("~cloud", "requires")]

    def test_leaves_all_as_it_was_when_nothing_is_touched(self, eve, draft):
        before = list(Node.objects.filter(version=draft).order_by("pk").values())

        for changed in Node.objects.filter(version=draft):
            answer = eve.save("roadmap_node_change", changed.pk, changes={})
            assert answer.status_code == 302

        assert list(Node.objects.filter(version=draft).order_by("pk").values()) == before
        assert Edge.objects.filter(version=draft).count() == 2

    def test_does_not_both_require_and_recommend(self, eve, draft):
        python = node(draft, "python").pk
        orm = node(draft, "orm")

        answer = eve.save(
            "roadmap_node_change", orm.pk, changes={"requires": [python], "recommends": [python]}
        )

        assert "Required already: python." in answer.text
        assert sources(orm) == [("python", EdgeKind.REQUIRES)]

    def test_offers_no_group_inside_itself(self, eve, draft):
        cloud = node(draft, "~cloud")
        Node.objects.create(
            version=draft, key="~inner", kind="group", title="Inner", group=cloud, position=99
        )
        inner = node(draft, "~inner")

        answer = eve.save("roadmap_node_change", cloud.pk, changes={"group": inner.pk})

        assert "group" in answer.context["adminform"].form.errors
        assert node(draft, "~cloud").group is None

    def test_is_refused_naming_who_saved_in_between(self, eve, draft):
        orm = node(draft, "orm")
        sent = filled(eve.get("roadmap_node_change", orm.pk)) | {"requires": []}
        save_draft(draft=draft, revision=1, by=a_learner("bob@waymark.example"))

        answer = eve.post("roadmap_node_change", orm.pk, sent=sent)

        assert "bob@waymark.example saved this draft" in answer.text
        assert sources(orm) == [("python", "requires")]


class TestLookingWithoutTheRightToChange:
    def test_shows_a_draft_and_its_nodes_without_forms(self, draft):
        bob = a_curator("bob@waymark.example", only="view_version view_node")

        pages = [
            bob.get("roadmap_version_change", draft.pk),
            bob.get("roadmap_node_change", node(draft, "orm").pk),
        ]

        assert all("python" in page.text for page in pages)
        assert not any('name="seen"' in page.text for page in pages)

    def test_changes_nothing(self, draft):
        bob = a_curator("bob@waymark.example", only="view_version view_node")
        sent = {"seen": 1, "title": "His", "role_note": "His", "post": "yes"}
        orm = node(draft, "orm")

        answers = [
            bob.post("roadmap_version_change", draft.pk, sent=sent),
            bob.post("roadmap_node_change", orm.pk, sent=sent),
            bob.post("roadmap_node_delete", orm.pk, sent=sent),
            bob.post("roadmap_node_add", sent=sent, version=draft.pk),
        ]

        assert [answer.status_code for answer in answers] == [403] * 4


@pytest.mark.parametrize("model", ["node", "credit"])
def test_skills_are_offered_while_typing(model, eve, draft):
    wanted = {"app_label": "roadmap", "model_name": model, "field_name": "skill", "term": "pyth"}

    offered = eve.get("autocomplete", **wanted).json()["results"]

    assert [skill["text"] for skill in offered] == ["Python"]


class TestDeletingNodes:
    def test_takes_one_with_its_edges(self, eve, draft):
        answer = eve.post("roadmap_node_delete", node(draft, "python").pk, sent={"post": "yes"})

        assert answer.status_code == 302
        assert sources(node(draft, "orm")) == []

    def test_takes_several_from_the_list(self, eve, draft):
        chosen = [node(draft, key).pk for key in ("aws", "~cloud")]
        sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}

        eve.post("roadmap_node_changelist", sent=sent)

        left = set(Node.objects.filter(version=draft).values_list("key", flat=True))
        assert left == {"python", "sql", "orm", "gcp", "~shipped"}


class TestTheOutline:
    def test_shows_groups_around_their_members_with_what_they_wait_for(self, eve, draft):
        page = eve.get("roadmap_version_change", draft.pk)

        boxes = {item.node.key: item for item in page.context["outline"]}
        assert [item.node.key for item in boxes["~cloud"].members] == ["aws", "gcp"]
        assert boxes["orm"].requires == ["python"]
        assert boxes["orm"].title == "Orm"

    def test_stands_beside_what_is_to_be_mended(self, eve, draft):
        node(draft, "~shipped").waits_for.all().delete()

        page = eve.get("roadmap_version_change", draft.pk)

        assert "empty_milestone" in page.text
        assert 'href="#node-~shipped"' in page.text
