"""What belongs to one learner is nothing to another; what is not offered cannot be set."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.hostile.expected import NOT_FOUND, Answer
from tests.hostile.sending import Sender
from tests.rig.ids import fresh_id
from tests.rig.learner import PASSWORD, Newcomer
from tests.rig.product import Product

pytestmark = [pytest.mark.postgres, pytest.mark.worker]

API = "/api/v1/me"
# As many as one answer names.
MOST_FAULTS = 100
WANTED = {"name": "laptop", "scopes": ["read"], "expires_on": None}

EVENT = {"event_id", "occurred_at"}


class Door(NamedTuple):
    """An endpoint that takes a body: what fits, and all the fields that it takes."""

    method: str
    path: str
    fits: dict[str, Any]
    takes: set[str]
    caller: str = "token"


DOORS = [
    Door("PATCH", API, {"name": "Eve"}, {"name", "handle", "time_zone", "locale", "sharing"}),
    Door(
        "PUT",
        f"{API}/marks/sql",
        {"status": "done"},
        {"status", "roadmap", "evidence_url", *EVENT},
    ),
    Door("DELETE", f"{API}/marks/git", {"roadmap": "ai-engineer"}, {"roadmap", *EVENT}),
    Door("PUT", f"{API}/enrollments/ml-engineer", {}, set()),
    Door(
        "PATCH",
        f"{API}/enrollments/ai-engineer",
        {"weekly_minutes": 17},
        {"weekly_minutes", "target_on", "days_off", "favourite", "paused"},
    ),
    Door("PUT", f"{API}/enrollments/ai-engineer/skips/agents", {}, EVENT),
    Door("DELETE", f"{API}/enrollments/ai-engineer/skips/agents", {}, EVENT),
    Door("PATCH", f"{API}/digest", {"hour": 3}, {"enabled", "weekday", "hour", "paused_until"}),
    Door("PUT", f"{API}/tokens/{fresh_id()}", WANTED, set(WANTED), caller="session"),
]
# Read-only, of another's schema, or a way into an object of Python's or of JavaScript's.
MADE_UP = [
    "pk",
    "user",
    "user_id",
    "owner",
    "role",
    "is_admin",
    "isStaff",
    "prefix",
    "summary",
    "applied",
    "previous",
    "cursor",
    "next_at",
    "last",
    "edition",
    "version",
    "__proto__",
    "__class__",
    "constructor",
    "status__in",
    "learner.is_staff",
    "learner__is_staff",
    "sharing[profile]",
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.method} {door.path}")
def test_nothing_that_is_not_offered_can_be_set(
    sender: Sender, fortress: Product, door: Door
) -> None:
    fields = [name for name in _fields_of_all_models(fortress) if name not in door.takes]
    before = _state(fortress)

    for first in range(0, len(fields), MOST_FAULTS):
        some = fields[first : first + MOST_FAULTS]
        answer = sender.ask(
            door.method,
            door.path,
            json=door.fits | dict.fromkeys(some, True),
            headers=sender.credentials[door.caller],
        )
        assert answer.status == 400, answer
        told = {(fault["pointer"], fault["code"]) for fault in answer.document["errors"]}
        assert told == {(f"/{name}", "unknown_field") for name in some}

    assert _state(fortress) == before


def test_signing_up_makes_nobody_more_than_a_learner(sender: Sender, fortress: Product) -> None:
    email = f"eve-{fresh_id()}@waymark.example"
    more = dict.fromkeys(_fields_of_all_models(fortress), True)
    taken = {"email": email, "password": PASSWORD, "time_zone": "UTC", "weekly_digest": True}

    answer = sender.ask("POST", "/_allauth/app/v1/auth/signup", json=more | taken)

    assert answer.status == 401
    [row] = fortress.sql(
        "SELECT is_staff, is_superuser, is_active, is_profile_shared, name, handle, id::text "
        "FROM accounts_user WHERE email = :email",
        email=email,
    )
    assert row[:-1] == (False, False, True, False, "", None)
    assert row[-1] != "True"


class TestSomebodyElse:
    @pytest.fixture
    def token(self, stranger: Newcomer) -> str:
        """The id of a stranger's token."""
        token = fresh_id()
        stranger.put(f"/me/tokens/{token}", json=WANTED).raise_for_status()
        return token

    def test_cannot_rename_my_token(self, sender: Sender, token: str) -> None:
        NOT_FOUND.check(_with_session(sender, "PUT", f"{API}/tokens/{token}", json=WANTED))

    def test_cannot_revoke_my_token(self, sender: Sender, stranger: Newcomer, token: str) -> None:
        of_mine = _with_session(sender, "DELETE", f"{API}/tokens/{token}")
        of_nobody = _with_session(sender, "DELETE", f"{API}/tokens/{fresh_id()}")

        assert (of_mine.status, of_mine.body) == (of_nobody.status, of_nobody.body)
        ids = {row["id"] for row in stranger.get("/me/tokens").json()["items"]}
        assert token in ids

    def test_may_use_the_id_of_my_event_for_one_of_her_own(
        self, sender: Sender, stranger: Newcomer
    ) -> None:
        event = {"status": "done", "event_id": fresh_id()}
        mine = stranger.put("/me/marks/git", json=event).json()["mark"]

        hers = sender.ask(
            "PUT", f"{API}/marks/git", json=event, headers=sender.credentials["token"]
        )

        assert hers.status == 200
        assert stranger.get("/me/marks").json()["marks"]["git"]["at"] == mine["at"]

    def test_is_told_of_my_roadmap_what_she_is_told_of_none(
        self, sender: Sender, stranger: Newcomer
    ) -> None:
        stranger.put("/me/enrollments/ml-engineer", json={}).raise_for_status()

        of_mine, of_nobody = (
            sender.ask("GET", f"{API}/enrollments/{roadmap}", headers=sender.credentials["token"])
            for roadmap in ("ml-engineer", "no-such-roadmap")
        )

        assert _without_ids(of_mine) == _without_ids(of_nobody)


def _fields_of_all_models(product: Product) -> list[str]:
    columns = product.sql(
        "SELECT DISTINCT column_name FROM information_schema.columns "
        "WHERE table_name ~ '^(accounts|progress|roadmap)_' ORDER BY 1"
    )
    return [name for (name,) in columns] + MADE_UP


def _state(product: Product) -> dict[str, Any]:
    """Every row that a learner's requests could change."""
    tables = ("user", "token"), ("mark", "skip", "enrollment", "event", "digestpreference")
    names = [f"accounts_{name}" for name in tables[0]] + [f"progress_{name}" for name in tables[1]]
    return {name: sorted(map(str, product.sql(f"SELECT * FROM {name}"))) for name in names}


def _with_session(sender: Sender, method: str, path: str, **options: Any) -> Answer:
    return sender.ask(method, path, headers=sender.credentials["session"], **options)


def _without_ids(answer: Answer) -> tuple[Any, ...]:
    told = {key: value for key, value in answer.document.items() if key != "request_id"}
    return answer.status, told, set(answer.headers)
