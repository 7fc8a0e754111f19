"""Keyset paging: a page starts after a row, so that rows coming and going shift nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from wire.faults import Fault
from wire.parsing import StrictSerializer, Text, Whole
from wire.problems import DomainError

DEFAULT_LIMIT, MOST = 50, 100
# Twice what ours need, so that even a made-up one, percent-encoded, fits into a request line.
LONGEST_CURSOR = 320


class CursorInvalid(DomainError):
    code = "cursor_invalid"

    def __init__(self) -> None:
        fault = Fault("query", "/cursor", "bad_format", "Take it from the list's own last page.")
        super().__init__(errors=[fault])


class Cursor(Text):
    """Where a page starts. What cannot be a cursor of ours is refused as such, however long."""

    def read(self, value: Any) -> str:
        if len(value) > self.max_length:
            raise CursorInvalid
        return super().read(value)


class PageQuery(StrictSerializer):
    """The parameters of every list."""

    limit = Whole(
        min_value=1,
        max_value=MOST,
        required=False,
        default=DEFAULT_LIMIT,
        help_text="How many at most.",
    )
    cursor = Cursor(
        max_length=LONGEST_CURSOR,
        required=False,
        default=None,
        help_text="`next_cursor` of the page before, exactly as it came.",
    )


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next page starts; None after the last."""

    rows: list[Any]
    next_cursor: str | None

    def told(self, items: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """The answer, in which `items` tell of the rows."""
        return {"items": list(items), "next_cursor": self.next_cursor}


def page_of(
    queryset: QuerySet[Any], *, order: tuple[str, ...], query: Mapping[str, Any], whose: str
) -> Page:
    """One page of `queryset`, in one statement.

    `order` names fields as order_by does, `-` for descending; together they must be unique and
    never null. They show in the cursor, so they must be fit to be shown. `query` is a validated
    PageQuery; `whose` tells this list from every other. Raises CursorInvalid for a cursor that
    this list, so ordered and filtered, did not give.
    """
    signer = _signer(order, query, whose)
    if query["cursor"] is not None:
        queryset = queryset.filter(_after(order, _opened(signer, query["cursor"])))
    rows = list(queryset.order_by(*order)[: query["limit"] + 1])
    page = rows[: query["limit"]]
    more = len(rows) > len(page)
    return Page(page, signer.sign_object(_position(order, page[-1])) if more else None)


def _signer(order: tuple[str, ...], query: Mapping[str, Any], whose: str) -> Signer:
    """Signs for one list, one order and one choice of rows."""
    filters = {name: query[name] for name in sorted(query.keys() - {"limit", "cursor"})}
    return Signer(salt=json.dumps(["cursor", whose, order, filters], default=str))


def _opened(signer: Signer, cursor: str) -> list[Any]:
    try:
        return signer.unsign_object(cursor)
    except BadSignature:
        raise CursorInvalid from None


def _after(order: tuple[str, ...], position: list[Any]) -> Q:
    """Rows behind `position`: past it in the first field, or equal there and past in the next."""
    behind = Q()
    equal = Q()
    for name, value in zip(order, position, strict=True):
        field = name.removeprefix("-")
        comparison = "lt" if name.startswith("-") else "gt"
        behind |= equal & Q((f"{field}__{comparison}", value))
        equal &= Q((field, value))
    return behind


def _position(order: tuple[str, ...], row: Any) -> list[Any]:
    return [_plain(_read(row, name.removeprefix("-"))) for name in order]


def _read(row: Any, field: str) -> Any:
    if isinstance(row, Mapping):
        return row[field]
    return attrgetter(field.replace("__", "."))(row)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
