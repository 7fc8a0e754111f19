"""What schemathesis must know to make requests that fit; schemathesis.toml names this module.

Our schema says what JSON Schema can say. Left to tell are the texts behind a format, what depends
on today or on another parameter, and which things are there.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count, cycle
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

import httpx
import schemathesis
from hypothesis import strategies as some
from schemathesis import Case, HookContext, Response

from tests.fuzz.world import FILE_VARIABLE, World

# The years that the API takes, as the patterns beside these formats say.
FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)
DAYS_OF_ACTIVITY = DAYS_OF_A_TOKEN = 365
# Every so many requests that fit keep the names that were made up, for 404 and 422.
MADE_UP = 4
ACTIVITY = "/api/v1/me/activity"
COMPARISONS = ("/api/v1/me/comparison", "/api/v1/tracks/{track}/comparison")
ENROLLMENT = "/api/v1/me/enrollments/{roadmap}"
FIT = "/api/v1/fit-quiz/results"
TOKEN = "/api/v1/me/tokens/{token}"
PASSWORD = "/_allauth/{client}/v1/account/password/change"
SESSION = "/_allauth/{client}/v1/auth/session"

_days = some.dates(FIRST, LAST)
_offsets = some.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
_times = some.times(timezones=some.just(UTC) | _offsets)
# Not the outermost days: in UTC they may be of another year.
_inner_days = some.dates(FIRST + timedelta(days=1), LAST - timedelta(days=1))
_instants = some.builds(datetime.combine, _inner_days, _times)
schemathesis.openapi.format("date", _days.map(date.isoformat))
schemathesis.openapi.format("date-time", _instants.map(datetime.isoformat))
schemathesis.openapi.format("iana-time-zone", some.sampled_from(sorted(available_timezones())))

_world = World.kept(Path(os.environ[FILE_VARIABLE]))
_places, _act = cycle(_world.places), count()
_turns: Counter[tuple[str, str]] = Counter()
_left: set[str] = set()


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Let requests that fit keep what no schema can say, and most of them name what is there."""
    if _world.login:
        case.headers.update(_world.headers)
    if case.path == PASSWORD:
        _keep_the_password(case)
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if case.path == ACTIVITY and "since" in case.query:
        case.query = _window(dict(case.query))
    if case.path in COMPARISONS:
        case.query = _among_tracks(dict(case.query), case.path_parameters.get("track"))
    if case.path == FIT:
        case.query = _answered(len(case.query))
    body = case.body if isinstance(case.body, dict) else {}
    if case.path == TOKEN and (day := body.get("expires_on")):
        case.body = {**body, "expires_on": _soon(str(day))}
    if not _is_made_up(case):
        _name_what_is_there(case)


@schemathesis.hook
def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
    """Remember which roadmaps the caller has left, and sign her in again when she has gone."""
    if case.method == "DELETE" and case.path == ENROLLMENT and response.status_code < 300:
        _left.add(case.path_parameters["roadmap"])
    has_gone = case.method == "DELETE" and case.path == SESSION
    # A new password ends every session.
    if _world.login and (has_gone or response.status_code == httpx.codes.GONE):
        _sign_in_again()


def _keep_the_password(case: Case[Any]) -> None:
    """An example of our schema may name hers: changed, she could not sign in again."""
    if _world.login and isinstance(case.body, dict) and "new_password" in case.body:
        case.body = {**case.body, "new_password": _world.login["password"]}


def _is_made_up(case: Case[Any]) -> bool:
    """Whether the names in it stay: in each phase the first ones do not.

    In the stateful phase schemathesis itself takes names from one answer to the next request.
    """
    assert case.meta is not None
    phase = case.meta.phase.name.value
    turn = (phase, f"{case.method} {case.path}")
    _turns[turn] += 1
    return phase == "stateful" or _turns[turn] % MADE_UP == 0


def _name_what_is_there(case: Case[Any]) -> None:
    place = {**next(_places), **_fresh_act()}
    case.path_parameters = _named(case.path_parameters, place)
    case.query = _paged(_named(case.query, place), _world.cursors.get(case.path))
    if isinstance(case.body, dict):
        case.body = _named(case.body, place)
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"
    if case.path.startswith(ENROLLMENT):
        _follow_again()


def _fresh_act() -> dict[str, str]:
    """An act that nobody has told yet, and that lies behind us."""
    number = next(_act)
    at = datetime(2026, 11, 1, tzinfo=UTC) - timedelta(minutes=number)
    return {"event_id": str(UUID(int=number, version=4)), "occurred_at": at.isoformat()}


def _named(parameters: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    return {name: place.get(name, value) for name, value in parameters.items()}


def _paged(query: dict[str, Any], cursor: str | None) -> dict[str, Any]:
    """A cursor is good for the list that gave it, and for that choice of its rows."""
    if "cursor" not in query:
        return query
    others = {name: value for name, value in query.items() if name != "cursor"}
    return {**others, "cursor": cursor} if cursor and not others.keys() - {"limit"} else others


def _answered(many: int) -> dict[str, str]:
    """As many answers as were made up, to questions that are asked."""
    turn = next(_act)
    asked = list(_world.answers.items())[:many]
    return {key: options[turn % len(options)] for key, options in asked}


def _window(query: dict[str, Any]) -> dict[str, Any]:
    """`until` behind `since`, and not too far."""
    since = date.fromisoformat(query["since"])
    until = date.fromisoformat(query.get("until", query["since"]))
    length = (until - since).days % DAYS_OF_ACTIVITY
    return {**query, "until": min(since + timedelta(days=length), LAST).isoformat()}


def _among_tracks(query: dict[str, Any], track: str | None) -> dict[str, Any]:
    """Which tracks may be chosen: those that there are, and no track twice."""
    tracks = _world.places[0]["tracks"].split(",")
    other = next(each for each in tracks if each != track)
    return _named(query, {"with": other, "tracks": ",".join(tracks)})


def _soon(day: str) -> str:
    """A day on which a token may end."""
    today = datetime.now(UTC).date()
    ahead = (date.fromisoformat(day) - today).days % DAYS_OF_A_TOKEN
    return (today + timedelta(days=ahead)).isoformat()


def _follow_again() -> None:
    """Take the caller back to where requests would otherwise find nothing any more."""
    while _left:
        path = f"/api/v1/me/enrollments/{_left.pop()}"
        httpx.put(f"{_world.url}{path}", json={}, headers=_world.headers).raise_for_status()


def _sign_in_again() -> None:
    login = f"{_world.url}/_allauth/app/v1/auth/login"
    answer = httpx.post(login, json=_world.login).raise_for_status()
    _world.headers["X-Session-Token"] = answer.json()["meta"]["session_token"]
