"""Every list of the API by pages: all rows once, and no cursor taken but the list's own."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from progress.models import Digest, State
from tests.factories import a_learner, a_session, a_token, a_version, enrolled
from tests.generated import generated

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROWS = 3
# What an item is known by, beside the parameters that still leave all rows.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "/tracks": ("slug", {}),
    "/roadmaps": ("slug", {"kind": "role"}),
    "/roadmaps/r0/versions": ("version", {}),
    "/skills": ("slug", {"q": "n"}),
    "/me/enrollments": ("roadmap", {}),
    "/me/tokens": ("id", {}),
    "/me/digests": ("window_start", {}),
}


class Reader:
    def __init__(self, learner: User) -> None:
        session = a_session(learner, signed_in_at=NOON)
        self._client = Client(headers={"X-Session-Token": session})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/v1{path}?{urlencode(query)}")

    def cursor(self, path: str, **query: Any) -> str:
        cursor: str = self.get(path, limit=1, **query).json()["next_cursor"]
        return cursor

    def refuses(self, path: str, cursor: str, **query: Any) -> bool:
        """Whether the answer is the one that names the cursor as wrong."""
        answer = self.get(path, cursor=cursor, **query)
        if answer.status_code == 200:
            return False
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "cursor_invalid")
        assert [(e["in"], e["pointer"]) for e in problem["errors"]] == [("query", "/cursor")]
        return True


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(db: None) -> Reader:
    return Reader(somebody())


@pytest.fixture
def eve(db: None) -> Reader:
    return Reader(somebody())


def somebody() -> User:
    """With `ROWS` of everything that a list may hold."""
    learner = a_learner()
    shape = {f"n{number}": "" for number in range(ROWS)}
    for number in range(ROWS):
        enrolled(learner, a_version(shape, roadmap=f"r{number}"))
        a_token(learner)
        end = NOON - timedelta(weeks=number)
        start = end - timedelta(weeks=1)
        Digest.objects.create(
            learner=learner,
            window_start=start,
            window_end=end,
            state=State.SENT,
            created_at=end,
            state_at=end,
        )
    a_version({"n0": "", "n1": "n0"}, roadmap="r0")
    a_version(shape | {"n1": "n0"}, roadmap="r0")
    return learner


@pytest.mark.parametrize("path", LISTS)
class TestEveryList:
    def test_gives_every_row_once_page_by_page(self, path: str, ada: Reader) -> None:
        key, query = LISTS[path]
        whole = [item[key] for item in ada.get(path, **query).json()["items"]]

        pages: list[list[Any]] = []
        more: dict[str, Any] = {}
        while more.get("cursor", "") is not None:
            page = ada.get(path, limit=1, **query, **more).json()
            pages.append([item[key] for item in page["items"]])
            more = {"cursor": page["next_cursor"]}

        assert len(whole) >= ROWS
        assert pages == [[key] for key in whole]

    def test_takes_no_cursor_but_its_own(self, path: str, ada: Reader) -> None:
        own = ada.cursor(path)
        others = [ada.cursor(other) for other in LISTS if other != path]
        garbage = ["", "x", own[1:], own[:-1], own.swapcase(), f"{own}x", own * 50, "ä", "x" * 4000]

        assert not ada.refuses(path, own)
        assert [cursor for cursor in others + garbage if not ada.refuses(path, cursor)] == []

    def test_takes_the_cursor_for_the_same_choice_of_rows_alone(
        self, path: str, ada: Reader
    ) -> None:
        _, query = LISTS[path]
        if not query:
            return
        cursor = ada.cursor(path, **query)

        assert not ada.refuses(path, cursor, **query, limit=2)
        assert ada.refuses(path, cursor)

    def test_refuses_nul_in_a_cursor_as_everywhere(self, path: str, ada: Reader) -> None:
        answer = ada.get(path, cursor="\0")

        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["pointer"], fault["code"]) == (
            400,
            "/cursor",
            "bad_character",
        )

    def test_shows_nothing_in_a_cursor_that_it_does_not_show_in_the_item(
        self, path: str, ada: Reader
    ) -> None:
        page = ada.get(path, limit=1).json()

        (position,) = position_in(page["next_cursor"])

        assert plain(position) in map(plain, page["items"][0].values())


@pytest.mark.parametrize("path", [path for path in LISTS if path.startswith("/me")])
def test_no_list_takes_the_cursor_of_another_learner(path: str, ada: Reader, eve: Reader) -> None:
    assert eve.refuses(path, ada.cursor(path))


def test_every_list_of_the_schema_is_tried() -> None:
    paged = {
        operation.template.removeprefix("/api/v1")
        for operation in generated()
        for parameter in operation.parameters("query")
        if parameter["name"] == "cursor"
    }

    assert paged == {path.replace("r0", "{roadmap}") for path in LISTS}


def position_in(cursor: str) -> list[Any]:
    """What somebody reads who takes a cursor apart."""
    payload = cursor.rpartition(":")[0]
    is_deflated = payload.startswith(".")
    packed = payload.removeprefix(".")
    raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    position: list[Any] = json.loads(zlib.decompress(raw) if is_deflated else raw)
    return position


def plain(value: Any) -> Any:
    """Instants are written in two ways that say the same."""
    return value.replace("+00:00", "Z") if isinstance(value, str) else value
