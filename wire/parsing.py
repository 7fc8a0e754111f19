"""Bodies and queries from strangers: refused with every fault named, or taken as they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import IO, Any, cast
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import empty
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from wire.faults import Fault, faults_of, pointer_to
from wire.fields import (
    Choice,
    Day,
    Flag,
    Instant,
    ListOf,
    Name,
    Slug,
    StrictField,
    Text,
    Uuid,
    WebUrl,
    Whole,
)
from wire.problems import MOST_FAULTS, InvalidRequest, MalformedJson
from wire.strict_json import has_bad_character, read_object

__all__ = [
    "Choice",
    "Day",
    "Flag",
    "Instant",
    "ListOf",
    "Name",
    "Slug",
    "StrictField",
    "StrictJSONParser",
    "StrictSerializer",
    "Text",
    "Uuid",
    "WebUrl",
    "Whole",
    "parse",
    "parse_query",
]

MOST_PARAMETERS = 100


class StrictJSONParser(BaseParser):
    """JSON as `wire.strict_json` reads it; what is too large was refused before."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        raw = stream.read()
        announced = (parser_context or {})["request"].META["CONTENT_LENGTH"]
        if len(raw) < int(announced):
            raise MalformedJson(f"The body ended after {len(raw)} of {announced} bytes.")
        return read_object(raw)


class StrictSerializer(serializers.Serializer):
    """An object that may hold the declared fields and no others."""

    default_error_messages = {"required": "This is required."}

    def run_validation(self, data: Any = empty) -> Any:
        if data is None and not self.allow_null:
            raise serializers.ValidationError("Must be an object, not null.", code="wrong_type")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError("Must be an object.", code="wrong_type")
        unknown = (name for name in data if name not in self.fields)
        errors: dict[str, Any] = {
            name: [ErrorDetail("There is no such field.", code="unknown_field")]
            for name in islice(unknown, MOST_FAULTS + 1)
        }
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            # Whatever the fields found; `data` is an object, so it is a mapping by name.
            errors.update(cast("dict[str, Any]", error.detail))
        if errors:
            raise serializers.ValidationError(errors)
        return values


def parse(
    serializer: type[StrictSerializer], request: Request, *, partial: bool = False
) -> dict[str, Any]:
    """The validated body; an empty one counts as `{}`. Raises InvalidRequest with every fault.

    With `partial` nothing is required and no default is filled in.
    """
    try:
        return _reader(serializer, partial).run_validation(request.data or {})
    except serializers.ValidationError as error:
        raise InvalidRequest(errors=faults_of(error.detail)) from None


def parse_query(
    serializer: type[StrictSerializer] | StrictSerializer, request: HttpRequest | Request
) -> dict[str, Any]:
    """The validated query parameters, each given at most once. Raises InvalidRequest.

    Whoever finds only in the data which parameters there are brings an instance.
    """
    _refuse_unreadable(request.META.get("QUERY_STRING", ""))
    reader = _reader(serializer, partial=False) if isinstance(serializer, type) else serializer
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, texts in request.GET.lists():
        if fault := _parameter_fault(reader.fields, name, texts):
            faults.append(fault)
        else:
            values[name] = cast("StrictField", reader.fields[name]).from_query(texts[0])
    named = {fault.pointer for fault in faults}
    try:
        values = reader.run_validation(values)
    except serializers.ValidationError as error:
        inside = faults_of(error.detail, "query")
        faults += [fault for fault in inside if fault.pointer not in named]
    if faults:
        raise InvalidRequest(errors=faults)
    return values


@cache
def _reader(serializer: type[StrictSerializer], partial: bool) -> StrictSerializer:  # noqa: FBT001
    """One instance for all requests: validating keeps no state, and building one is dear."""
    return serializer(partial=partial)


def _refuse_unreadable(query_string: str) -> None:
    """Django reads broken UTF-8 as question marks and counts no parameters below a thousand."""
    if query_string.count("&") >= MOST_PARAMETERS:
        detail = f"At most {MOST_PARAMETERS} parameters."
        raise InvalidRequest(errors=[Fault("query", "", "too_long", detail)])
    try:
        unquote_to_bytes(query_string.encode("latin-1")).decode("utf-8")
    except UnicodeDecodeError:
        detail = "The query is not UTF-8."
        raise InvalidRequest(errors=[Fault("query", "", "bad_character", detail)]) from None


def _parameter_fault(fields: Mapping[str, Any], name: str, texts: list[str]) -> Fault | None:
    """What is wrong with a parameter before its field looks at it."""
    pointer = pointer_to("", name)
    if name not in fields:
        return Fault("query", pointer, "unknown_parameter", "There is no such parameter.")
    if len(texts) > 1:
        return Fault("query", pointer, "repeated_parameter", "Give this parameter once.")
    if has_bad_character(texts[0]):
        return Fault("query", pointer, "bad_character", "The text holds NUL.")
    return None
