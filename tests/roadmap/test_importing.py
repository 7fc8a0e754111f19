"""Importing files: all of it or nothing, and nothing twice."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from roadmap.files.faults import FilesAreFaulty
from roadmap.models import Compiled, Resource, Roadmap, Skill, Track, Version
from roadmap.services.importing import Outcome, RoadmapOutcome, import_files
from tests.factories import a_learner, a_skill
from tests.roadmap.files import EVERYTHING, SHARED, TRACK, mini, raw

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def load(*, write: bool = True, publish: bool = False, **changed: str) -> Outcome:
    """Import the example; `mini="…"` puts in another mini.yaml."""
    texts = EVERYTHING | {f"{name}.yaml": text for name, text in changed.items()}
    return import_files(files=raw(texts), write=write, publish=publish, by=None, at=AT)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of roadmaps."""
    models = apps.get_app_config("roadmap").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


class TestImport:
    def test_of_new_files_writes_drafts(self) -> None:
        outcome = load()

        assert outcome.tracks == ("ai-engineer",)
        assert outcome.skills_added == ("git", "bash", "python", "java", "go")
        assert outcome.roadmaps == (RoadmapOutcome("mini", 1, None, None),)
        assert Roadmap.objects.get().current is None

    def test_stores_all_that_the_files_say(self) -> None:
        load()

        draft = Version.objects.drafts().get()
        nodes = draft.nodes.order_by("position")
        assert list(nodes.values_list("key", "kind", "group__key", "required", "choose")) == [
            ("git", "skill", None, True, None),
            ("~basics", "group", None, True, None),
            ("python", "skill", "~basics", True, None),
            ("~second", "group", None, True, 1),
            ("java", "skill", "~second", True, None),
            ("go", "skill", "~second", True, None),
            ("bash", "skill", None, False, None),
            ("~ready", "milestone", None, False, None),
        ]
        edges = draft.edges.order_by("target__position", "source__position")
        assert list(edges.values_list("source__key", "target__key", "kind")) == [
            ("git", "python", "requires"),
            ("~basics", "~second", "requires"),
            ("git", "bash", "recommends"),
            ("~basics", "~ready", "requires"),
            ("~second", "~ready", "requires"),
        ]
        fact = Track.objects.get().facts.get()
        assert (fact.value, fact.unit, fact.as_of) == (160000, "USD/year", None)
        resource = Resource.objects.get()
        assert (resource.skill.slug, resource.type, resource.language) == (
            "python",
            "official",
            "en",
        )

    def test_publishes_when_asked(self) -> None:
        outcome = load(publish=True)

        assert outcome.roadmaps == (RoadmapOutcome("mini", 1, 1, 1),)
        current = Roadmap.objects.get().current
        assert current
        assert (current.published_at, current.changelog) == (AT, "Imported from mini.yaml.")

    def test_tells_the_public_the_file_and_not_its_folder(self) -> None:
        texts = {f"/home/ada/{name}": text for name, text in EVERYTHING.items()}

        import_files(files=raw(texts), write=True, publish=True, by=None, at=AT)

        assert Version.objects.get().changelog == "Imported from mini.yaml."

    @pytest.mark.parametrize("publish", [False, True])
    def test_of_the_same_files_again_changes_no_row(self, publish: bool) -> None:
        load(publish=publish)
        before = everything()

        again = load(publish=publish)

        assert everything() == before
        assert again.roadmaps == (RoadmapOutcome("mini", None, None, None),)
        assert (again.tracks, again.skills_added, again.skills_changed) == ((), (), ())
        assert again.skills_unchanged == 5

    def test_publishes_a_draft_that_was_only_written_before(self) -> None:
        load()

        outcome = load(publish=True)

        assert outcome.roadmaps == (RoadmapOutcome("mini", None, 1, 1),)

    def test_of_a_changed_file_writes_the_next_draft(self) -> None:
        load(publish=True)

        outcome = load(mini=mini("title: Basics", "title: The basics"))

        assert outcome.roadmaps == (RoadmapOutcome("mini", 2, None, None),)
        published = Version.objects.published().get()
        assert published.nodes.get(key="~basics").title == "Basics"

    def test_of_a_changed_file_replaces_the_draft_and_says_that_it_moved(self) -> None:
        ada = a_learner()
        load()
        draft = Version.objects.get()

        changed = raw(EVERYTHING | {"mini.yaml": mini("choose: 1", "choose: 2")})
        import_files(files=changed, write=True, publish=False, by=ada, at=AT)

        after = Version.objects.get()
        assert (after.pk, after.revision, after.saved_by_id) == (
            draft.pk,
            draft.revision + 1,
            ada.pk,
        )
        assert after.nodes.get(key="~second").choose == 2
        assert after.nodes.count() == 8

    def test_of_what_is_shown_already_takes_a_draft_back_and_publishes_nothing(self) -> None:
        load(publish=True)
        load(mini=mini("title: Basics", "title: First steps"))

        outcome = load(publish=True)

        assert outcome.roadmaps == (RoadmapOutcome("mini", 2, None, None),)
        assert Version.objects.drafts().get().nodes.get(key="~basics").title == "Basics"

    def test_publishes_new_minutes_as_a_version_of_the_same_edition(self) -> None:
        load(publish=True)

        outcome = load(publish=True, mini=mini("minutes: 1200", "minutes: 1300"))

        assert outcome.skills_changed == ("python",)
        assert outcome.roadmaps == (RoadmapOutcome("mini", 2, 2, 1),)

    def test_of_new_prose_makes_documents_again_but_no_version(self) -> None:
        load(publish=True)
        before = Compiled.objects.get().etag
        told = SHARED.replace("minutes: 300", "minutes: 300, summary: Keep history.")

        outcome = load(publish=True, shared=told)

        compiled = Compiled.objects.get()
        assert outcome.roadmaps == (RoadmapOutcome("mini", None, None, None),)
        assert compiled.etag != before
        assert b"Keep history." in bytes(compiled.document)

    def test_keeps_the_ids_of_resources_by_their_address(self) -> None:
        load()
        python = Resource.objects.get().pk
        more = mini("type: official, free: true}]", "type: book, free: false}, {}]").replace(
            "{}", '{url: "https://b.example/", title: B, type: book}'
        )

        load(mini=more)

        resources = Resource.objects.order_by("position")
        assert [row.url for row in resources] == [
            "https://docs.python.org/3/",
            "https://b.example/",
        ]
        assert (resources[0].pk, resources[0].type, resources[0].free) == (python, "book", False)

    def test_drops_resources_that_are_no_longer_told(self) -> None:
        load()

        load(mini=mini("https://docs.python.org/3/", "https://python.example/"))

        assert [row.url for row in Resource.objects.all()] == ["https://python.example/"]

    def test_replaces_the_facts_of_a_track(self) -> None:
        load()

        outcome = load(track=TRACK.replace("160000", "much"))

        assert outcome.tracks == ("ai-engineer",)
        assert [fact.value for fact in Track.objects.get().facts.all()] == ["much"]

    def test_finds_shared_skills_in_the_database(self) -> None:
        a_skill("git")
        a_skill("bash")
        files = raw({"track.yaml": TRACK, "mini.yaml": mini()})

        outcome = import_files(files=files, write=True, publish=True, by=None, at=AT)

        assert outcome.skills_added == ("python", "java", "go")
        assert Version.objects.get().nodes.get(key="git").title == "Git"


class TestNothing:
    @pytest.mark.parametrize(
        "broken",
        [
            mini("{skill: git}", "{skill: git, requires: [python]}"),
            mini("go: {title: Go,", "go: {title: Go, title: Go,"),
            mini("requires: [git]}]", "requires: [gti]}]"),
            mini("choose: 1", "choos: 1"),
            mini("waymark: 1", "waymark: &a 1"),
        ],
        ids=["cycle", "duplicate key", "dangling edge", "unknown field", "anchor"],
    )
    def test_is_written_of_files_with_a_fault(self, broken: str) -> None:
        before = everything()

        with pytest.raises(FilesAreFaulty):
            load(publish=True, mini=broken)

        assert everything() == before

    def test_is_written_of_a_file_in_utf_16(self) -> None:
        before = everything()
        files = {**raw(EVERYTHING), "mini.yaml": mini().encode("utf-16")}

        with pytest.raises(FilesAreFaulty) as refused:
            import_files(files=files, write=True, publish=True, by=None, at=AT)

        assert gc.isenabled()
        # What the others say of things in the unreadable file is nobody's fault.
        assert [fault.code for fault in refused.value.faults] == ["bad_encoding"]
        assert everything() == before

    def test_is_written_in_a_dry_run_that_tells_what_would_be(self) -> None:
        load(publish=True)
        before = everything()
        other = mini("title: Basics", "title: The basics")

        outcome = load(write=False, publish=True, mini=other)

        assert outcome.is_dry_run
        assert outcome.roadmaps == (RoadmapOutcome("mini", 2, 2, 1),)
        assert everything() == before

    def test_is_kept_of_an_import_that_fails_at_the_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = everything()

        def fail(**_: Any) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("roadmap.services.importing.publish_version", fail)
        with pytest.raises(RuntimeError):
            load(publish=True)

        assert everything() == before


@pytest.mark.parametrize("size", [2, 200])
def test_costs_a_bounded_number_of_queries(
    size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    skills = "".join(f"  s{n}: {{title: S {n}, kind: tool}}\n" for n in range(size))
    nodes = "".join(f"  - {{skill: s{n}}}\n" for n in range(size))
    text = f"waymark: 1\nroadmap: {{slug: wide, title: W, kind: role}}\nskills:\n{skills}"

    with django_assert_max_num_queries(40):
        files = raw({"wide.yaml": f"{text}nodes:\n{nodes}"})
        import_files(files=files, write=True, publish=True, by=None, at=AT)

    assert Skill.objects.count() == size
