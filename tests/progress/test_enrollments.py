from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import User
from progress.models import Enrollment, Ledger, Mark
from roadmap.models import Roadmap
from tests.factories import a_learner, a_skill, a_version, enrolled
from tests.progress.api import Api

MINI = "/me/enrollments/mini"


def row(**differing: Any) -> dict[str, Any]:
    """Ada's enrollment in `mini`, right after she joined."""
    summary = {"done": 0, "in_progress": 0, "skipped": 0, "total": 2, "percent": 0}
    return {
        "roadmap": "mini",
        "title": "Mini",
        "edition": 1,
        "version": 1,
        "latest_version": 1,
        "upgrade_available": False,
        "enrolled_at": "2026-11-20T08:00:00Z",
        "weekly_minutes": None,
        "target_on": None,
        "days_off": [],
        "favourite": False,
        "paused": False,
        "summary": {**summary, "minutes_left": 120},
    } | differing


@pytest.fixture
def _mini(db: None) -> None:
    a_version({"python": "", "sql": "python"}, roadmap="mini")


@pytest.mark.usefixtures("_mini")
class TestEnrolling:
    def test_answers_the_row_and_so_does_a_repeat(self, api: Api) -> None:
        answers = [api.put(MINI), api.put(MINI), api.get(MINI)]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert [answer.json() for answer in answers] == [row()] * 3
        assert Ledger.objects.get(learner=api.learner).seq == 1

    def test_takes_nothing_in_its_body(self, api: Api) -> None:
        answer = api.put(MINI, weekly_minutes=300)

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/weekly_minutes"
        assert not Enrollment.objects.exists()

    def test_counts_what_was_marked_before(self, api: Api) -> None:
        api.put("/me/marks/python", status="done")

        assert api.put(MINI).json()["summary"]["done"] == 1

    @pytest.mark.parametrize("unknown", ["no-such-roadmap", "drafted"])
    def test_needs_a_published_roadmap(self, api: Api, unknown: str) -> None:
        Roadmap.objects.create(slug="drafted", title="Drafted", kind="role")

        assert api.put(f"/me/enrollments/{unknown}").status_code == 404

    def test_an_archived_roadmap_takes_nobody_new_and_keeps_whom_it_has(self, api: Api) -> None:
        api.put(MINI)
        successor = a_version({"go": ""}, roadmap="successor").roadmap
        Roadmap.objects.filter(slug="mini").update(
            archived_at=datetime(2026, 11, 20, tzinfo=UTC), successor=successor
        )

        stays = api.put(MINI)
        comes_late = Api(a_learner()).put(MINI)

        assert stays.json() == row()
        assert (comes_late.status_code, comes_late.json()["code"]) == (410, "archived")
        assert comes_late.json()["successor"] == "successor"


@pytest.mark.usefixtures("_mini")
class TestSettings:
    def test_are_changed_one_by_one_and_untouched_by_a_put(self, api: Api) -> None:
        api.put(MINI)

        changed = api.patch(MINI, weekly_minutes=300.0, favourite=True)
        changed_more = api.patch(
            MINI,
            target_on="2027-06-01",
            days_off=["2026-12-25", "2026-12-24", "2026-12-25"],
            paused=True,
        )

        assert changed.json() == row(weekly_minutes=300, favourite=True)
        assert changed_more.json() == row(
            weekly_minutes=300,
            target_on="2027-06-01",
            days_off=["2026-12-24", "2026-12-25"],
            favourite=True,
            paused=True,
        )
        assert api.put(MINI).json() == changed_more.json()

    def test_can_be_taken_back(self, api: Api) -> None:
        api.put(MINI)
        api.patch(MINI, weekly_minutes=300, target_on="2027-06-01", days_off=["2026-12-24"])

        cleared = api.patch(MINI, weekly_minutes=None, target_on=None, days_off=[])

        assert cleared.json() == row()

    def test_a_repeat_writes_nothing(self, api: Api) -> None:
        api.put(MINI)
        api.patch(MINI, weekly_minutes=300)
        before = Ledger.objects.get(learner=api.learner).seq

        api.patch(MINI, weekly_minutes=300)

        assert Ledger.objects.get(learner=api.learner).seq == before == 2

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({"weekly_minutes": 0}, "/weekly_minutes", "out_of_range"),
            ({"weekly_minutes": 10_081}, "/weekly_minutes", "out_of_range"),
            ({"weekly_minutes": "3"}, "/weekly_minutes", "wrong_type"),
            ({"weekly_minutes": True}, "/weekly_minutes", "wrong_type"),
            ({"target_on": "2027-02-29"}, "/target_on", "bad_format"),
            ({"days_off": ["2026-12-24", 7]}, "/days_off/1", "wrong_type"),
            ({"days_off": ["2026-12-24"] * 367}, "/days_off", "too_long"),
            ({"favourite": None}, "/favourite", "wrong_type"),
            ({"edition": 2}, "/edition", "unknown_field"),
        ],
    )
    def test_wrong_ones_are_refused_whole(
        self, api: Api, body: dict[str, Any], pointer: str, code: str
    ) -> None:
        api.put(MINI)

        answer = api.patch(MINI, **{"paused": True, **body})

        assert answer.status_code == 400
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]
        assert api.get(MINI).json() == row()

    def test_a_lost_update_is_refused(self, api: Api) -> None:
        api.put(MINI)
        etag = api.get(MINI)["ETag"]

        first = api.patch(MINI, if_match=etag, paused=True)
        later = [
            api.patch(MINI, if_match=etag, paused=False),
            api.put(MINI, if_match=etag),
            api.delete(MINI, if_match=etag),
        ]

        assert first.status_code == 200
        assert [answer.status_code for answer in later] == [412] * 3
        assert api.get(MINI).json()["paused"] is True


@pytest.mark.usefixtures("_mini")
class TestLeaving:
    def test_keeps_the_marks_and_may_be_repeated(self, api: Api) -> None:
        api.put(MINI)
        api.put("/me/marks/python", status="done")

        answers = [api.delete(MINI) for _ in range(2)]

        assert [(a.status_code, a.content) for a in answers] == [(204, b"")] * 2
        assert api.get(MINI).status_code == 404
        assert api.get(f"{MINI}/progress").status_code == 404
        assert api.get("/me/enrollments").json()["items"] == []
        assert Mark.objects.filter(learner=api.learner).count() == 1

    def test_what_one_never_followed_is_no_error_and_what_is_not_there_is(self, api: Api) -> None:
        assert api.delete(MINI).status_code == 204
        assert api.delete("/me/enrollments/no-such-roadmap").status_code == 404

    def test_coming_back_starts_in_the_edition_of_then(
        self, api: Api, clock: time_machine.Coordinates
    ) -> None:
        api.put(MINI)
        api.patch(MINI, weekly_minutes=300)
        api.delete(MINI)
        a_version({"python": "", "sql": "python", "go": ""}, roadmap="mini")
        clock.move_to(datetime(2026, 11, 21, 8, tzinfo=UTC))

        back = api.put(MINI).json()

        assert (back["edition"], back["version"], back["weekly_minutes"]) == (2, 2, 300)
        assert back["enrolled_at"] == "2026-11-21T08:00:00Z"


@pytest.mark.usefixtures("_mini")
class TestEditions:
    def test_a_newer_version_of_the_same_edition_is_read_at_once(self, api: Api) -> None:
        api.put(MINI)
        before = list(Enrollment.objects.values())

        a_version({"python": "", "sql": ""}, roadmap="mini")

        assert api.get(MINI).json() == row(version=2, latest_version=2)
        assert api.get(f"{MINI}/progress").json()["frontier"] == ["python", "sql"]
        assert list(Enrollment.objects.values()) == before

    def test_a_new_edition_is_offered_and_changes_nothing(self, api: Api) -> None:
        api.put(MINI)
        api.put("/me/marks/python", status="done")
        before = [
            list(model.objects.filter(learner=api.learner).values())
            for model in (Enrollment, Ledger, Mark)
        ]
        etag = api.get(MINI)["ETag"]

        a_version({"python": "", "sql": "python", "go": ""}, roadmap="mini")
        offered = api.get(MINI, etag=etag)

        assert offered.status_code == 200
        assert offered.json()["summary"]["percent"] == 50
        assert {
            key: offered.json()[key]
            for key in ("edition", "version", "latest_version", "upgrade_available")
        } == {"edition": 1, "version": 1, "latest_version": 2, "upgrade_available": True}
        assert [
            list(model.objects.filter(learner=api.learner).values())
            for model in (Enrollment, Ledger, Mark)
        ] == before


@pytest.mark.usefixtures("_mini")
class TestDashboard:
    def test_lists_what_is_followed_by_roadmap(self, api: Api) -> None:
        enrolled(api.learner, a_version({"go": ""}, roadmap="a-first"))
        api.put(MINI)

        page = api.get("/me/enrollments").json()

        assert [item["roadmap"] for item in page["items"]] == ["a-first", "mini"]
        assert page["items"][1] == row()
        assert page["next_cursor"] is None

    def test_comes_in_pages(self, api: Api) -> None:
        enrolled(api.learner, a_version({"go": ""}, roadmap="a-first"))
        api.put(MINI)

        first = api.get("/me/enrollments", limit=1).json()
        second = api.get("/me/enrollments", limit=1, cursor=first["next_cursor"]).json()

        assert [item["roadmap"] for item in first["items"]] == ["a-first"]
        assert [item["roadmap"] for item in second["items"]] == ["mini"]
        assert second["next_cursor"] is None

    def test_is_not_sent_twice_until_something_is_written(self, api: Api) -> None:
        api.put(MINI)
        etag = api.get("/me/enrollments")["ETag"]

        unchanged = api.get("/me/enrollments", etag=etag)
        api.put("/me/marks/sql", status="in_progress")
        changed = api.get("/me/enrollments", etag=etag)

        assert (unchanged.status_code, changed.status_code) == (304, 200)


@pytest.mark.usefixtures("_mini")
def test_another_learner_finds_nothing_and_changes_nothing(api: Api) -> None:
    api.put(MINI)
    a_skill("python")
    eve = Api(a_learner())

    answers = [
        eve.get(MINI),
        eve.patch(MINI, paused=True),
        eve.get(f"{MINI}/progress"),
        eve.put(f"{MINI}/skips/python"),
        eve.get("/me/next", roadmap="mini"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert [answer.json()["code"] for answer in answers] == ["not_found"] * 5
    assert eve.delete(MINI).status_code == 204
    assert api.get(MINI).json() == row()


def test_a_learner_who_joins_has_a_ledger(ada: User) -> None:
    assert Ledger.objects.get(learner=ada).cursor == "1.0"


def test_a_learner_without_a_ledger_gets_one_with_her_first_write(ada: User) -> None:
    Ledger.objects.filter(learner=ada).delete()

    enrolled(ada, a_version({"python": ""}))

    assert Ledger.objects.get(learner=ada).cursor == "1.1"
