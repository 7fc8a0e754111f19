"""Numbers in paths: one spelling each, and none that no column holds."""

from __future__ import annotations

from django.urls import register_converter


class Number:
    """`1` to `999999999` in ASCII digits, without leading zeros; anything else names nothing."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Number, "number")
