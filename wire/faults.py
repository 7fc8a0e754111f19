"""One wrong place in a request, and how DRF's nested errors become a flat list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

Place = Literal["body", "query", "path", "header"]

LONGEST_KEY = 200


@dataclass(frozen=True)
class Fault:
    """One entry of a problem's `errors`; `pointer` is a JSON pointer (RFC 6901)."""

    where: Place
    pointer: str
    code: str
    detail: str

    def as_json(self) -> dict[str, str]:
        return {
            "in": self.where,
            "pointer": self.pointer,
            "code": self.code,
            "detail": self.detail,
        }


def pointer_to(parent: str, key: str | int) -> str:
    """The pointer of `key` inside `parent`, safe to print whatever the client called it."""
    text = str(key).encode("utf-8", "replace").decode()
    if len(text) > LONGEST_KEY:
        text = text[:LONGEST_KEY] + "…"
    return f"{parent}/{text.replace('~', '~0').replace('/', '~1')}"


def faults_of(errors: Any, where: Place = "body") -> list[Fault]:
    """Flatten the `detail` of a DRF ValidationError, in the order it was found."""
    return list(_flatten(errors, where, ""))


def _flatten(errors: Any, where: Place, pointer: str) -> Iterator[Fault]:
    if isinstance(errors, ErrorDetail):
        yield Fault(where, pointer, str(errors.code), str(errors))
    elif isinstance(errors, Mapping):
        for key, inner in errors.items():
            whole = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flatten(inner, where, pointer if whole else pointer_to(pointer, key))
    else:
        for inner in errors:
            yield from _flatten(inner, where, pointer)
