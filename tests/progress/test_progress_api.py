from __future__ import annotations

from typing import Any

import pytest

from tests.factories import a_version, enrolled
from tests.progress.api import Api

AT = "2026-11-20T08:00:00Z"
PROGRESS = "/me/enrollments/ai-engineer/progress"


@pytest.fixture
def _track(api: Api) -> None:
    version = a_version(
        {
            "python": "",
            "sql": "",
            "orm": "python sql",
            "aws": "",
            "gcp": "",
            "bash": "",
            "deploy": "~cloud orm",
        },
        groups={"~cloud": ("aws gcp", 1)},
        milestones={"~shipped": "deploy"},
        optional="bash",
        roadmap="ai-engineer",
    )
    enrolled(api.learner, version)


def summary(done: int, in_progress: int, skipped: int, total: int, minutes: int) -> dict[str, int]:
    return {
        "done": done,
        "in_progress": in_progress,
        "skipped": skipped,
        "total": total,
        "percent": 100 * done // total,
        "minutes_left": minutes,
    }


@pytest.mark.usefixtures("_track")
class TestProgress:
    def test_tells_what_is_not_plainly_open(self, api: Api) -> None:
        assert api.get(PROGRESS).json() == {
            "roadmap": "ai-engineer",
            "edition": 1,
            "version": 1,
            "latest_version": 1,
            "upgrade_available": False,
            "summary": summary(0, 0, 0, 5, 300),
            "groups": {"~cloud": summary(0, 0, 0, 1, 60)},
            "milestones": {"~shipped": {"reached_at": None}},
            "nodes": {
                "orm": {"status": "not_started", "waiting_for": ["python", "sql"]},
                "deploy": {"status": "not_started", "waiting_for": ["orm", "~cloud"]},
            },
            "frontier": ["python", "sql", "aws", "gcp", "bash"],
            "cursor": "1.1",
        }

    def test_tells_what_was_done_begun_and_skipped(self, api: Api) -> None:
        a_version({"python": ""}, roadmap="ml-engineer")
        api.put("/me/marks/python", status="done", roadmap="ml-engineer")
        api.put("/me/marks/aws", status="done", roadmap="ai-engineer")
        api.put("/me/marks/orm", status="in_progress")
        api.put("/me/enrollments/ai-engineer/skips/sql")

        progress = api.get(PROGRESS).json()

        assert progress["summary"] == summary(2, 1, 1, 4, 120)
        assert progress["groups"] == {"~cloud": summary(1, 0, 0, 1, 0)}
        assert progress["nodes"] == {
            "python": {
                "status": "done",
                "at": AT,
                "credited_from": {"roadmap": "ml-engineer", "skill": "python"},
            },
            "sql": {"status": "skipped", "at": AT},
            "orm": {"status": "in_progress", "at": AT},
            "aws": {"status": "done", "at": AT},
            "deploy": {"status": "not_started", "waiting_for": ["orm"]},
        }
        assert progress["frontier"] == ["orm", "bash"]
        assert progress["cursor"] == "1.5"

    def test_names_the_skill_that_is_credited(self, api: Api) -> None:
        a_version({"openai-api": ""}, roadmap="older")
        version = a_version(
            {"llm-apis": ""}, roadmap="newer", credits={"llm-apis": ("openai-api", "any")}
        )
        enrolled(api.learner, version)
        api.put("/me/marks/openai-api", status="done", roadmap="older")

        nodes = api.get("/me/enrollments/newer/progress").json()["nodes"]

        assert nodes == {
            "llm-apis": {
                "status": "done",
                "at": AT,
                "credited_from": {"roadmap": "older", "skill": "openai-api"},
            }
        }
        assert list(api.get("/me/marks").json()["marks"]) == ["openai-api"]

    def test_a_milestone_is_reached_with_the_last_of_its_marks(self, api: Api) -> None:
        for day, skill in enumerate(["python", "sql", "orm", "aws", "deploy"], 10):
            api.put(f"/me/marks/{skill}", status="done", occurred_at=f"2026-11-{day}T08:00:00Z")

        progress = api.get(PROGRESS).json()

        assert progress["milestones"] == {"~shipped": {"reached_at": "2026-11-14T08:00:00Z"}}
        assert progress["summary"]["percent"] == 100

    def test_is_not_sent_twice_until_something_is_written(self, api: Api) -> None:
        etag = api.get(PROGRESS)["ETag"]

        unchanged = api.get(PROGRESS, etag=etag)
        api.put("/me/marks/python", status="done")
        changed = api.get(PROGRESS, etag=etag)

        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert changed.status_code == 200

    def test_takes_no_parameters(self, api: Api) -> None:
        answer = api.get(PROGRESS, verbose="1")

        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (
            400,
            "unknown_parameter",
        )


@pytest.mark.usefixtures("_track")
class TestSkips:
    def test_a_skip_answers_like_a_mark(self, api: Api) -> None:
        answer = api.put("/me/enrollments/ai-engineer/skips/sql")

        assert (answer.status_code, answer.json()) == (
            200,
            {
                "skip": {"skill": "sql", "roadmap": "ai-engineer", "at": AT},
                "previous": None,
                "applied": True,
                "roadmaps": [
                    {
                        "roadmap": "ai-engineer",
                        "summary": summary(0, 0, 1, 4, 240),
                        "unlocked": [],
                        "waiting_for": [],
                    }
                ],
                "cursor": "1.2",
            },
        )

    def test_a_skip_settles_a_requirement(self, api: Api) -> None:
        api.put("/me/marks/python", status="done")

        skipped = api.put("/me/enrollments/ai-engineer/skips/sql").json()

        assert skipped["roadmaps"][0]["unlocked"] == ["orm"]

    def test_is_taken_back_and_may_be_repeated(self, api: Api) -> None:
        path = "/me/enrollments/ai-engineer/skips/sql"
        skipped = [api.put(path).json() for _ in range(2)]
        unskipped = [api.delete(path).json() for _ in range(2)]

        assert skipped[0] == skipped[1]
        assert unskipped[0] == unskipped[1]
        assert (unskipped[0]["skip"], unskipped[0]["previous"]) == (None, skipped[0]["skip"])
        assert api.get(PROGRESS).json()["summary"] == summary(0, 0, 0, 5, 300)

    def test_holds_on_one_roadmap_only(self, api: Api) -> None:
        enrolled(api.learner, a_version({"sql": "", "etl": "sql"}, roadmap="ml-engineer"))

        api.put("/me/enrollments/ai-engineer/skips/sql")

        assert "sql" in api.get(PROGRESS).json()["nodes"]
        assert api.get("/me/enrollments/ml-engineer/progress").json()["frontier"] == ["sql"]

    def test_does_not_compete_with_a_skip_elsewhere(self, api: Api) -> None:
        enrolled(api.learner, a_version({"sql": "", "etl": "sql"}, roadmap="ml-engineer"))
        path = "/me/enrollments/{}/skips/sql"
        api.put(path.format("ai-engineer"))
        api.delete(path.format("ai-engineer"))

        at = "2026-11-19T08:00:00Z"
        earlier = api.put(path.format("ml-engineer"), occurred_at=at).json()

        assert (earlier["applied"], earlier["previous"]) == (True, None)

    def test_a_late_skip_loses_to_a_newer_one(self, api: Api) -> None:
        path = "/me/enrollments/ai-engineer/skips/sql"
        api.delete(path, event_id="0198f0aa-3c1d-7e52-9f64-0a1b2c3d4e5f")

        late = api.put(path, occurred_at="2026-11-19T08:00:00Z").json()

        assert (late["applied"], late["skip"]) == (False, None)

    def test_marks_and_skips_of_a_skill_do_not_compete(self, api: Api) -> None:
        api.put("/me/marks/sql", status="in_progress")
        api.put("/me/enrollments/ai-engineer/skips/sql")
        assert api.get(PROGRESS).json()["nodes"]["sql"]["status"] == "skipped"

        api.put("/me/marks/sql", status="done")

        assert api.get(PROGRESS).json()["nodes"]["sql"]["status"] == "done"

    @pytest.mark.parametrize(
        ("place", "status", "code"),
        [
            ("ai-engineer/skips/no-such-skill", 404, "not_found"),
            ("ai-engineer/skips/~no-such-group", 404, "not_found"),
            ("ai-engineer/skips/statistics", 404, "not_found"),
            ("ai-engineer/skips/sql%00", 404, "not_found"),
            ("ml-engineer/skips/statistics", 404, "not_found"),
            ("no-such-roadmap/skips/python", 404, "not_found"),
            ("ai-engineer/skips/~cloud", 422, "not_markable"),
            ("ai-engineer/skips/~shipped", 422, "not_markable"),
        ],
    )
    def test_what_cannot_be_skipped_is_refused(
        self, api: Api, place: str, status: int, code: str
    ) -> None:
        a_version({"statistics": ""}, roadmap="ml-engineer")

        answers: list[Any] = [
            api.put(f"/me/enrollments/{place}"),
            api.delete(f"/me/enrollments/{place}"),
        ]

        assert [(a.status_code, a.json()["code"]) for a in answers] == [(status, code)] * 2
        assert api.get(PROGRESS).json()["cursor"] == "1.1"


@pytest.mark.usefixtures("_track")
class TestNext:
    def test_suggests_the_best_first_and_says_why(self, api: Api) -> None:
        api.put("/me/marks/sql", status="in_progress")

        items = api.get("/me/next", limit=2).json()["items"]

        assert [item["skill"] for item in items] == ["sql", "python"]
        assert items[0]["why"][0] == {"code": "continue"}
        assert items[1] == {
            "skill": "python",
            "title": "Python",
            "roadmaps": ["ai-engineer"],
            "status": "not_started",
            "minutes": 60,
            "why": [{"code": "unlocks", "skills": [], "units": 2}],
        }

    def test_leaves_paused_roadmaps_out_unless_asked_for_them(self, api: Api) -> None:
        enrolled(api.learner, a_version({"go": ""}, roadmap="backend"))
        api.patch("/me/enrollments/ai-engineer", paused=True)

        everywhere = api.get("/me/next").json()["items"]
        there = api.get("/me/next", roadmap="ai-engineer").json()["items"]

        assert [item["skill"] for item in everywhere] == ["go"]
        assert "python" in [item["skill"] for item in there]

    @pytest.mark.parametrize(
        ("query", "pointer", "code"),
        [
            ({"limit": "0"}, "/limit", "out_of_range"),
            ({"limit": "101"}, "/limit", "out_of_range"),
            ({"limit": "many"}, "/limit", "wrong_type"),
            ({"roadmap": "Not A Slug"}, "/roadmap", "bad_format"),
            ({"page": "1"}, "/page", "unknown_parameter"),
        ],
    )
    def test_wrong_parameters_are_named(
        self, api: Api, query: dict[str, str], pointer: str, code: str
    ) -> None:
        answer = api.get("/me/next", **query)

        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert (error["in"], error["pointer"], error["code"]) == ("query", pointer, code)
