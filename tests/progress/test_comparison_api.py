"""What the roles of some tracks would still take a learner: minutes, and weeks at her pace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from roadmap.models import Roadmap, Track
from tests.factories import a_learner, a_version
from tests.progress.api import Api

AI, ML = "ai-engineer", "ml-engineer"
BOTH = f"{AI},{ML}"


@pytest.fixture(autouse=True)
def _two_roles(db: None) -> None:
    """Skills of an hour each: four units, of which one is a choice, and two."""
    a_version(
        {"python": "", "sql": "", "rag": "python", "aws": "", "gcp": "", "bash": ""},
        groups={"~cloud": ("aws gcp", 1)},
        optional="bash",
        roadmap=AI,
    )
    a_version({"python": "", "statistics": ""}, roadmap=ML)


def follow(api: Api, roadmap: str, weekly_minutes: int | None = None, **changes: Any) -> None:
    api.put(f"/me/enrollments/{roadmap}")
    changed = api.patch(f"/me/enrollments/{roadmap}", weekly_minutes=weekly_minutes, **changes)
    assert changed.status_code == 200


def compared(api: Api, tracks: str = BOTH) -> list[dict[str, Any]]:
    answer = api.get("/me/comparison", tracks=tracks)
    assert answer.status_code == 200, answer.content
    assert answer.json().keys() == {"tracks"}
    rows: list[dict[str, Any]] = answer.json()["tracks"]
    return rows


def left(api: Api, tracks: str = BOTH) -> dict[str, int | None]:
    return {row["track"]: row["minutes_left"] for row in compared(api, tracks)}


def weeks(api: Api, tracks: str = BOTH) -> dict[str, int | None]:
    return {row["track"]: row["weeks"] for row in compared(api, tracks)}


class TestMinutesLeft:
    def test_are_those_of_the_whole_role_for_one_who_has_done_nothing(self, api: Api) -> None:
        assert compared(api) == [
            {"track": AI, "minutes_left": 240, "weeks": None},
            {"track": ML, "minutes_left": 120, "weeks": None},
        ]

    def test_come_in_the_order_asked_for(self, api: Api) -> None:
        assert list(left(api, f"{ML},{AI}")) == [ML, AI]
        assert list(left(api, ML)) == [ML]

    def test_shrink_on_every_role_with_a_mark_whether_she_follows_it_or_not(self, api: Api) -> None:
        follow(api, AI)

        api.put("/me/marks/python", status="done")

        assert left(api) == {AI: 180, ML: 60}

    def test_are_what_her_dashboard_tells_where_she_follows_the_roadmap(self, api: Api) -> None:
        follow(api, AI)
        api.put("/me/marks/python", status="done")
        api.put("/me/marks/gcp", status="done")

        (row,) = api.get("/me/enrollments").json()["items"]

        assert left(api)[AI] == row["summary"]["minutes_left"] == 120

    def test_leave_out_what_she_skips_where_she_follows_the_roadmap(self, api: Api) -> None:
        follow(api, AI)
        api.put(f"/me/enrollments/{AI}/skips/sql")

        assert left(api)[AI] == 180
        api.delete(f"/me/enrollments/{AI}")
        assert left(api)[AI] == 240

    def test_are_those_of_her_edition_until_she_accepts_another(self, api: Api) -> None:
        follow(api, ML)

        a_version({"python": "", "statistics": "", "calculus": ""}, roadmap=ML)

        stranger = Api(a_learner())
        assert (left(api)[ML], left(stranger)[ML]) == (120, 180)

    def test_are_nobody_elses(self, api: Api) -> None:
        other = Api(a_learner())
        follow(other, ML, 60)
        other.put("/me/marks/python", status="done")

        assert compared(api, ML) == [{"track": ML, "minutes_left": 120, "weeks": None}]

    @pytest.mark.parametrize("archived_at", [None, datetime(2026, 11, 20, tzinfo=UTC)])
    def test_are_not_known_of_a_track_that_shows_no_role(
        self, api: Api, archived_at: datetime | None
    ) -> None:
        """A zero would say that she is there already."""
        follow(api, ML, 60)
        gone = {"archived_at": archived_at} if archived_at else {"track": None}
        Roadmap.objects.filter(slug=ML).update(**gone)

        assert compared(api, ML) == [{"track": ML, "minutes_left": None, "weeks": None}]


class TestWeeks:
    def test_are_hers_on_the_roadmap_she_follows(self, api: Api) -> None:
        follow(api, AI, 50)
        follow(api, ML, 100)

        assert weeks(api) == {AI: 5, ML: 2}

    def test_elsewhere_are_at_the_most_that_she_gives_any_roadmap(self, api: Api) -> None:
        a_version({"tea": ""}, roadmap="brewing")
        follow(api, AI, 50)
        follow(api, "brewing", 30)

        assert weeks(api) == {AI: 5, ML: 3}
        follow(api, ML, None)
        assert weeks(api) == {AI: 5, ML: 3}

    def test_are_not_changed_by_a_pause(self, api: Api) -> None:
        follow(api, AI, 50, paused=True)

        assert weeks(api) == {AI: 5, ML: 3}

    def test_forget_what_she_gave_to_a_roadmap_that_she_left(self, api: Api) -> None:
        follow(api, AI, 50)
        api.delete(f"/me/enrollments/{AI}")

        assert weeks(api) == {AI: None, ML: None}

    def test_are_none_when_nothing_is_left(self, api: Api) -> None:
        follow(api, ML, 60)
        for skill in ("python", "statistics"):
            api.put(f"/me/marks/{skill}", status="done")

        assert compared(api, ML) == [{"track": ML, "minutes_left": 0, "weeks": 0}]


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ({}, "/tracks", "required"),
            ({"tracks": ""}, "/tracks", "out_of_range"),
            ({"tracks": f"{AI},{AI}"}, "/tracks", "not_a_choice"),
            ({"tracks": f"{AI},nothing"}, "/tracks", "not_a_choice"),
            ({"tracks": ",".join(f"t{n}" for n in range(9))}, "/tracks", "too_long"),
            ({"tracks": f"{AI},"}, "/tracks/1", "out_of_range"),
            ({"tracks": f"{AI},ML"}, "/tracks/1", "bad_format"),
        ],
    )
    def test_point_at_the_parameter(
        self, api: Api, query: dict[str, str], pointer: str, code: str
    ) -> None:
        answer = api.get("/me/comparison", **query)

        faults = [(each["in"], each["pointer"], each["code"]) for each in answer.json()["errors"]]
        assert (answer.status_code, faults) == (400, [("query", pointer, code)])

    def test_name_the_tracks_that_there_are(self, api: Api) -> None:
        answer = api.get("/me/comparison", tracks="nothing")

        assert answer.json()["errors"][0]["detail"] == f"Use {AI} or {ML}."

    def test_tell_a_track_named_twice_from_an_unknown_one(self, api: Api) -> None:
        answer = api.get("/me/comparison", tracks=f"{AI},{AI}")

        assert answer.json()["errors"][0]["detail"] == "Name each only once."

    def test_say_so_when_there_are_no_tracks(self, api: Api) -> None:
        Roadmap.objects.update(track=None)
        Track.objects.all().delete()

        answer = api.get("/me/comparison", tracks=AI)

        assert answer.json()["errors"][0]["detail"] == "There is no such track."

    def test_as_many_as_there_may_be_are_taken(self, api: Api) -> None:
        Track.objects.bulk_create(Track(slug=f"t{n}", title="T") for n in range(8))

        assert len(compared(api, ",".join(f"t{n}" for n in range(8)))) == 8


def test_what_a_curator_changes_is_told_to_who_has_the_answer(api: Api) -> None:
    etag = api.get("/me/comparison", tracks=BOTH)["ETag"]
    assert api.get("/me/comparison", etag=etag, tracks=BOTH).status_code == 304
    assert api.get("/me/comparison", etag=etag, tracks=f"{ML},{AI}").status_code == 200

    a_version({"python": "", "statistics": "", "calculus": ""}, roadmap=ML)

    assert api.get("/me/comparison", etag=etag, tracks=BOTH).status_code == 200
