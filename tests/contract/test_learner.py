"""Contract 4: enrollments, marks, skips, what is next, activity and the digest."""

from __future__ import annotations

import httpx
import pytest

from tests.contract.shapes import (
    ENROLLMENT,
    MARK,
    MARKED,
    SUMMARY,
    check,
    cursor,
    day,
    instant,
    key,
    mapping,
    one_of,
    slug,
)
from tests.rig.ids import fresh_id

WHY = one_of("continue", "unlocks", "finishes_group", "recommended", "optional", "open")


@pytest.fixture
def enrolled(learner):
    learner.put("/me/enrollments/ai-engineer", json={})
    learner.put("/me/enrollments/ml-engineer", json={})
    return learner


def test_enrolling_ensures_and_touches_no_setting(learner):
    first = learner.put("/me/enrollments/ai-engineer", json={})
    changed = learner.patch(
        "/me/enrollments/ai-engineer",
        json={"weekly_minutes": 300, "target_on": "2027-06-01", "favourite": True, "paused": True},
    )
    again = learner.put("/me/enrollments/ai-engineer", json={})

    check(first.json(), ENROLLMENT)
    assert (first.json()["weekly_minutes"], first.json()["favourite"]) == (None, False)
    assert again.json() == changed.json()
    assert changed.json()["target_on"] == "2027-06-01"
    assert learner.get("/me/enrollments/ai-engineer").json() == again.json()


def test_the_dashboard_lists_the_enrollments(enrolled):
    rows = enrolled.get("/me/enrollments").json()

    check(rows, {"items": [ENROLLMENT], "next_cursor": None})
    assert [row["roadmap"] for row in rows["items"]] == ["ai-engineer", "ml-engineer"]


def test_leaving_keeps_the_marks(enrolled):
    enrolled.put("/me/marks/python", json={"status": "done"})

    answers = [enrolled.delete("/me/enrollments/ai-engineer").status_code for _ in range(2)]

    assert answers == [204, 204]
    assert enrolled.get("/me/enrollments/ai-engineer").status_code == 404
    assert "python" in enrolled.get("/me/marks").json()["marks"]
    assert enrolled.put("/me/enrollments/ai-engineer", json={}).json()["summary"]["done"] == 1


def test_an_unknown_roadmap_cannot_be_enrolled_in(learner):
    assert learner.put("/me/enrollments/no-such-roadmap", json={}).status_code == 404


def test_progress(enrolled):
    enrolled.put("/me/marks/python", json={"status": "done", "roadmap": "ml-engineer"})

    progress = enrolled.get("/me/enrollments/ai-engineer/progress").json()

    check(
        progress,
        {
            "roadmap": slug,
            "edition": int,
            "version": int,
            "latest_version": int,
            "upgrade_available": bool,
            "summary": SUMMARY,
            "groups": mapping(key, SUMMARY),
            "milestones": mapping(key, {"reached_at": (instant, None)}),
            "nodes": mapping(
                key, {"status": one_of("not_started", "in_progress", "done", "skipped")}
            ),
            "frontier": [slug],
            "cursor": cursor,
        },
    )
    python = progress["nodes"]["python"]
    assert python["credited_from"] == {"roadmap": "ml-engineer", "skill": "python"}
    assert instant(python["at"])
    assert progress["nodes"]["rag"]["waiting_for"] != []
    assert progress["frontier"] != []
    assert not set(progress["frontier"]) & {"python", "rag"}


def test_marking(enrolled):
    event = fresh_id()

    marked = enrolled.put(
        "/me/marks/python",
        json={
            "status": "done",
            "roadmap": "ml-engineer",
            "event_id": event,
            "occurred_at": "2026-11-20T09:00:00+01:00",
            "evidence_url": None,
        },
    ).json()

    check(marked, MARKED)
    assert marked["mark"] == {
        "skill": "python",
        "status": "done",
        "at": "2026-11-20T08:00:00Z",
        "event_id": event,
        "roadmap": "ml-engineer",
        "evidence_url": None,
    }
    assert (marked["previous"], marked["applied"]) == (None, True)
    assert [row["roadmap"] for row in marked["roadmaps"]] == ["ai-engineer", "ml-engineer"]


def test_marking_again_answers_the_same(enrolled):
    wanted = {"status": "done", "event_id": fresh_id(), "occurred_at": "2026-11-20T08:00:00Z"}

    first = enrolled.put("/me/marks/git", json=wanted)
    again = enrolled.put("/me/marks/git", json=wanted)

    assert again.json() == first.json()


def test_one_event_id_with_two_bodies_is_a_conflict(enrolled):
    event = fresh_id()
    enrolled.put("/me/marks/git", json={"status": "done", "event_id": event})

    answer = enrolled.put("/me/marks/git", json={"status": "in_progress", "event_id": event})

    assert (answer.status_code, answer.json()["code"]) == (409, "event_conflict")


def test_an_older_event_is_kept_and_not_applied(enrolled):
    enrolled.put("/me/marks/git", json={"status": "done", "occurred_at": "2026-11-20T08:00:00Z"})

    older = enrolled.put(
        "/me/marks/git", json={"status": "in_progress", "occurred_at": "2026-11-19T08:00:00Z"}
    ).json()

    assert older["applied"] is False
    assert older["mark"]["status"] == "done"


def test_clearing_answers_no_mark_and_what_was(enrolled):
    enrolled.put("/me/marks/git", json={"status": "done"})

    cleared = enrolled.delete("/me/marks/git")

    assert cleared.status_code == 200
    check(cleared.json(), MARKED | {"mark": None, "previous": MARK})


def test_skipping_answers_the_same_shape(enrolled):
    path = "/me/enrollments/ai-engineer/skips/java"

    skipped = enrolled.put(path, json={}).json()
    unskipped = enrolled.delete(path).json()

    shape = {name: inner for name, inner in MARKED.items() if name not in {"mark", "previous"}}
    check(skipped, shape | {"skip": {"skill": slug, "roadmap": slug, "at": instant}})
    check(unskipped, shape | {"skip": None})


def test_a_group_cannot_be_skipped(enrolled):
    answer = enrolled.put("/me/enrollments/ai-engineer/skips/~second-language", json={})

    assert (answer.status_code, answer.json()["code"]) == (422, "not_markable")


def test_the_map_of_marks(enrolled):
    enrolled.put("/me/marks/python", json={"status": "done"})

    marks = enrolled.get("/me/marks").json()

    mark = {"status": one_of("in_progress", "done"), "at": instant, "roadmap": (slug, None)}
    check(marks, {"marks": mapping(slug, mark), "cursor": cursor})
    assert list(marks["marks"]) == ["python"]


def test_next(enrolled):
    enrolled.put("/me/marks/python", json={"status": "in_progress"})

    suggestions = enrolled.get("/me/next", params={"limit": 5}).json()["items"]

    check(
        suggestions,
        [
            {
                "skill": slug,
                "title": str,
                "roadmaps": [slug],
                "status": one_of("not_started", "in_progress"),
                "minutes": int,
                "why": [{"code": WHY}],
            }
        ],
    )
    assert len(suggestions) == 5
    assert suggestions[0]["skill"] == "python"
    assert suggestions[0]["why"][0]["code"] == "continue"
    assert all(row["why"] for row in suggestions)


def test_activity(enrolled):
    enrolled.put("/me/marks/python", json={"status": "done", "occurred_at": "2026-11-18T12:00:00Z"})

    activity = enrolled.get(
        "/me/activity", params={"since": "2026-11-01", "until": "2026-11-30"}
    ).json()

    check(
        activity,
        {
            "since": day,
            "until": day,
            "days": [{"on": day, "events": int, "done": int}],
            "streak": {"current": int, "longest": int, "active_today": bool, "freezes_left": int},
        },
    )
    assert activity["days"] == [{"on": "2026-11-18", "events": 1, "done": 1}]
    assert activity["streak"]["longest"] == 1


def test_more_than_366_days_of_activity_are_refused(enrolled):
    answer = enrolled.get("/me/activity", params={"since": "2020-01-01", "until": "2026-01-01"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "out_of_range")


def test_the_digest_preference(learner):
    digest = learner.get("/me/digest").json()
    changed = learner.patch("/me/digest", json={"weekday": "friday", "hour": 18}).json()
    off = learner.patch("/me/digest", json={"enabled": False}).json()

    check(
        digest,
        {
            "enabled": True.__eq__,
            "weekday": "monday".__eq__,
            "hour": (8).__eq__,
            "time_zone": str,
            "paused_until": None,
            "next_at": instant,
            "last": None,
        },
    )
    assert (changed["weekday"], changed["hour"]) == ("friday", 18)
    assert changed["next_at"] != digest["next_at"]
    assert (off["enabled"], off["next_at"]) == (False, None)


def test_the_preview_of_the_digest(enrolled):
    enrolled.put("/me/marks/python", json={"status": "done"})

    preview = enrolled.get("/me/digest/preview").json()
    page = enrolled.get("/me/digest/preview", params={"format": "html"})
    text = enrolled.get("/me/digest/preview", params={"format": "text"})

    check(
        preview,
        {
            "would_send": True.__eq__,
            "reason": None,
            "subject": str,
            "text": str,
            "html": str,
            "window_start": instant,
            "window_end": instant,
        },
    )
    assert "Python" in preview["text"]
    assert page.headers["content-type"].startswith("text/html")
    assert text.headers["content-type"].startswith("text/plain")


def test_unsubscribing_is_one_click_and_a_look_changes_nothing(product, enrolled):
    enrolled.put("/me/marks/python", json={"status": "done"})
    link = next(
        word for word in enrolled.get("/me/digest/preview").json()["text"].split() if "/u/" in word
    )

    looked = httpx.get(link)
    still_on = enrolled.get("/me/digest").json()["enabled"]
    answers = [
        httpx.post(link, data={"List-Unsubscribe": "One-Click"}).status_code,
        httpx.post(link).status_code,
    ]

    assert (looked.status_code, still_on) == (200, True)
    assert answers == [200, 200]
    assert enrolled.get("/me/digest").json()["enabled"] is False
