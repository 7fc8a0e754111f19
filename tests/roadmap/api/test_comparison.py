"""Two tracks compared: the skills of their roles, the minutes, and the facts side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from roadmap.models import Fact, Roadmap, RoadmapKind, Skill, Track
from roadmap.services.filling import replace_draft
from tests.factories import a_skill, a_version
from tests.graphs import MINUTES, graph_of
from tests.roadmap.api.asking import body, get

pytestmark = pytest.mark.django_db

AI, ML = "ai-engineer", "ml-engineer"
AI_TO_ML = f"/tracks/{AI}/comparison?with={ML}"
ML_TO_AI = f"/tracks/{ML}/comparison?with={AI}"
NOTHING = {"shared": [], "only_here": [], "only_there": []}


@pytest.fixture(autouse=True)
def _two_roles() -> None:
    a_version({"sql": "", "python": "sql", "rag": "python"}, roadmap=AI)
    a_version({"statistics": "", "python": "", "sql": ""}, roadmap=ML)


def told(skill: str, minutes: int = MINUTES) -> dict[str, Any]:
    return {"skill": skill, "title": skill.capitalize(), "minutes": minutes}


def a_fact(track: str, key: str, position: int, **said: Any) -> None:
    words = {"label": key.capitalize(), "value": 1, "source": "S"} | said
    owner = Track.objects.get(slug=track)
    Fact.objects.create(track=owner, key=key, position=position, **words)


def a_track_without_roadmaps(slug: str = "data-engineer") -> Track:
    return Track.objects.create(slug=slug, title="Data engineer")


def fault(path: str) -> tuple[int, list[tuple[str, str, str]]]:
    answer = get(path)
    errors = answer.json()["errors"]
    return answer.status_code, [(each["in"], each["pointer"], each["code"]) for each in errors]


class TestSkills:
    def test_are_told_once_each_in_version_order(self) -> None:
        assert body(AI_TO_ML) == {
            "track": AI,
            "with": ML,
            "shared": [told("sql"), told("python")],
            "only_here": [told("rag")],
            "only_there": [told("statistics")],
            "minutes": {"shared": 120, "only_here": 60, "only_there": 60},
            "overlap": 0.5,
            "facts": [],
        }

    def test_change_sides_with_the_tracks(self) -> None:
        there, back = body(AI_TO_ML), body(ML_TO_AI)

        assert (back["track"], back["with"]) == (ML, AI)
        assert back["shared"] == [told("python"), told("sql")]
        assert (back["only_here"], back["only_there"]) == (there["only_there"], there["only_here"])
        assert back["overlap"] == there["overlap"]

    def test_are_those_of_the_current_version(self) -> None:
        a_version({"statistics": "", "python": ""}, roadmap=ML)

        comparison = body(AI_TO_ML)

        assert comparison["shared"] == [told("python")]
        assert comparison["only_here"] == [told("sql"), told("rag")]

    def test_are_told_as_each_version_froze_them(self) -> None:
        Skill.objects.filter(slug="sql").update(minutes=600, title="New words")

        comparison = body(AI_TO_ML)

        assert comparison["shared"][0] == told("sql")

    def test_of_other_kinds_of_roadmaps_do_not_count(self) -> None:
        agents = a_version({"agents": ""}, roadmap="agents").roadmap
        role = Track.objects.get(slug=AI)
        Roadmap.objects.filter(pk=agents.pk).update(track=role, kind=RoadmapKind.SPECIALISM)

        assert body(AI_TO_ML)["only_here"] == [told("rag")]

    def test_of_several_roles_are_those_of_the_first_by_slug(self) -> None:
        first = a_version({"agents": ""}, roadmap="agents").roadmap
        Roadmap.objects.filter(pk=first.pk).update(track=Track.objects.get(slug=AI))

        assert body(AI_TO_ML)["only_here"] == [told("agents")]


class TestTracksWithoutRoles:
    def test_have_nothing_to_share(self) -> None:
        a_track_without_roadmaps()

        comparison = body(f"/tracks/{AI}/comparison?with=data-engineer")

        assert comparison["only_here"] == [told("sql"), told("python"), told("rag")]
        assert comparison | NOTHING == comparison | {"only_here": []}
        assert comparison["minutes"] == {"shared": 0, "only_here": 180, "only_there": 0}
        assert comparison["overlap"] == 0.0

    def test_can_be_compared_with_each_other(self) -> None:
        a_track_without_roadmaps("data-engineer")
        a_track_without_roadmaps("web-engineer")

        comparison = body("/tracks/data-engineer/comparison?with=web-engineer")

        assert comparison == comparison | NOTHING | {"overlap": 0.0, "facts": []}

    def test_show_no_draft(self) -> None:
        track = a_track_without_roadmaps()
        a_skill("secret")
        row = Roadmap.objects.create(slug="data", title="Data", track=track, kind=RoadmapKind.ROLE)
        replace_draft(roadmap=row, graph=graph_of({"secret": ""}, roadmap="data"), by=None)

        assert body(f"/tracks/{AI}/comparison?with=data-engineer")["only_there"] == []

    def test_are_also_those_whose_roadmap_is_archived(self) -> None:
        Roadmap.objects.filter(slug=ML).update(archived_at=datetime(2026, 11, 20, tzinfo=UTC))

        comparison = body(AI_TO_ML)

        assert (comparison["shared"], comparison["only_there"]) == ([], [])


class TestFacts:
    def test_stand_side_by_side_by_key_and_region(self) -> None:
        a_fact(AI, "maths", 1, value="Basic.")
        a_fact(AI, "pay", 0, region="US", value=160000, unit="USD", as_of=date(2026, 1, 31))
        a_fact(ML, "demand", 0, value="High.")
        a_fact(ML, "pay", 1, region="UK", label="Pay there", value=105000)
        a_fact(ML, "pay", 2, region="US", label="Pay here", value=250000, source="T")

        rows = body(AI_TO_ML)["facts"]

        assert rows[0] == {
            "key": "pay",
            "label": "Pay",
            "region": "US",
            "here": {"value": 160000, "unit": "USD", "source": "S", "as_of": "2026-01-31"},
            "there": {"value": 250000, "unit": None, "source": "T", "as_of": None},
        }
        assert [(row["key"], row["region"], row["label"]) for row in rows] == [
            ("pay", "US", "Pay"),
            ("maths", None, "Maths"),
            ("demand", None, "Demand"),
            ("pay", "UK", "Pay there"),
        ]

    def test_that_one_side_does_not_tell_are_null_there(self) -> None:
        a_fact(AI, "maths", 0, value="Basic.")

        (there,), (back,) = body(AI_TO_ML)["facts"], body(ML_TO_AI)["facts"]

        assert (there["here"]["value"], there["there"]) == ("Basic.", None)
        assert (back["here"], back["there"]["value"]) == (None, "Basic.")
        assert back["label"] == "Maths"


class TestRefusals:
    def test_a_track_that_is_not_there_is_404_whatever_it_is_compared_with(self) -> None:
        for other in (AI, "nothing"):
            answer = get(f"/tracks/nothing/comparison?with={other}")

            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("", "required"),
            ("?with=", "out_of_range"),
            ("?with=AI", "bad_format"),
            (f"?with={AI}", "not_a_choice"),
            ("?with=nothing", "not_a_choice"),
            (f"?with={ML}&with={ML}", "repeated_parameter"),
        ],
    )
    def test_point_at_the_parameter(self, query: str, code: str) -> None:
        assert fault(f"/tracks/{AI}/comparison{query}") == (400, [("query", "/with", code)])

    def test_name_the_tracks_that_there_are(self) -> None:
        a_track_without_roadmaps()

        for other in (AI, "nothing"):
            answer = get(f"/tracks/{AI}/comparison?with={other}")

            detail = answer.json()["errors"][0]["detail"]
            assert detail == "Use data-engineer or ml-engineer."

    def test_name_so_many_tracks_as_fit_a_sentence(self) -> None:
        Track.objects.bulk_create(Track(slug=f"t{n:03}", title="T") for n in range(200))

        answer = get(f"/tracks/{AI}/comparison?with=nothing")

        assert answer.json()["errors"][0]["detail"].endswith("t017 or t018.")

    def test_say_so_when_there_is_no_other_track(self) -> None:
        Roadmap.objects.filter(slug=ML).update(track=None)
        Track.objects.filter(slug=ML).delete()

        answer = get(AI_TO_ML)

        assert answer.json()["errors"][0]["detail"] == "There is no such track."
        assert answer.status_code == 400


class TestEtag:
    def test_is_told_before_and_after_a_change_of_either_track(self) -> None:
        etag = get(AI_TO_ML)["ETag"]
        assert get(AI_TO_ML, **{"If-None-Match": etag}).status_code == 304

        a_fact(ML, "pay", 0)

        assert get(AI_TO_ML, **{"If-None-Match": etag}).status_code == 200

    def test_is_another_one_for_another_comparison(self) -> None:
        a_track_without_roadmaps()
        etag = get(AI_TO_ML)["ETag"]

        other = get(f"/tracks/{AI}/comparison?with=data-engineer", **{"If-None-Match": etag})

        assert other.status_code == 200
