from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from roadmap.errors import DraftExists, DraftHasMoved, GroupInsideItself, VersionIsPublished
from roadmap.models import Edge, EdgeKind, Node, NodeKind, Roadmap, RoadmapKind, Skill, Version
from roadmap.queries import stated_graph
from roadmap.services.drafts import Ties, boxes_for, hold_draft, remove_nodes, save_draft, save_node
from roadmap.services.starting import start_draft
from tests.factories import a_learner, a_skill, a_version
from tests.races import at_once


@pytest.fixture
def eve(db: None) -> User:
    return a_learner("eve@waymark.example")


@pytest.fixture
def published(eve: User) -> Version:
    return a_version(
        {"python": "", "sql": "", "orm": "python", "aws": "", "gcp": "", "~cloud": "orm"},
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "orm"},
        optional="sql",
        recommends={"orm": "sql"},
        credits={"python": ("java", "any")},
    )


@pytest.fixture
def draft(eve: User, published: Version) -> Version:
    return start_draft(roadmap=published.roadmap, by=eve)


def node(draft: Version, key: str) -> Node:
    return Node.objects.get(version=draft, key=key)


def order(draft: Version) -> list[str]:
    return list(Node.objects.filter(version=draft).in_order().values_list("key", flat=True))


def save(draft: Version, changed: Node, eve: User, *, after: str | None, **ties: object) -> None:
    save_node(
        node=changed,
        ties=Ties(**ties),
        after=node(draft, after) if after else None,
        revision=Version.objects.get(pk=draft.pk).revision,
        by=eve,
    )


class TestStartDraft:
    def test_begins_as_what_the_roadmap_shows(self, published, draft):
        assert draft.is_draft
        assert draft.number == 2
        assert stated_graph(draft).says_the_same_as(stated_graph(published))

    def test_begins_empty_without_a_published_version(self, eve):
        roadmap = Roadmap.objects.create(slug="new", title="New", kind=RoadmapKind.ROLE)

        draft = start_draft(roadmap=roadmap, by=eve)

        assert (draft.number, draft.title, draft.saved_by_id) == (1, "New", eve.pk)
        assert not draft.nodes.exists()

    def test_refuses_a_second_one(self, eve, draft):
        with pytest.raises(DraftExists):
            start_draft(roadmap=draft.roadmap, by=eve)

        assert Version.objects.drafts().count() == 1


class TestHoldDraft:
    def test_gives_the_draft_as_it_was_seen(self, draft):
        assert hold_draft(draft.pk, revision=draft.revision) == draft

    def test_names_who_saved_in_between(self, draft):
        draft.title = "Mine"
        save_draft(draft=draft, revision=1, by=a_learner("bob@waymark.example"))

        with pytest.raises(DraftHasMoved, match=r"bob@waymark\.example saved this draft"):
            hold_draft(draft.pk, revision=1)

    def test_copes_with_a_curator_who_left_no_name(self, draft):
        Version.objects.filter(pk=draft.pk).update(saved_by=None, revision=2)

        with pytest.raises(DraftHasMoved, match="Somebody saved"):
            hold_draft(draft.pk, revision=1)

    def test_refuses_a_published_version(self, published):
        with pytest.raises(VersionIsPublished):
            hold_draft(published.pk, revision=published.revision)


class TestSaveNode:
    def test_places_a_new_node_behind_another(self, eve, draft):
        before = order(draft)
        git = Node(version=draft, key="git", kind=NodeKind.SKILL, skill=a_skill("git"))

        save(draft, git, eve, after="python", requires=[node(draft, "python")])

        place = before.index("python") + 1
        assert order(draft) == [*before[:place], "git", *before[place:]]
        assert Edge.objects.get(target=git).source.key == "python"

    def test_moves_a_node_to_the_front(self, eve, draft):
        before = order(draft)

        save(draft, node(draft, "orm"), eve, after=None)

        assert order(draft) == ["orm", *(key for key in before if key != "orm")]
        positions = Node.objects.filter(version=draft).values_list("position", flat=True)
        assert sorted(positions) == list(range(len(before)))

    def test_replaces_edges_and_credits(self, eve, draft):
        orm, rust = node(draft, "orm"), a_skill("rust")

        save(draft, orm, eve, after="sql", recommends=[node(draft, "sql")], counts=[rust])

        assert list(orm.waits_for.values_list("source__key", "kind")) == [
            ("sql", EdgeKind.RECOMMENDS)
        ]
        assert list(orm.credits.values_list("skill__slug", "mode")) == [("rust", "any")]

    def test_leaves_the_edges_of_other_nodes_alone(self, eve, draft):
        save(draft, node(draft, "aws"), eve, after="orm")

        assert node(draft, "orm").waits_for.count() == 2

    def test_may_be_repeated(self, eve, draft):
        for _ in range(2):
            save(draft, node(draft, "orm"), eve, after="sql", requires=[node(draft, "sql")])

        assert node(draft, "orm").waits_for.count() == 1

    def test_signs_the_draft(self, eve, draft):
        save(draft, node(draft, "orm"), eve, after="sql")

        draft.refresh_from_db()
        assert (draft.revision, draft.saved_by_id) == (2, eve.pk)

    def test_never_makes_a_milestone_required(self, eve, draft):
        goal = Node(version=draft, key="~goal", kind=NodeKind.MILESTONE, title="Goal")

        save(draft, goal, eve, after="orm", requires=[node(draft, "orm")])

        assert not node(draft, "~goal").required

    def test_refuses_a_group_inside_itself(self, eve, draft):
        outer = Node(version=draft, key="~outer", kind=NodeKind.GROUP, title="Outer")
        save(draft, outer, eve, after=None)
        cloud = node(draft, "~cloud")
        cloud.group = outer
        save(draft, cloud, eve, after="~outer")
        outer = node(draft, "~outer")
        outer.group = cloud

        with pytest.raises(GroupInsideItself):
            save(draft, outer, eve, after=None)

        assert node(draft, "~outer").group is None
        assert boxes_for(node(draft, "~outer")) == []

    def test_writes_nothing_over_a_save_it_has_not_seen(self, eve, draft):
        orm = node(draft, "orm")
        Version.objects.filter(pk=draft.pk).update(revision=5)

        with pytest.raises(DraftHasMoved):
            save_node(node=orm, ties=Ties(), after=None, revision=4, by=eve)

        assert orm.waits_for.count() == 2

    def test_leaves_published_versions_alone(self, eve, published):
        with pytest.raises(VersionIsPublished):
            save(published, node(published, "orm"), eve, after=None)

        assert node(published, "orm").waits_for.count() == 2

    @pytest.mark.parametrize("size", [2, 200])
    def test_costs_the_same_on_a_large_draft(self, size, eve, django_assert_num_queries):
        wide = a_version({f"n{i}": "" for i in range(size)}, roadmap="wide")
        draft = start_draft(roadmap=wide.roadmap, by=eve)
        last, first = node(draft, f"n{size - 1}"), node(draft, "n0")

        with django_assert_num_queries(12):
            save_node(node=last, ties=Ties([first]), after=None, revision=1, by=eve)


class TestRemoveNodes:
    def test_takes_edges_and_credits_along(self, eve, draft):
        remove_nodes(draft=draft, nodes=[node(draft, "python")], by=eve)

        assert "python" not in order(draft)
        assert node(draft, "orm").waits_for.count() == 1
        draft.refresh_from_db()
        assert draft.revision == 2

    def test_leaves_the_members_of_a_group_in_the_box_around(self, eve, draft):
        outer = Node(version=draft, key="~outer", kind=NodeKind.GROUP, title="Outer")
        save(draft, outer, eve, after=None)
        cloud = node(draft, "~cloud")
        cloud.group = outer
        save(draft, cloud, eve, after="~outer")

        remove_nodes(draft=draft, nodes=[cloud], by=eve)

        assert node(draft, "aws").group == outer

    def test_takes_groups_within_groups_together(self, eve, draft):
        everything = list(Node.objects.filter(version=draft))

        remove_nodes(draft=draft, nodes=everything, by=eve)

        assert order(draft) == []
        assert Skill.objects.filter(slug="python").exists()

    def test_may_be_repeated(self, eve, draft):
        gone = [node(draft, "python")]

        for _ in range(2):
            remove_nodes(draft=draft, nodes=gone, by=eve)

        assert "python" not in order(draft)

    def test_leaves_published_versions_alone(self, eve, published):
        with pytest.raises(VersionIsPublished):
            remove_nodes(draft=published, nodes=[node(published, "python")], by=eve)

        assert "python" in order(published)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestTwoCuratorsAtOnce:
    def test_one_saves_and_the_other_is_told(self):
        curators = [a_learner("ada@waymark.example"), a_learner("bob@waymark.example")]
        published = a_version({"python": "", "sql": "python"})
        draft = start_draft(roadmap=published.roadmap, by=curators[0])

        for revision in range(1, 11):
            answers = at_once(*(saving(draft.pk, curator, revision) for curator in curators))

            saved_by = Version.objects.get(pk=draft.pk).saved_by
            assert sorted(answers) == sorted(["saved", f"{saved_by} saved this draft"])
            assert Version.objects.get(pk=draft.pk).revision == revision + 1

    def test_one_starts_the_draft(self):
        eve = a_learner("eve@waymark.example")
        roadmap = a_version({"python": "", "sql": ""}).roadmap

        answers = at_once(*[lambda: starting(roadmap, eve)] * 2)

        assert sorted(answers) == ["exists", "started"]
        assert Version.objects.drafts().count() == 1


def saving(pk: int, curator: User, revision: int) -> Callable[[], str]:
    def save() -> str:
        draft = Version.objects.get(pk=pk)
        try:
            save_draft(draft=draft, revision=revision, by=curator)
        except DraftHasMoved as moved:
            return f"{moved.saved_by} saved this draft"
        return "saved"

    return save


def starting(roadmap: Roadmap, by: User) -> str:
    try:
        start_draft(roadmap=roadmap, by=by)
    except DraftExists:
        return "exists"
    return "started"
