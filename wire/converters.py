"""What paths may hold between their slashes, beside slugs; anything else names nothing."""

from __future__ import annotations

from uuid import UUID

from django.urls import register_converter

from wire.ids import UUID_PATTERN


class Number:
    """`1` to `999999999` in ASCII digits: one spelling each, and none that no column holds."""

    regex = "[1-9][0-9]{0,8}"
    schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999}

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Id:
    """A UUID in either case."""

    regex = UUID_PATTERN
    schema = {"type": "string", "format": "uuid"}

    def to_python(self, value: str) -> UUID:
        return UUID(value)

    def to_url(self, value: UUID) -> str:
        return str(value)


register_converter(Number, "number")
register_converter(Id, "id")
