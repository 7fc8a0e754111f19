"""Publishing freezes for good: in the services, and in the database whoever writes to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from roadmap.compiled import document_of, graph_of
from roadmap.errors import DraftIsBroken, NothingToPublish
from roadmap.models import Compiled, Credit, Edge, Node, Roadmap, Skill, Version
from roadmap.queries import stated_graph
from roadmap.services.compiling import recompile_with
from roadmap.services.filling import replace_draft
from roadmap.services.publishing import publish_version
from roadmap.signals import version_published
from tests.factories import a_learner, a_skill, a_version
from tests.graphs import graph_of as a_graph

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 11, 20, 9, tzinfo=UTC)
TRIGGERS = {
    "roadmap_version_stays",
    "roadmap_skill_keeps_slug",
    "roadmap_node_insert",
    "roadmap_node_update",
    "roadmap_edge_insert",
    "roadmap_edge_update",
    "roadmap_credit_insert",
    "roadmap_credit_update",
    *(
        f"roadmap_{table}_{act}_stamps"
        for table in (
            *("track", "fact", "roadmap", "skill", "resource", "compiled"),
            *("question", "option", "weight", "firststep"),
        )
        for act in ("insert", "update", "delete")
    ),
}


def a_draft(requires: dict[str, str], roadmap: str = "ai-engineer", **words: Any) -> Version:
    """The roadmap's draft with this graph; the roadmap and the skills are there."""
    graph = a_graph(requires, roadmap=roadmap, **words)
    return replace_draft(roadmap=Roadmap.objects.get(slug=roadmap), graph=graph, by=None)


def publish(draft: Version, changelog: str = "") -> Version:
    return publish_version(roadmap=draft.roadmap, changelog=changelog, by=None, at=LATER)


class TestPublishVersion:
    def test_freezes_the_draft_and_shows_it(self) -> None:
        version = a_version({"python": ""}, changelog="The first.", at=LATER)

        version.refresh_from_db()
        assert (version.number, version.edition, version.published_at) == (1, 1, LATER)
        assert version.changelog == "The first."
        assert version.roadmap.current == version
        assert Version.objects.drafts().count() == 0

    def test_copies_what_learners_sign_up_for(self) -> None:
        version = a_version({"python": ""})
        Skill.objects.update(title="Snakes", kind="tool", minutes=1)

        graph = stated_graph(Version.objects.select_related("roadmap").get(pk=version.pk))

        python = graph.nodes["python"]
        assert (python.title, python.skill_kind, python.minutes) == ("Python", "concept", 60)
        assert graph_of(version.pk, version.content_hash) == graph

    def test_keeps_the_edition_while_the_units_are_the_same(self) -> None:
        a_version({"python": "", "sql": ""})

        version = a_version({"python": "", "sql": "python"})

        assert (version.number, version.edition) == (2, 1)

    def test_begins_an_edition_when_a_unit_comes_or_goes(self) -> None:
        a_version({"python": ""})

        version = a_version({"python": "", "sql": ""})

        assert (version.number, version.edition) == (2, 2)

    def test_remembers_who_published(self) -> None:
        a_version({"python": ""})
        a_skill("sql")
        ada = a_learner()
        draft = a_draft({"sql": ""})

        version = publish_version(roadmap=draft.roadmap, changelog="", by=ada, at=LATER)

        assert Version.objects.get(pk=version.pk).published_by_id == ada.pk

    def test_tells_others_within_its_transaction(self) -> None:
        heard: list[tuple[Version, datetime, bool]] = []

        def listen(version: Version, at: datetime, **_: Any) -> None:
            heard.append((version, at, connection.in_atomic_block))

        version_published.connect(listen)
        try:
            version = a_version({"python": ""}, at=LATER)
        finally:
            version_published.disconnect(listen)

        assert heard == [(version, LATER, True)]

    def test_refuses_a_broken_draft_and_leaves_it_as_it_was(self) -> None:
        a_version({"python": ""})
        a_skill("sql")
        draft = a_draft({"python": "sql", "sql": "python"})

        with pytest.raises(DraftIsBroken) as refused:
            publish(draft)

        assert [problem.code for problem in refused.value.problems] == ["cycle"]
        assert str(refused.value) == "cycle: python → sql → python"
        assert set(draft.nodes.values_list("title", flat=True)) == {""}
        assert Version.objects.get(pk=draft.pk).is_draft

    def test_has_nothing_to_do_without_a_draft_or_a_difference(self) -> None:
        version = a_version({"python": ""})

        with pytest.raises(NothingToPublish, match="has no draft"):
            publish(version)
        draft = a_draft({"python": ""})
        with pytest.raises(NothingToPublish, match="what version 1 says"):
            publish(draft)

    @pytest.mark.parametrize("size", [2, 200])
    def test_costs_the_same_whatever_the_size(
        self, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        keys = [f"n{number}" for number in range(size)]
        version = a_version({keys[0]: ""})
        for key in keys:
            a_skill(key)
        a_draft(dict.fromkeys(keys, ""))

        with django_assert_max_num_queries(16):
            publish(version)


class TestCompiled:
    def test_is_the_same_bytes_for_the_same_version(self) -> None:
        version = a_version({"python": "", "sql": "python"})
        before = Compiled.objects.get().document

        recompile_with(["python"])

        assert bytes(Compiled.objects.get().document) == bytes(before)
        assert version.content_hash.encode() in bytes(before)

    def test_shows_the_newest_words_of_a_skill_on_frozen_versions(self) -> None:
        first = a_version({"python": "", "sql": ""})
        second = a_version({"python": ""})
        Skill.objects.filter(slug="python").update(summary="Snakes.", title="Changed")

        assert recompile_with(["python"]) == 2

        for version in (first, second):
            etag = Compiled.objects.get(pk=version.pk).etag
            body = document_of(version.pk, etag).body
            assert b'"summary":"Snakes."' in body
            assert b"Changed" not in body

    @pytest.mark.parametrize("versions", [2, 12])
    def test_costs_the_same_however_many_versions_hold_the_skill(
        self, versions: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(versions):
            a_version({"python": "", f"n{number}": ""})

        with django_assert_num_queries(6):
            assert recompile_with(["python"]) == versions

    def test_leaves_other_versions_alone(self) -> None:
        a_version({"python": ""})

        assert recompile_with(["sql"]) == 0


class TestTheDatabase:
    def test_has_its_triggers_after_migrating(self) -> None:
        catalogue = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        with connection.cursor() as cursor:
            cursor.execute(catalogue)
            found = {name for (name,) in cursor.fetchall()}

        assert {name for name in found if name.startswith("roadmap_")} == TRIGGERS

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE roadmap_version SET title = 'x' WHERE id = {version}",
            "UPDATE roadmap_version SET published_at = NULL WHERE id = {version}",
            "UPDATE roadmap_node SET minutes = 1 WHERE id = {node}",
            "UPDATE roadmap_node SET version_id = {draft} WHERE id = {node}",
            "UPDATE roadmap_node SET version_id = {version} WHERE id = {draft_node}",
            "UPDATE roadmap_edge SET kind = 'recommends' WHERE id = {edge}",
            "UPDATE roadmap_credit SET mode = 'all' WHERE id = {credit}",
            (
                "INSERT INTO roadmap_node (version_id, key, kind, title, summary, skill_kind,"
                " minutes, required, role_note, position) VALUES"
                " ({version}, '~new', 'milestone', '', '', '', 0, true, '', 9)"
            ),
            (
                "INSERT INTO roadmap_edge (version_id, source_id, target_id, kind) VALUES"
                " ({version}, {last}, {node}, 'requires')"
            ),
            (
                "INSERT INTO roadmap_credit (version_id, node_id, skill_id, mode) VALUES"
                " ({version}, {last}, {skill}, 'any')"
            ),
            "UPDATE roadmap_skill SET slug = 'snake' WHERE id = {skill}",
        ],
    )
    def test_refuses_to_touch_what_was_published(self, statement: str) -> None:
        numbers = published_and_draft()

        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            execute(statement.format(**numbers))

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE roadmap_version SET title = 'x' WHERE id = {draft}",
            "UPDATE roadmap_node SET required = false WHERE id = {draft_node}",
            "UPDATE roadmap_skill SET title = 'Snakes' WHERE id = {skill}",
            "UPDATE roadmap_skill SET slug = 'new-name' WHERE id = {unpublished}",
        ],
    )
    def test_lets_drafts_and_words_change(self, statement: str) -> None:
        numbers = published_and_draft()

        assert execute(statement.format(**numbers)) == 1

    @pytest.mark.parametrize(
        "rows",
        [
            lambda version: Roadmap.objects.filter(pk=version.roadmap_id),
            lambda version: Version.objects.filter(pk=version.pk),
            lambda version: Skill.objects.filter(slug="python"),
            lambda version: Node.objects.filter(version=version),
            lambda version: Edge.objects.filter(version=version),
            lambda version: Credit.objects.filter(version=version),
        ],
    )
    def test_deletes_nothing_of_it_through_django(self, rows: Callable[[Version], Any]) -> None:
        version = a_version({"python": "", "sql": "python"}, credits={"sql": ("old", "any")})

        with pytest.raises(ProtectedError):
            rows(version).delete()

    def test_deletes_no_version_that_another_took_the_place_of(self) -> None:
        old = a_version({"python": ""})
        a_version({"python": "", "sql": ""})

        with pytest.raises(ProtectedError):
            old.delete()

    def test_deletes_no_single_row_of_it_either(self) -> None:
        version = a_version({"python": "", "sql": "python"}, credits={"sql": ("old", "any")})

        for row in (version.credits.get(), version.edges.get(), version.nodes.get(key="sql")):
            with pytest.raises(ProtectedError):
                row.delete()


def published_and_draft() -> dict[str, int]:
    """Ids of rows on a published version and on the draft that follows it."""
    version = a_version({"python": "", "sql": "python"}, credits={"python": ("old", "any")})
    unpublished = a_skill("unpublished")
    draft = a_draft({"unpublished": ""})
    return {
        "version": version.pk,
        "draft": draft.pk,
        "node": version.nodes.get(key="python").pk,
        "last": version.nodes.get(key="sql").pk,
        "draft_node": draft.nodes.get().pk,
        "edge": version.edges.get().pk,
        "credit": version.credits.get().pk,
        "skill": Skill.objects.get(slug="python").pk,
        "unpublished": unpublished.pk,
    }


def execute(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
