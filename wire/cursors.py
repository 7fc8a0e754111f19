"""Keyset paging: a page starts after a row, so that rows coming and going shift nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from wire.parsing import StrictSerializer, Text, Whole
from wire.problems import DomainError

DEFAULT_LIMIT, MOST = 50, 100


class CursorInvalid(DomainError):
    code = "cursor_invalid"


class PageQuery(StrictSerializer):
    """The parameters of every list."""

    limit = Whole(min_value=1, max_value=MOST, required=False, default=DEFAULT_LIMIT)
    cursor = Text(max_length=1000, min_length=1, required=False, default=None)


def page_of(
    queryset: QuerySet[Any],
    *,
    order: tuple[str, ...],
    query: Mapping[str, Any],
    shape: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """One page of `queryset` as `{"items": […], "next_cursor": …}`, in one statement.

    `order` names fields as order_by does, `-` for descending; together they must be unique and
    never null. `query` is a validated PageQuery. Raises CursorInvalid for a cursor that
    this very list did not give.
    """
    signer = Signer(salt=f"cursor:{queryset.model._meta.label_lower}:{','.join(order)}")
    if query["cursor"]:
        queryset = queryset.filter(_after(order, _opened(signer, query["cursor"])))
    rows = list(queryset.order_by(*order)[: query["limit"] + 1])
    page = rows[: query["limit"]]
    more = len(rows) > len(page)
    return {
        "items": [shape(row) for row in page],
        "next_cursor": signer.sign_object(_position(order, page[-1])) if more else None,
    }


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
