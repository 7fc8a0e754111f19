"""Pages by key: complete, without repeats, whatever comes and goes in between."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Session
from tests.wire.problem import problem_in
from wire.cursors import LONGEST_CURSOR, CursorInvalid, page_of

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def sessions() -> QuerySet[Any]:
    """Seven rows, of which some share their instant."""
    Session.objects.bulk_create(
        Session(session_key=f"key-{n}", session_data="", expire_date=START + timedelta(days=n // 3))
        for n in range(7)
    )
    return Session.objects.all()


def pages(queryset: QuerySet[Any], order: tuple[str, ...], limit: int) -> Iterator[list[str]]:
    cursor = None
    for _ in range(20):
        query = {"limit": limit, "cursor": cursor}
        page = page_of(queryset, order=order, query=query, whose="ada's")
        yield [row["session_key"] for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return
    pytest.fail("The pages do not come to an end.")


class TestPageOf:
    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
    @pytest.mark.parametrize(
        "order",
        [
            ("session_key",),
            ("-session_key",),
            ("expire_date", "session_key"),
            ("-expire_date", "session_key"),
            ("expire_date", "-session_key"),
        ],
    )
    def test_every_row_comes_once_and_in_order(
        self, sessions: QuerySet[Any], order: tuple[str, ...], limit: int
    ) -> None:
        expected = [row.session_key for row in sessions.order_by(*order)]

        found = list(pages(sessions.values("session_key", "expire_date"), order, limit))

        assert [key for page in found for key in page] == expected
        assert all(len(page) == limit for page in found[:-1])
        assert found[-1]

    def test_instances_page_like_values(self, sessions: QuerySet[Any]) -> None:
        query = {"limit": 3, "cursor": None}
        order = ("expire_date", "session_key")

        page = page_of(sessions, order=order, query=query, whose="ada's")
        query["cursor"] = page.next_cursor
        second = page_of(sessions, order=order, query=query, whose="ada's")

        assert [row.session_key for row in page.rows + second.rows] == [
            f"key-{n}" for n in range(6)
        ]

    def test_rows_that_come_or_go_shift_nothing(self, sessions: QuerySet[Any]) -> None:
        order = ("session_key",)
        found = pages(sessions.values("session_key"), order, 3)

        first = next(found)
        sessions.filter(session_key__in=["key-0", "key-2"]).delete()
        sessions.create(session_key="key-1a", session_data="", expire_date=START)
        second = next(found)

        assert (first, second) == (["key-0", "key-1", "key-2"], ["key-3", "key-4", "key-5"])

    def test_an_empty_list_has_no_next_page(self, sessions: QuerySet[Any]) -> None:
        query = {"limit": 3, "cursor": None}

        page = page_of(sessions.none(), order=("session_key",), query=query, whose="ada's")

        assert page.told([]) == {"items": [], "next_cursor": None}

    def test_costs_one_statement(
        self, sessions: QuerySet[Any], django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            next(pages(sessions.values("session_key"), ("session_key",), 3))


ORDER = ("session_key",)
FIRST: dict[str, Any] = {"limit": 3, "cursor": None, "q": "python"}


@pytest.fixture
def cursor(sessions: QuerySet[Any]) -> str:
    """Of Ada's list of what holds "python"."""
    cursor = page_of(sessions, order=ORDER, query=FIRST, whose="ada's").next_cursor
    assert cursor
    return cursor


def is_taken(
    rows: QuerySet[Any],
    cursor: str,
    *,
    order: tuple[str, ...] = ORDER,
    whose: str = "ada's",
    q: str = "python",
) -> bool:
    query = {"limit": 3, "cursor": cursor, "q": q}
    try:
        page_of(rows, order=order, query=query, whose=whose)
    except CursorInvalid:
        return False
    return True


class TestCursor:
    def test_is_named_when_it_is_refused(self, sessions: QuerySet[Any]) -> None:
        with pytest.raises(CursorInvalid) as refused:
            page_of(sessions, order=ORDER, query={**FIRST, "cursor": "2"}, whose="ada's")

        (fault,) = refused.value.errors
        assert (refused.value.status, fault.where, fault.pointer) == (422, "query", "/cursor")

    @pytest.mark.parametrize(
        "garbage",
        [
            "",
            "2",
            "x" * 8000,
            "ä:ö",
            "a:b:c",
            ".eJw:sig",
            base64.urlsafe_b64encode(b'["key-1"]').decode(),
            base64.urlsafe_b64encode(b'["\\u0000"]').decode() + ":sig",
        ],
    )
    def test_garbage_is_refused(self, sessions: QuerySet[Any], garbage: str) -> None:
        assert not is_taken(sessions, garbage)

    def test_is_refused_with_any_character_changed_or_gone(
        self, sessions: QuerySet[Any], cursor: str
    ) -> None:
        changed = [
            cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :]
            for n in range(len(cursor))
        ]
        shortened = [cursor[:n] for n in range(len(cursor))]

        assert [text for text in changed + shortened if is_taken(sessions, text)] == []

    def test_is_good_for_the_list_that_gave_it_alone(
        self, sessions: QuerySet[Any], cursor: str
    ) -> None:
        assert is_taken(sessions, cursor)
        assert not is_taken(sessions, cursor, order=("-session_key",))
        assert not is_taken(sessions, cursor, whose="eve's")
        assert not is_taken(sessions, cursor, q="java")

    def test_lives_as_long_as_the_key_that_signed_it(
        self, sessions: QuerySet[Any], cursor: str, settings: Settings
    ) -> None:
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
        assert not is_taken(sessions, cursor)

        settings.SECRET_KEY_FALLBACKS = [old]
        assert is_taken(sessions, cursor)

    def test_outlives_the_row_it_points_at(self, sessions: QuerySet[Any], cursor: str) -> None:
        sessions.filter(session_key="key-2").delete()
        query = {**FIRST, "cursor": cursor, "limit": 1}

        (row,) = page_of(sessions, order=ORDER, query=query, whose="ada's").rows

        assert row.session_key == "key-3"

    def test_is_refused_as_a_cursor_however_long_it_is(self, client: Client) -> None:
        for length in (LONGEST_CURSOR + 1, 8000):
            response = client.get("/api/v1/me/echo", {"cursor": "a" * length})

            assert problem_in(response)["code"] == "cursor_invalid"

    def test_goes_through_a_query_string_unharmed(self, sessions: QuerySet[Any]) -> None:
        order = ("expire_date", "session_key")

        cursor = page_of(sessions, order=order, query=FIRST, whose="ada's").next_cursor

        assert cursor
        assert quote(cursor, safe=":") == cursor
