"""What each page costs: the same number of queries for 2 rows and for 200."""

from __future__ import annotations

from itertools import count

import pytest
from django.contrib.contenttypes.models import ContentType

from roadmap.models import (
    Edge,
    EdgeKind,
    Fact,
    LinkCheck,
    Node,
    NodeKind,
    Resource,
    Roadmap,
    RoadmapKind,
    Track,
    Version,
)
from roadmap.services.starting import start_draft
from tests.factories import a_question, a_skill, a_version

SIZES = pytest.mark.parametrize("size", [2, 200])
_numbers = count()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """The process keeps content types, so only its first page would pay for them."""
    ContentType.objects.clear_cache()


def names(size: int) -> list[str]:
    return [f"n{next(_numbers)}" for _ in range(size)]


def a_draft(size: int) -> Version:
    """A chain of skills with credits, every other one in a group."""
    slugs = names(size)
    chain = dict(zip(slugs, ["", *slugs], strict=False))
    published = a_version(
        chain,
        groups={"~box": " ".join(slugs[::2])},
        credits=dict.fromkeys(slugs, ("old", "any")),
        roadmap="wide",
    )
    return start_draft(roadmap=published.roadmap, by=None)


def tracks(size: int) -> None:
    rows = Track.objects.bulk_create(Track(slug=slug, title=slug) for slug in names(size))
    Fact.objects.bulk_create(
        Fact(track=track, key="pay", label="Pay", value=1, source="us", position=0)
        for track in rows
    )


def skills(size: int) -> None:
    """Each one on a draft."""
    a_draft(size)


def roadmaps(size: int) -> None:
    """Each with a track, a current version and a draft."""
    track = Track.objects.create(slug="track", title="Track")
    rows = Roadmap.objects.bulk_create(
        Roadmap(slug=slug, title=slug, kind=RoadmapKind.ROLE, track=track) for slug in names(size)
    )
    Version.objects.bulk_create(Version(roadmap=row, number=2, title=row.slug) for row in rows)
    for row in rows:
        row.current = a_published(row, 1)
    Roadmap.objects.bulk_update(rows, ["current"])


def link_checks(size: int) -> None:
    LinkCheck.objects.bulk_create(
        LinkCheck(url=f"https://{name}.example/", state="ok", checked_at="2026-11-20T08:00Z")
        for name in names(size)
    )


def a_published(roadmap: Roadmap, number: int) -> Version:
    return Version.objects.create(
        roadmap=roadmap, number=number, edition=1, title="Old", published_at="2026-11-20T08:00Z"
    )


def questions(size: int) -> None:
    """Each with two options, which weigh something."""
    Track.objects.create(slug="track", title="Track")
    for key in names(size):
        a_question(key, yes={"track": 3}, no={"track": 1})


@SIZES
@pytest.mark.parametrize(
    ("page", "rows", "queries"),
    [
        ("roadmap_track", tracks, 4),
        ("roadmap_skill", skills, 6),
        ("roadmap_roadmap", roadmaps, 6),
        ("roadmap_version", roadmaps, 5),
        ("roadmap_node", skills, 9),
        ("roadmap_linkcheck", link_checks, 4),
        ("roadmap_question", questions, 6),
    ],
)
def test_of_a_list(page, rows, queries, size, eve, django_assert_num_queries):
    rows(size)

    with django_assert_num_queries(queries):
        answer = eve.get(f"{page}_changelist")

    assert answer.status_code == 200
    assert len(answer.context["cl"].result_list) >= min(size, 100)


@SIZES
class TestCostOf:
    def test_a_track_with_its_facts(self, size, eve, django_assert_num_queries):
        track = Track.objects.create(slug="track", title="Track")
        Fact.objects.bulk_create(
            Fact(track=track, key=key, label=key, value=1, source="us", position=0)
            for key in names(size)
        )

        with django_assert_num_queries(6):
            page = eve.get("roadmap_track_change", track.pk)

        assert page.text.count(">\nus</textarea>") == size

    def test_a_question_with_its_options(self, size, eve, django_assert_num_queries):
        Track.objects.create(slug="track", title="Track")
        question = a_question("wide", **{key: {"track": 3} for key in names(size)})

        with django_assert_num_queries(9):
            page = eve.get("roadmap_question_change", question.pk)

        assert page.text.count('<option value="3" selected>') == size

    def test_a_skill_with_its_resources(self, size, eve, django_assert_num_queries):
        skill = a_skill("python")
        Resource.objects.bulk_create(
            Resource(skill=skill, url=f"https://x.example/{n}", title=n, type="book", position=0)
            for n in names(size)
        )

        with django_assert_num_queries(8):
            page = eve.get("roadmap_skill_change", skill.pk)

        assert page.text.count('value="https://x.example/') == size

    def test_a_roadmap_with_its_versions(self, size, eve, django_assert_num_queries):
        roadmaps(1)
        roadmap = Roadmap.objects.get()
        for number in range(3, size + 1):
            a_published(roadmap, number)

        with django_assert_num_queries(7):
            page = eve.get("roadmap_roadmap_change", roadmap.pk)

        assert page.text.count('class="form-row has_original') == size

    def test_a_draft(self, size, eve, django_assert_num_queries):
        draft = a_draft(size)

        with django_assert_num_queries(17):
            page = eve.get("roadmap_version_change", draft.pk)

        assert page.text.count('class="outline-skill"') == size

    def test_a_published_version(self, size, eve, django_assert_num_queries):
        current = a_draft(size).roadmap.current

        with django_assert_num_queries(8):
            page = eve.get("roadmap_version_change", current.pk)

        assert page.text.count('class="outline-skill"') == size

    def test_the_page_that_publishes(self, size, eve, django_assert_num_queries):
        draft = a_draft(size)

        with django_assert_num_queries(12):
            page = eve.get("roadmap_version_publish", draft.pk)

        assert page.status_code == 200

    def test_a_node_of_a_draft(self, size, eve, django_assert_num_queries):
        draft = a_draft(size)
        last = Node.objects.filter(version=draft, kind=NodeKind.SKILL).in_order().last()
        others = Node.objects.filter(version=draft).exclude(pk=last.pk)
        last.waits_for.all().delete()
        Edge.objects.bulk_create(
            Edge(version=draft, source=other, target=last, kind=EdgeKind.REQUIRES)
            for other in others
        )

        with django_assert_num_queries(17):
            page = eve.get("roadmap_node_change", last.pk)

        assert page.text.count("selected") >= size

    def test_a_new_node(self, size, eve, django_assert_num_queries):
        draft = a_draft(size)

        with django_assert_num_queries(14):
            page = eve.get("roadmap_node_add", version=draft.pk)

        assert page.status_code == 200

    def test_a_published_node(self, size, eve, django_assert_num_queries):
        current = a_draft(size).roadmap.current
        node = Node.objects.filter(version=current, kind=NodeKind.SKILL).first()

        with django_assert_num_queries(8):
            page = eve.get("roadmap_node_change", node.pk)

        assert page.status_code == 200
