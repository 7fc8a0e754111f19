from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from progress.digests.slots import jitter
from progress.models import Digest, DigestPreference, State
from tests.factories import LONG_AGO, a_learner
from tests.progress.api import Api
from tests.progress.digests.weeks import FRIDAY, HOUR, SLOT, WEEK, Hands, did, digest_of
from wire.instants import format_instant

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(ada: User, clock: time_machine.Coordinates) -> Api:
    return Api(ada)


class TestMyDigest:
    def test_tells_when_the_next_one_comes(self, api: Api, ada: User) -> None:
        response = api.get("/me/digest")

        assert response.status_code == 200
        assert response.json() == {
            "enabled": True,
            "weekday": "monday",
            "hour": 8,
            "time_zone": "UTC",
            "paused_until": None,
            "next_at": format_instant(SLOT + jitter(ada.pk, 60)),
            "last": None,
        }

    def test_tells_what_became_of_the_last(self, api: Api, ada: User, hands: Hands) -> None:
        hands.plan_and_send()

        assert api.get("/me/digest").json()["last"] == {
            "window_start": "2026-11-20T07:00:00Z",
            "window_end": "2026-11-23T08:00:00Z",
            "state": "skipped",
            "reason": "nothing_to_tell",
            "at": "2026-11-23T09:00:00Z",
        }

    def test_a_learner_without_a_row_has_it_off(self, api: Api) -> None:
        DigestPreference.objects.all().delete()

        body = api.get("/me/digest").json()

        assert (body["enabled"], body["next_at"]) == (False, None)

    def test_changes_what_is_given_and_answers_alike_again(self, api: Api) -> None:
        changes: dict[str, Any] = {
            "weekday": "wednesday",
            "hour": 19,
            "paused_until": "2026-12-01T09:00:00+01:00",
        }

        first = api.patch("/me/digest", **changes)
        again = api.patch("/me/digest", **changes)

        assert first.status_code == 200
        assert first.json() == again.json() == api.get("/me/digest").json()
        assert first.json()["weekday"] == "wednesday"
        assert first.json()["paused_until"] == "2026-12-01T08:00:00Z"
        assert first.json()["next_at"].startswith("2026-11-25T19:")

    def test_switched_off_has_no_next(self, api: Api) -> None:
        body = api.patch("/me/digest", enabled=False).json()

        assert (body["enabled"], body["next_at"]) == (False, None)

    def test_follows_her_to_another_zone(self, api: Api) -> None:
        api.patch("/me", time_zone="Pacific/Kiritimati")

        body = api.get("/me/digest").json()

        assert body["time_zone"] == "Pacific/Kiritimati"
        assert body["next_at"].startswith("2026-11-22T18:")

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"weekday": "funday"}, "/weekday", "not_a_choice"),
            ({"weekday": 0}, "/weekday", "wrong_type"),
            ({"hour": 24}, "/hour", "out_of_range"),
            ({"hour": "8"}, "/hour", "wrong_type"),
            ({"enabled": "yes"}, "/enabled", "wrong_type"),
            ({"enabled": None}, "/enabled", "wrong_type"),
            ({"paused_until": "tomorrow"}, "/paused_until", "bad_format"),
            ({"next_at": "2026-11-23T08:00:00Z"}, "/next_at", "unknown_field"),
        ],
    )
    def test_refuses_nonsense_and_changes_nothing(
        self, api: Api, changes: dict[str, Any], pointer: str, code: str
    ) -> None:
        before = api.get("/me/digest").json()

        response = api.patch("/me/digest", **{"hour": 9, **changes})

        assert response.status_code == 400
        assert (pointer, code) in {(e["pointer"], e["code"]) for e in response.json()["errors"]}
        assert api.get("/me/digest").json() == before

    @pytest.mark.parametrize("path", ["/me/digest", "/me/digest/preview", "/me/digests"])
    def test_is_for_the_signed_in(self, path: str) -> None:
        assert Client().get(f"/api/v1{path}").status_code == 401


class TestPreview:
    def test_shows_the_mail_as_it_would_go_now(self, api: Api, ada: User) -> None:
        did(ada, "python", at=FRIDAY + HOUR / 2)

        body = api.get("/me/digest/preview").json()

        assert (body["would_send"], body["reason"]) == (True, None)
        assert body["subject"] == "Your week: 1 skill"
        assert "* Python" in body["text"]
        assert "Python</p>" in body["html"]
        assert body["window_start"] == "2026-11-20T07:00:00Z"
        assert body["window_end"] == "2026-11-20T08:00:00Z"

    def test_changes_nothing(self, api: Api, ada: User) -> None:
        before = DigestPreference.objects.values().get(learner=ada)

        api.get("/me/digest/preview")

        assert DigestPreference.objects.values().get(learner=ada) == before
        assert not Digest.objects.exists()

    def test_says_why_there_would_be_none(self, api: Api) -> None:
        assert api.get("/me/digest/preview").json()["reason"] == "nothing_to_tell"

        api.patch("/me/digest", enabled=False)

        body = api.get("/me/digest/preview").json()
        assert (body["would_send"], body["reason"]) == (False, "unsubscribed")

    @pytest.mark.parametrize(
        ("format_", "media_type", "begins"),
        [("html", "text/html", "<!doctype html>"), ("text", "text/plain", "Hello Ada,")],
    )
    def test_gives_one_part_alone(
        self, api: Api, format_: str, media_type: str, begins: str
    ) -> None:
        response = api.get("/me/digest/preview", format=format_)

        assert response["Content-Type"] == f"{media_type}; charset=utf-8"
        assert response.content.decode().startswith(begins)
        assert response["Cache-Control"] == "private, no-cache"

    def test_of_a_window_planned_ahead_of_the_clock_is_empty(self, api: Api, ada: User) -> None:
        DigestPreference.objects.filter(learner=ada).update(covered_until=SLOT)

        body = api.get("/me/digest/preview").json()

        assert body["window_start"] == body["window_end"] == "2026-11-23T08:00:00Z"


class TestHistory:
    def test_pages_through_my_windows_newest_first(self, api: Api, ada: User) -> None:
        for week in range(5):
            Digest.objects.create(
                learner=ada,
                window_start=LONG_AGO + week * WEEK,
                window_end=LONG_AGO + (week + 1) * WEEK,
                state=State.SENT,
                created_at=LONG_AGO,
                state_at=LONG_AGO,
            )

        first = api.get("/me/digests", limit=3).json()
        second = api.get("/me/digests", limit=3, cursor=first["next_cursor"]).json()

        starts = [row["window_start"] for row in first["items"] + second["items"]]
        assert starts == [format_instant(LONG_AGO + week * WEEK) for week in (4, 3, 2, 1, 0)]
        assert second["next_cursor"] is None
        assert first["items"][0].keys() == {"window_start", "window_end", "state", "reason", "at"}

    def test_holds_nobody_elses(self, api: Api, hands: Hands) -> None:
        a_learner()
        hands.plan()

        assert len(api.get("/me/digests").json()["items"]) == 1
        assert Digest.objects.count() == 2


class TestMidFlight:
    def test_a_retry_is_told_as_it_is(self, api: Api, ada: User, hands: Hands) -> None:
        did(ada, "python", at=FRIDAY + timedelta(minutes=1))
        hands.plan()
        Digest.objects.update(state=State.RETRY)

        assert api.get("/me/digest").json()["last"]["state"] == digest_of(ada).state == "retry"
