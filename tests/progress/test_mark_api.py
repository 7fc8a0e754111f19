from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from progress.models import Event
from tests.factories import a_learner, a_skill, a_version, enrolled
from tests.progress.api import Api

EVENT = "0198f0aa-3c1d-7e52-9f64-0a1b2c3d4e5f"
SKIP = "/me/enrollments/ai-engineer/skips/python"


@pytest.fixture
def _tracks(ada: User) -> None:
    enrolled(ada, a_version({"python": "", "prompting": "python"}, roadmap="ai-engineer"))
    a_version({"python": "", "statistics": ""}, roadmap="ml-engineer")


@pytest.mark.usefixtures("_tracks")
class TestMark:
    def test_counts_in_utc_for_one_whose_zone_is_known_no_more(self, api: Api) -> None:
        User.objects.filter(pk=api.learner.pk).update(time_zone="Europe/Atlantis")

        marked = api.put("/me/marks/python", status="done", occurred_at="2026-11-10T23:30:00Z")
        activity = api.get("/me/activity", since="2026-11-01", until="2026-11-30")

        assert marked.status_code == 200
        assert [day["on"] for day in activity.json()["days"]] == ["2026-11-10"]

    def test_answers_mark_previous_and_where_it_moved(self, api: Api) -> None:
        answer = api.put(
            "/me/marks/python",
            status="done",
            roadmap="ml-engineer",
            event_id=EVENT,
            occurred_at="2026-11-20T09:00:00+01:00",
            evidence_url=None,
        )

        assert (answer.status_code, answer.json()) == (
            200,
            {
                "mark": {
                    "skill": "python",
                    "status": "done",
                    "at": "2026-11-20T08:00:00Z",
                    "event_id": EVENT,
                    "roadmap": "ml-engineer",
                    "evidence_url": None,
                },
                "previous": None,
                "applied": True,
                "roadmaps": [
                    {
                        "roadmap": "ai-engineer",
                        "summary": {
                            "done": 1,
                            "in_progress": 0,
                            "skipped": 0,
                            "total": 2,
                            "percent": 50,
                            "minutes_left": 60,
                        },
                        "unlocked": ["prompting"],
                        "waiting_for": [],
                    }
                ],
                "cursor": "1.2",
            },
        )

    def test_a_repeat_hears_the_same(self, api: Api) -> None:
        first = api.put("/me/marks/python", status="done", event_id=EVENT)
        again = api.put("/me/marks/python", status="done", event_id=EVENT)

        assert again.json() == first.json()

    def test_clearing_answers_no_mark_and_what_was(self, api: Api) -> None:
        marked = api.put("/me/marks/python", status="done").json()
        cleared = api.delete("/me/marks/python", event_id=EVENT, roadmap="ai-engineer")
        again = api.delete("/me/marks/python", event_id=EVENT, roadmap="ai-engineer")

        assert cleared.status_code == 200
        assert (cleared.json()["mark"], cleared.json()["previous"]) == (None, marked["mark"])
        assert again.json() == cleared.json()

    def test_the_map_holds_what_is_in_force(self, api: Api) -> None:
        api.put("/me/marks/python", status="done", roadmap="ml-engineer")
        api.put("/me/marks/statistics", status="in_progress")
        api.put("/me/marks/prompting", status="done")
        api.delete("/me/marks/prompting")

        at = "2026-11-20T08:00:00Z"
        assert api.get("/me/marks").json() == {
            "marks": {
                "python": {"status": "done", "at": at, "roadmap": "ml-engineer"},
                "statistics": {"status": "in_progress", "at": at, "roadmap": None},
            },
            "cursor": "1.5",
        }

    def test_the_map_is_not_sent_twice_until_something_is_written(self, api: Api) -> None:
        etag = api.get("/me/marks")["ETag"]

        unchanged = api.get("/me/marks", etag=etag)
        api.put("/me/marks/python", status="done")
        changed = api.get("/me/marks", etag=etag)

        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert (changed.status_code, changed["ETag"] != etag) == (200, True)
        assert changed["Cache-Control"] == "private, no-cache"

    def test_a_stranger_sees_nothing_of_it(self, api: Api) -> None:
        api.put("/me/marks/python", status="done")

        assert Api(a_learner()).get("/me/marks").json() == {"marks": {}, "cursor": "1.0"}

    def test_who_is_not_signed_in_marks_nothing(self) -> None:
        answer = Client().put(
            "/api/v1/me/marks/python", '{"status": "done"}', content_type="application/json"
        )

        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.usefixtures("_tracks")
class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({}, "/status", "required"),
            ({"status": "cleared"}, "/status", "not_a_choice"),
            ({"status": "done", "stars": 5}, "/stars", "unknown_field"),
            ({"status": "done", "evidence_url": "ftp://x.org/"}, "/evidence_url", "bad_format"),
            (
                {"status": "done", "evidence_url": "https://x.org/" + "x" * 1987},
                "/evidence_url",
                "bad_format",
            ),
            ({"status": "done", "event_id": "1"}, "/event_id", "bad_format"),
            ({"status": "done", "occurred_at": "2026-11-20"}, "/occurred_at", "bad_format"),
        ],
    )
    def test_a_wrong_body_is_told_where_it_is_wrong(
        self, api: Api, body: dict[str, Any], pointer: str, code: str
    ) -> None:
        answer = api.put("/me/marks/python", **body)

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
        (error,) = answer.json()["errors"]
        assert (error["in"], error["pointer"], error["code"]) == ("body", pointer, code)
        assert not Event.objects.exists()

    def test_evidence_may_have_two_thousand_characters(self, api: Api) -> None:
        url = "https://x.org/" + "x" * 1986

        marked = api.put("/me/marks/python", status="done", evidence_url=url).json()["mark"]

        assert marked["evidence_url"] == url

    @pytest.mark.parametrize(
        ("skill", "said", "code"),
        [
            ("no-such-skill", {}, "unknown_skill"),
            ("Not_A_Slug", {}, "unknown_skill"),
            ("%C3%A9t%C3%A9", {}, "unknown_skill"),
            ("kept-back", {}, "not_on_any_roadmap"),
            ("~basics", {}, "not_markable"),
            ("python", {"roadmap": "no-such-roadmap"}, "unknown_roadmap"),
            ("python", {"occurred_at": "2026-11-20T08:05:01Z"}, "clock_ahead"),
        ],
    )
    def test_what_cannot_be_marked_is_unusable(
        self, api: Api, skill: str, said: dict[str, str], code: str
    ) -> None:
        a_skill("kept-back")

        put = api.put(f"/me/marks/{skill}", status="done", **said)
        cleared = api.delete(f"/me/marks/{skill}", **said)

        assert (put.status_code, put.json()["code"]) == (422, code)
        assert (cleared.status_code, cleared.json()["code"]) == (422, code)

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("put", "/me/marks/python", {"status": "done"}),
            ("delete", "/me/marks/python", {}),
            ("put", SKIP, {}),
            ("delete", SKIP, {}),
        ],
    )
    def test_every_act_is_held_to_its_clock_and_its_id(
        self, api: Api, method: str, path: str, body: dict[str, str]
    ) -> None:
        act = getattr(api, method)
        api.put("/me/marks/prompting", status="done", event_id=EVENT)

        early = act(path, occurred_at="2026-11-21T08:00:00Z", **body)
        taken = act(path, event_id=EVENT, **body)

        assert (early.status_code, early.json()["code"]) == (422, "clock_ahead")
        assert early.json()["server_now"] == "2026-11-20T08:00:00Z"
        assert (taken.status_code, taken.json()["code"]) == (409, "event_conflict")

    def test_an_id_with_another_body_is_a_conflict(self, api: Api) -> None:
        api.put("/me/marks/python", status="done", event_id=EVENT)
        answer = api.put("/me/marks/python", status="in_progress", event_id=EVENT)

        assert (answer.status_code, answer.json()["code"]) == (409, "event_conflict")
