"""Whole examples of what goes over the wire, put together from what each shape tells of itself."""

from __future__ import annotations

from typing import Any, cast

from rest_framework import serializers


def example_of(serializer: serializers.Serializer) -> dict[str, Any]:
    """One object of this shape.

    A class tells its own fields in a dict named `example`; those of its bases and of shapes within
    it need no telling again. What is not told and need not be there is left out. Raises
    LookupError for a field that has to be there.
    """
    told: dict[str, Any] = {}
    for base in reversed(type(serializer).__mro__):
        told |= vars(base).get("example", {})
    return {
        name: told[name] if name in told else _inside(field)
        for name, field in serializer.fields.items()
        if name in told or field.required
    }


def _inside(field: serializers.Field) -> Any:
    if isinstance(field, serializers.ListSerializer):
        return [example_of(cast("serializers.Serializer", field.child))]
    if isinstance(field, serializers.Serializer):
        return example_of(field)
    shape = type(field.parent).__name__
    raise LookupError(f"{shape}.example does not tell {field.field_name!r}.")
