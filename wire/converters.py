"""What paths may hold between their slashes, beside slugs; anything else names nothing."""

from __future__ import annotations

from uuid import UUID

from django.urls import register_converter


class Number:
    """`1` to `999999999` in ASCII digits: one spelling each, and none that no column holds."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Id:
    """A UUID in small letters or, as some platforms write them, in capitals."""

    regex = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> UUID:
        return UUID(value)

    def to_url(self, value: UUID) -> str:
        return str(value)


register_converter(Number, "number")
register_converter(Id, "id")
