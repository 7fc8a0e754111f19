"""Questions that are asked in nearly every request, turned into SQL once.

Django builds and compiles a queryset anew each time it runs. For a small read by a key that takes
several times as long as the database does, and so it was half of what a request cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet

AnyModel = TypeVar("AnyModel", bound=Model)


class Given(Expression):
    """Stands in the queryset of a Statement for a value that comes with each run.

    `field` says how the database wants the value: as it would be stored there.
    """

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_: Any) -> Any:
        # Not a value yet: `bound` tells it to whom finds this very object among the parameters.
        return "%s", [self]

    def bound(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


class Statement:
    """A queryset of `values_list` in which all that changes from run to run is Given.

    It is compiled at its first run in the process, for the database in use; its SQL, its rows and
    what they cost there are those of the queryset.
    """

    def __init__(self, queryset: Callable[[], QuerySet[Any, Any]]) -> None:
        self._queryset = queryset
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the queryset tells for these values. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled_for(connection)
        bound = [
            value.bound(values, connection) if isinstance(value, Given) else value
            for value in compiled.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, bound)
            rows = cursor.fetchall()
        if not compiled.converters:
            return rows
        return [compiled.converted(row, connection) for row in rows]

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """The first of the rows; for querysets that are bound to have few."""
        return next(iter(self.rows(**values)), None)

    def _compiled_for(self, connection: BaseDatabaseWrapper) -> _Compiled:
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = _Compiled.of(self._queryset(), connection)
        return self._compiled[connection.vendor]


@cache
def columns_of(model: type[Model], by_way_of: str = "") -> tuple[str, ...]:
    """All columns of a model for `values_list`; `by_way_of` is a path such as `user__`."""
    return tuple(f"{by_way_of}{field.attname}" for field in model._meta.concrete_fields)


def instance_of(model: type[AnyModel], row: Sequence[Any]) -> AnyModel:
    """The instance that a queryset of the model makes out of a row of all its columns."""
    return model.from_db(DEFAULT_DB_ALIAS, columns_of(model), row)


class _Compiled(NamedTuple):
    sql: str
    parameters: Sequence[Any]
    # Column → what makes a value of the model's out of the database's, and for which expression.
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any], connection: BaseDatabaseWrapper) -> _Compiled:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        return cls(sql, parameters, compiler.get_converters(columns))

    def converted(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
        told = list(row)
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                told[column] = convert(told[column], expression, connection)
        return tuple(told)
