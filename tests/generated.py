"""The contract as the code tells it now, for tests in the product's own process."""

from __future__ import annotations

from functools import cache

from drf_spectacular.generators import SchemaGenerator

from tests.operations import Operation, operations_of


@cache
def generated() -> list[Operation]:
    schema = SchemaGenerator(urlconf="config.urls").get_schema(request=None, public=True)
    return operations_of(schema)
