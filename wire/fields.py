"""Strict fields: each takes one JSON type, coerces nothing, and says what would fit.

`read` takes a JSON value, `from_query` the text of a parameter and makes it that JSON value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, NoReturn, cast
from uuid import UUID

from rest_framework import serializers
from rest_framework.fields import SkipField, empty

from wire import instants, visible
from wire.ids import UUID_PATTERN

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
LONGEST_SLUG = 80
LONGEST_URL = 2000
_NO_NUL = r"[^\u0000]*"

_is_name = re.compile(visible.NAME).fullmatch
_is_web_url = re.compile(visible.WEB_URL).fullmatch
_BLANKS_AROUND = re.compile(rf"^[{visible.BLANK}]+|[{visible.BLANK}]+$")

_JSON_TYPES = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}


class StrictField(serializers.Field):
    """A field that refuses in the words and codes of the contract."""

    expected: ClassVar[str]
    schema: ClassVar[dict[str, Any]]

    def run_validation(self, data: Any = empty) -> Any:
        if data is empty:
            return self._absent()
        if data is None:
            return None if self.allow_null else self.refuse_type(None)
        return self.read(data)

    def read(self, value: Any) -> Any:
        """The validated value of a JSON value other than null."""
        raise NotImplementedError

    def from_query(self, text: str) -> Any:
        """The JSON value that a query parameter spells."""
        return text

    def to_representation(self, value: Any) -> Any:
        return value

    def as_schema(self) -> dict[str, Any]:
        """The field in JSON Schema."""
        return dict(self.schema)

    def refuse(self, code: str, detail: str) -> NoReturn:
        raise serializers.ValidationError(detail, code=code)

    def refuse_type(self, value: Any) -> NoReturn:
        self.refuse("wrong_type", f"Must be {self.expected}, not {_JSON_TYPES[type(value)]}.")

    def _absent(self) -> Any:
        # Only the outermost object may be partial: what is inside it is replaced whole.
        if getattr(self.parent, "partial", False):
            raise SkipField
        if self.required:
            self.refuse("required", "This is required.")
        return self.get_default()


class Text(StrictField):
    """A string, kept exactly as sent; `hint` says in words what `pattern` asks for."""

    expected = "a string"

    def __init__(
        self,
        *,
        max_length: int,
        min_length: int = 0,
        pattern: str | None = None,
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        self.max_length, self.min_length = max_length, min_length
        self.pattern = pattern
        self.hint = hint or f"Must match {pattern}."
        self._matches = re.compile(pattern).fullmatch if pattern else None
        super().__init__(**kwargs)

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            self.refuse_type(value)
        if len(value) > self.max_length:
            self.refuse("too_long", f"At most {self.max_length} characters; {len(value)} came.")
        if len(value) < self.min_length:
            self.refuse("out_of_range", f"At least {_counted(self.min_length, 'character')}.")
        if self._matches and not self._matches(value):
            self.refuse("bad_format", self.hint)
        return value

    def as_schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": self.max_length}
        if self.min_length:
            schema["minLength"] = self.min_length
        # NUL is refused in any text, and only a pattern can say so.
        schema["pattern"] = f"^{self.pattern or _NO_NUL}$"
        return schema


class Name(Text):
    """A name as people see it: on one line, composed (NFC), without blanks around it.

    Refuses what hides, or reorders what does not.
    """

    def read(self, value: Any) -> str:
        name = unicodedata.normalize("NFC", super().read(value))
        if not _is_name(name):
            self.refuse("bad_character", "Use no control, direction or zero-width characters.")
        # Composing may have made it longer, and it may have been nothing but blanks.
        return super().read(_BLANKS_AROUND.sub("", name))

    def as_schema(self) -> dict[str, Any]:
        pattern = visible.NAME_THAT_SHOWS if self.min_length else visible.NAME
        return {**super().as_schema(), "pattern": f"^{pattern}$"}


class Slug(Text):
    """`[a-z0-9]+(-[a-z0-9]+)*`, at most 80 characters."""

    def __init__(self, **kwargs: Any) -> None:
        hint = "Use lower-case letters, digits and single hyphens, like machine-learning."
        super().__init__(max_length=LONGEST_SLUG, min_length=1, pattern=SLUG, hint=hint, **kwargs)


class Whole(StrictField):
    """A whole number: `3` and `3.0` are, `"3"`, `3.5` and `true` are not.

    Both bounds must be given: without one, a number may come that no column holds.
    """

    expected = "a whole number"

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse_type(value)
        if isinstance(value, float) and not value.is_integer():
            self.refuse("wrong_type", "Must be a whole number, without a fraction.")
        whole = int(value)
        if not self.min_value <= whole <= self.max_value:
            self.refuse("out_of_range", f"Must be between {self.min_value} and {self.max_value}.")
        return whole

    def from_query(self, text: str) -> Any:
        return int(text) if re.fullmatch(r"-?[0-9]{1,300}", text) else text

    def as_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.min_value, "maximum": self.max_value}


class Flag(StrictField):
    expected = "true or false"
    schema = {"type": "boolean"}

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            self.refuse_type(value)
        return value

    def from_query(self, text: str) -> Any:
        return {"true": True, "false": False}.get(text, text)


class Choice(StrictField):
    """One of some strings."""

    expected = "a string"

    def __init__(self, choices: Iterable[str], **kwargs: Any) -> None:
        self.choices = tuple(choices)
        super().__init__(**kwargs)

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            self.refuse_type(value)
        if value not in self.choices:
            self.refuse("not_a_choice", f"Use {either(self.choices)}.")
        return value

    def as_schema(self) -> dict[str, Any]:
        null = [None] if self.allow_null else []
        return {"type": "string", "enum": [*self.choices, *null]}


class Instant(StrictField):
    """A moment as `wire.instants.Instant`, which keeps the offset it was sent with."""

    expected = "a string"
    schema = {
        "type": "string",
        "format": "date-time",
        "pattern": f"^{instants.PATTERN}$",
        "description": "RFC 3339 with an offset; 1970 to 2200 in UTC.",
    }

    def read(self, value: Any) -> instants.Instant:
        if not isinstance(value, str):
            self.refuse_type(value)
        try:
            return instants.parse_instant(value)
        except instants.OutOfYears as error:
            self.refuse("out_of_range", str(error))
        except ValueError as error:
            self.refuse("bad_format", str(error))


class Day(StrictField):
    """A calendar day, `2026-11-20`."""

    expected = "a string"
    schema = {"type": "string", "format": "date", "pattern": f"^{instants.YEAR}-"}

    def read(self, value: Any) -> date:
        if not isinstance(value, str):
            self.refuse_type(value)
        try:
            # fromisoformat alone would also take 20261120 and 2026-W47-5.
            day = date.fromisoformat(value if re.fullmatch(r"[0-9-]{10}", value) else "")
        except ValueError:
            self.refuse("bad_format", "Use a day of the calendar like 2026-11-20.")
        if not instants.FIRST_YEAR <= day.year <= instants.LAST_YEAR:
            years = f"{instants.FIRST_YEAR} and {instants.LAST_YEAR}"
            self.refuse("out_of_range", f"The year must be between {years}.")
        return day


class Uuid(StrictField):
    expected = "a string"
    schema = {"type": "string", "format": "uuid"}

    def read(self, value: Any) -> UUID:
        if not isinstance(value, str):
            self.refuse_type(value)
        if not re.fullmatch(UUID_PATTERN, value):
            self.refuse("bad_format", "Use a UUID like 0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f.")
        return UUID(value)


class WebUrl(StrictField):
    """An address to show and link, never fetched: http or https with a host."""

    expected = "a string"
    schema = {"type": "string", "maxLength": LONGEST_URL, "pattern": f"^{visible.WEB_URL}$"}

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            self.refuse_type(value)
        if len(value) > LONGEST_URL or not _is_web_url(value):
            self.refuse(
                "bad_format",
                f"Use an http or https address of at most {LONGEST_URL} characters.",
            )
        return value


class ListOf(serializers.ListField, StrictField):
    """An array of what `child` takes, so many of it; in a query, joined by commas.

    With `distinct` none of it may come twice.
    """

    expected = "an array"

    def __init__(
        self,
        child: StrictField | serializers.Serializer,
        *,
        max_length: int,
        min_length: int = 0,
        distinct: bool = False,
        **kwargs: Any,
    ) -> None:
        self.most, self.least = max_length, min_length
        self.is_distinct = distinct
        super().__init__(child=child, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        return StrictField.run_validation(self, data)

    def read(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            self.refuse_type(value)
        if len(value) > self.most:
            self.refuse("too_long", f"At most {_counted(self.most, 'item')}; {len(value)} came.")
        if len(value) < self.least:
            self.refuse("out_of_range", f"At least {_counted(self.least, 'item')}.")
        items = self.run_child_validation(value)
        if self.is_distinct and len(set(items)) < len(items):
            self.refuse("not_a_choice", "Name each only once.")
        return items

    def from_query(self, text: str) -> Any:
        child = cast("StrictField", self.child)
        return [child.from_query(part) for part in text.split(",")] if text else []


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def either(choices: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *head, last = choices
    return f"{', '.join(head)} or {last}" if head else last
