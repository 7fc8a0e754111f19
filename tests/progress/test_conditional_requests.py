"""A learner's ETags: hers alone, decided before anything is folded, and what a write holds to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from progress.api import digest, views
from progress.models import Digest, State
from tests.factories import a_learner, a_session, a_version, enrolled
from tests.progress.api import Api

pytestmark = pytest.mark.django_db

# Friday; where the learner lives it is 13:00.
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY_TOKEN = [
    "/me",
    "/me/enrollments",
    "/me/enrollments/sample",
    "/me/enrollments/sample/progress",
    "/me/marks",
    "/me/next",
    "/me/next?roadmap=sample",
    "/me/comparison?tracks=sample",
    "/me/activity",
    "/me/digest",
    "/me/digests",
]
PATHS = [*BY_TOKEN, "/me/tokens"]


class Reader:
    """Reads as a learner who signed in, so also her tokens."""

    def __init__(self, learner: User) -> None:
        session = a_session(learner, signed_in_at=NOON)
        self._client = Client(headers={"X-Session-Token": session})

    def get(self, path: str, etag: str = "", **headers: str) -> Any:
        if etag:
            headers["If-None-Match"] = etag
        return self._client.get(f"/api/v1{path}", headers=headers)

    def head(self, path: str) -> Any:
        return self._client.head(f"/api/v1{path}")


def a_follower(name: str) -> User:
    learner = a_learner(f"{name}@waymark.example", time_zone="Europe/Berlin")
    return enrolled(learner, a_version({"python": "", "sql": "python"}, roadmap="sample"))


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(clock: object) -> User:
    return a_follower("ada")


@pytest.mark.parametrize("path", PATHS)
class TestEveryPath:
    def test_makes_nothing_for_one_who_has_it(
        self, path: str, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reader = Reader(ada)
        had = reader.get(path)
        for name in (
            "stand",
            "folds_of",
            "roles_of",
            "outlooks_of",
            "activity_of_many",
            "rank",
            "activity_body",
        ):
            monkeypatch.setattr(views, name, made)
        for name in ("_digest_body", "_outcome_body"):
            monkeypatch.setattr(digest, name, made)

        again = reader.get(path, had["ETag"])

        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == had["ETag"]
        assert again["Cache-Control"] == had["Cache-Control"] == "private, no-cache"

    def test_has_another_etag_for_another_learner_in_the_same_state(
        self, path: str, ada: User
    ) -> None:
        """A browser keeps answers by their address, whoever is signed in."""
        eve = a_follower("eve")

        answer = Reader(eve).get(path, Reader(ada).get(path)["ETag"])

        assert answer.status_code == 200

    def test_answers_head_with_the_same_headers_and_no_body(self, path: str, ada: User) -> None:
        reader = Reader(ada)

        got, head = reader.get(path), reader.head(path)

        assert (head.status_code, head.content) == (200, b"")
        for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control"):
            assert head[name] == got[name]


def made(*_: Any, **__: Any) -> NoReturn:
    pytest.fail("Something was made for a client who had it.")


def marked(ada: Api) -> None:
    ada.put("/me/marks/python", status="done")


def skipped(ada: Api) -> None:
    ada.put("/me/enrollments/sample/skips/python")


def paused(ada: Api) -> None:
    ada.patch("/me/enrollments/sample", paused=True)


def renamed(ada: Api) -> None:
    ada.patch("/me", name="Ada")


def moved_far_away(ada: Api) -> None:
    ada.patch("/me", time_zone="Pacific/Kiritimati")


def published(_: Api) -> None:
    a_version({"sql": "", "python": ""}, roadmap="sample")


def switched_off(ada: Api) -> None:
    ada.patch("/me/digest", enabled=False)


def sent(ada: Api) -> None:
    Digest.objects.create(
        learner=ada.learner,
        window_start=NOON - timedelta(days=7),
        window_end=NOON,
        state=State.SENT,
        created_at=NOON,
        state_at=NOON,
    )


ON_THE_ROADMAP = {
    "/me/enrollments",
    "/me/enrollments/sample",
    "/me/enrollments/sample/progress",
}
COMPARISON = "/me/comparison?tracks=sample"
NEXT = {"/me/next", "/me/next?roadmap=sample"}
CHANGES: dict[Callable[[Api], None], set[str]] = {
    marked: ON_THE_ROADMAP | NEXT | {"/me/marks", "/me/activity", COMPARISON},
    skipped: ON_THE_ROADMAP | NEXT | {"/me/marks", "/me/activity", COMPARISON},
    paused: ON_THE_ROADMAP | {"/me/marks", "/me/next", COMPARISON},
    renamed: {"/me"},
    moved_far_away: {"/me", "/me/activity", "/me/digest"},
    published: ON_THE_ROADMAP | NEXT | {COMPARISON},
    switched_off: {"/me/digest"},
    sent: {"/me/digest", "/me/digests"},
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_is_sent(change: Callable[[Api], None], ada: User) -> None:
    api = Api(ada)
    before = {path: api.get(path) for path in BY_TOKEN}

    change(api)

    after = {path: api.get(path, etag=before[path]["ETag"]) for path in BY_TOKEN}
    told_anew = {path for path in BY_TOKEN if api.get(path).content != before[path].content}
    assert told_anew <= CHANGES[change]
    assert {after[path].status_code for path in CHANGES[change]} == {200}


def test_a_token_that_was_used_today_is_told_anew(ada: User) -> None:
    reader, script = Reader(ada), Api(ada)
    etag = reader.get("/me/tokens")["ETag"]

    script.get("/me")

    again = reader.get("/me/tokens", etag)
    assert again.json()["items"][0]["last_used_on"] == "2026-11-20"


@pytest.mark.parametrize("days", ["", "?since=2026-11-01&until=2026-11-20"])
def test_another_day_where_the_learner_lives_is_told_anew(
    days: str, ada: User, clock: time_machine.Traveller
) -> None:
    api, path = Api(ada), f"/me/activity{days}"
    marked(api)
    etag = api.get(path)["ETag"]

    clock.move_to(datetime(2026, 11, 20, 22, 59, tzinfo=UTC))
    assert api.get(path, etag=etag).status_code == 304

    clock.move_to(datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
    assert api.get(path, etag=etag).json()["streak"]["active_today"] is False


class TestIfMatch:
    @pytest.mark.parametrize(
        ("path", "change"),
        [
            ("/me", {"name": "Ada"}),
            ("/me/digest", {"hour": 9}),
            ("/me/enrollments/sample", {"favourite": True}),
        ],
    )
    def test_lets_a_chain_of_writes_through_and_no_late_one(
        self, path: str, change: dict[str, Any], ada: User
    ) -> None:
        api = Api(ada)
        etag = api.get(path)["ETag"]

        written = api.patch(path, if_match=etag, **change)
        late = api.patch(path, if_match=etag, **change)

        assert (written.status_code, late.status_code) == (200, 412)
        assert written["ETag"] == api.get(path)["ETag"] != etag
        assert api.patch(path, if_match=written["ETag"], **change).status_code == 200

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ("{}", 200),
            ('"other", {}', 200),
            ('W/"other", {}', 200),
            ("*", 200),
            ("W/{}", 412),
            ('"other"', 412),
            ("garbage", 412),
            (",", 412),
            ('"', 412),
        ],
    )
    @pytest.mark.parametrize("path", ["/me", "/me/digest", "/me/enrollments/sample"])
    def test_takes_lists_and_refuses_what_names_nothing(
        self, path: str, form: str, status: int, ada: User
    ) -> None:
        api = Api(ada)
        etag = api.get(path)["ETag"]

        assert api.patch(path, if_match=form.format(etag)).status_code == status

    def test_holds_putting_and_leaving_to_what_was_read(self, ada: User) -> None:
        api = Api(ada)
        stale = api.get("/me/enrollments/sample")["ETag"]
        marked(api)
        fresh = api.get("/me/enrollments/sample")["ETag"]

        for method in (api.put, api.delete):
            assert method("/me/enrollments/sample", if_match=stale).status_code == 412
        assert api.put("/me/enrollments/sample", if_match=fresh)["ETag"] == fresh
        assert api.delete("/me/enrollments/sample", if_match=fresh).status_code == 204
        assert api.delete("/me/enrollments/sample", if_match=fresh).status_code == 412
        assert api.put("/me/enrollments/sample", if_match="*").status_code == 412

    def test_of_a_digest_never_touched_is_the_one_that_was_read(self, ada: User) -> None:
        ada.digest_preference.delete()
        api = Api(ada)
        etag = api.get("/me/digest")["ETag"]

        assert api.patch("/me/digest", if_match=etag, enabled=True).status_code == 200
