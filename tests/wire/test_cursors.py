"""Pages by key: complete, without repeats, whatever comes and goes in between."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from accounts.models import Session
from wire.cursors import CursorInvalid, page_of

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
        page = page_of(queryset, order=order, query=query, shape=lambda row: row)
        yield [row["session_key"] for row in page["items"]]
        cursor = page["next_cursor"]
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

        page = page_of(sessions, order=order, query=query, shape=lambda row: row.session_key)
        query["cursor"] = page["next_cursor"]
        second = page_of(sessions, order=order, query=query, shape=lambda row: row.session_key)

        assert page["items"] + second["items"] == [f"key-{n}" for n in range(6)]

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

        page = page_of(sessions.none(), order=("session_key",), query=query, shape=dict)

        assert page == {"items": [], "next_cursor": None}

    def test_costs_one_statement(
        self, sessions: QuerySet[Any], django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            next(pages(sessions.values("session_key"), ("session_key",), 3))


class TestCursor:
    @pytest.mark.parametrize(
        "cursor",
        [
            "2",
            "x" * 1000,
            "ä:ö",
            "a:b:c",
            base64.urlsafe_b64encode(b'["key-1"]').decode(),
            base64.urlsafe_b64encode(b'["\\u0000"]').decode() + ":sig",
        ],
    )
    def test_garbage_is_refused(self, sessions: QuerySet[Any], cursor: str) -> None:
        query = {"limit": 3, "cursor": cursor}

        with pytest.raises(CursorInvalid) as refused:
            page_of(sessions, order=("session_key",), query=query, shape=dict)

        assert refused.value.status == 422

    def test_of_another_list_or_order_is_refused(self, sessions: QuerySet[Any]) -> None:
        query: dict[str, Any] = {"limit": 3, "cursor": None}
        order = ("session_key",)
        page = page_of(sessions, order=order, query=query, shape=lambda row: {})
        query["cursor"] = page["next_cursor"]

        with pytest.raises(CursorInvalid):
            page_of(sessions, order=("-session_key",), query=query, shape=dict)
        with pytest.raises(CursorInvalid):
            page_of(Group.objects.all(), order=order, query=query, shape=dict)

    def test_goes_through_a_query_string_unharmed(self, sessions: QuerySet[Any]) -> None:
        page = page_of(
            sessions,
            order=("expire_date", "session_key"),
            query={"limit": 3, "cursor": None},
            shape=lambda row: {},
        )

        assert quote(page["next_cursor"], safe=":") == page["next_cursor"]
