from __future__ import annotations

import re

import pytest

from roadmap.models import Fact, LinkCheck, LinkState, Node, Resource, Roadmap, Skill, Track
from tests.desk import loaded_by
from tests.factories import a_skill
from tests.roadmap.admin.conftest import NOON

PAGES = ["track", "skill", "roadmap", "version", "node", "linkcheck", "question"]


def listed(page) -> list[str]:
    return [str(row) for row in page.context["cl"].result_list]


class TestSkills:
    @pytest.mark.parametrize("query", ["vector-db", "Vector data", "VECTOR"])
    def test_are_found_by_slug_and_title(self, query, eve, published):
        a_skill("vector-db", title="Vector databases")

        assert listed(eve.get("roadmap_skill_changelist", q=query)) == ["Vector databases"]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"on": "ai-engineer"}, {"Python", "Sql", "Orm", "Aws", "Gcp"}),
            ({"on": "ai-engineer", "kind__exact": "tool"}, {"Sql"}),
            ({"on": "-"}, {"Loose"}),
            ({"on": "unknown"}, set()),
        ],
    )
    def test_are_filtered_by_where_they_stand(self, filters, found, eve, published):
        a_skill("loose")
        Skill.objects.filter(slug="sql").update(kind="tool")

        assert set(listed(eve.get("roadmap_skill_changelist", **filters))) == found

    def test_name_their_roadmaps(self, eve, draft):
        page = eve.get("roadmap_skill_changelist", q="python")

        assert page.text.count('<td class="field-on_roadmaps">ai-engineer</td>') == 1

    def test_keep_their_slug_once_published(self, eve, published):
        python = Skill.objects.get(slug="python")

        answer = eve.save(
            "roadmap_skill_change", python.pk, changes={"slug": "snake", "title": "Snake"}
        )

        python.refresh_from_db()
        assert answer.status_code == 302
        assert (python.slug, python.title) == ("python", "Snake")

    def test_may_be_renamed_before(self, eve):
        loose = a_skill("loose")

        eve.save("roadmap_skill_change", loose.pk, changes={"slug": "tight"})

        assert Skill.objects.get().slug == "tight"

    def test_are_added_with_resources_in_order(self, eve):
        changes = {"title": "Rust", "slug": "rust", "kind": "tool", "minutes": 60}
        for index, name in enumerate(("book", "course")):
            changes |= {
                f"resources-{index}-url": f"https://rust.example/{name}",
                f"resources-{index}-title": name,
                f"resources-{index}-type": name,
                f"resources-{index}-language": "en",
            }

        answer = eve.save("roadmap_skill_add", changes=changes | {"resources-TOTAL_FORMS": 2})

        assert answer.status_code == 302
        assert list(Resource.objects.order_by("position").values_list("title", "position")) == [
            ("book", 0),
            ("course", 1),
        ]


class TestLinks:
    def checked(self, state: str) -> LinkCheck:
        url = f"https://{state}.example/"
        return LinkCheck.objects.create(url=url, state=state, detail="why", checked_at=NOON)

    def test_are_filtered_by_how_they_answered(self, eve):
        for state in LinkState.values:
            self.checked(state)

        page = eve.get("roadmap_linkcheck_changelist", state__exact="gone")

        assert listed(page) == ["https://gone.example/"]
        assert '<span class="badge link-gone">gone</span>' in page.text

    def test_lead_to_the_skills_that_have_them(self, eve):
        check = self.checked("moved")
        python, _ = a_skill("python"), a_skill("sql")
        for url in (check.url, f"{check.url}more"):
            python.resources.create(url=url, title="Docs", type="book", position=0)

        page = eve.get("roadmap_linkcheck_changelist")

        found = re.search(r'href="(/admin/roadmap/skill/\?q=[^"]*)"', page.text)
        assert listed(eve.open(found[1])) == ["Python"]

    def test_show_beside_each_resource_how_it_answered(self, eve):
        check, python = self.checked("moved"), a_skill("python")
        for url in (check.url, "https://new.example/"):
            python.resources.create(url=url, title="Docs", type="book", position=0)

        page = eve.get("roadmap_skill_change", python.pk)

        assert '<span class="badge link-moved">moved</span> 2026-11-20 why' in page.text
        # The new one, and the empty row to add another.
        assert page.text.count("not asked yet") == 2

    def test_are_looked_at_and_not_changed(self, eve):
        check = self.checked("gone")

        page = eve.get("roadmap_linkcheck_change", check.pk)

        assert page.status_code == 200
        assert 'name="_save"' not in page.text
        assert eve.get("roadmap_linkcheck_add").status_code == 403


class TestTracks:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("160000", 160000), ("1.5", 1.5), ("Basic.", "Basic."), ("true", "true"), ("[1]", "[1]")],
    )
    def test_keep_a_number_as_a_number_and_a_sentence_as_one(self, typed, kept, eve):
        track = Track.objects.create(slug="ai", title="AI")
        fact = {"key": "pay", "label": "Pay", "value": typed, "source": "us"}
        changes = {f"facts-0-{field}": value for field, value in fact.items()}

        answer = eve.save(
            "roadmap_track_change", track.pk, changes=changes | {"facts-TOTAL_FORMS": 1}
        )

        assert answer.status_code == 302
        value = Fact.objects.get().value
        assert (value, type(value)) == (kept, type(kept))

    def test_show_a_fact_as_it_was_typed(self, eve):
        track = Track.objects.create(slug="ai", title="AI")
        Fact.objects.create(
            track=track, key="a", label="A", value="Basic.", source="us", position=0
        )

        page = eve.get("roadmap_track_change", track.pk)

        assert ">\nBasic.</textarea>" in page.text

    def test_are_found_by_the_label_of_a_fact(self, eve):
        track = Track.objects.create(slug="ai", title="AI")
        Track.objects.create(slug="ml", title="ML")
        Fact.objects.create(track=track, key="pay", label="Pay", value=1, source="us", position=0)

        assert listed(eve.get("roadmap_track_changelist", q="pay")) == ["AI"]


class TestRoadmaps:
    def test_show_their_version_edition_and_draft(self, eve, draft):
        page = eve.get("roadmap_roadmap_changelist", q="ai-eng")

        assert ">1 (edition 1)</a>" in page.text
        assert f'/version/{draft.pk}/change/">2</a>' in page.text

    def test_keep_their_slug_once_published(self, eve, published):
        eve.save("roadmap_roadmap_change", published.roadmap_id, changes={"slug": "other"})

        assert Roadmap.objects.get().slug == "ai-engineer"


class TestVersions:
    @pytest.mark.parametrize(
        ("state", "numbers"), [("draft", [2]), ("current", [1]), ("published", [1]), ("", [2, 1])]
    )
    def test_are_filtered_by_state(self, state, numbers, eve, draft):
        page = eve.get("roadmap_version_changelist", state=state)

        assert [version.number for version in page.context["cl"].result_list] == numbers


class TestNodes:
    def test_of_one_version_are_searched(self, eve, draft):
        page = eve.get("roadmap_node_changelist", version=draft.pk, q="py")

        assert [node.version for node in page.context["cl"].result_list] == [draft]
        assert "Add milestone" in page.text

    def test_of_a_published_version_offer_no_adding(self, eve, published):
        page = eve.get("roadmap_node_changelist", version=published.pk)

        assert len(page.context["cl"].result_list) == Node.objects.count()
        assert "Add milestone" not in page.text

    def test_of_nonsense_are_all_nodes(self, eve, published):
        page = eve.get("roadmap_node_changelist", version="x")

        assert len(page.context["cl"].result_list) == Node.objects.count()


@pytest.mark.parametrize("page", ["index", *(f"roadmap_{name}_changelist" for name in PAGES)])
def test_pages_load_nothing_from_elsewhere(page, eve, draft):
    addresses = loaded_by(eve.get(page))

    assert addresses
    assert [address for address in addresses if not re.match(r"/(static|admin)/", address)] == []


def test_a_draft_and_its_nodes_load_nothing_from_elsewhere(eve, draft):
    node = Node.objects.filter(version=draft).first()
    pages = [
        eve.get("roadmap_version_change", draft.pk),
        eve.get("roadmap_version_publish", draft.pk),
        eve.get("roadmap_node_change", node.pk),
    ]

    addresses = [address for page in pages for address in loaded_by(page)]

    assert [address for address in addresses if not re.match(r"/(static|admin)/", address)] == []
