"""Our engines for PostgreSQL read an instant as Django's does, and fail where it fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.utils import load_backend
from psycopg.postgres import types
from psycopg.pq import Format

from config.postgresql.patient.base import DatabaseWrapper, InstantLoader
from config.services import database

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

OID = types["timestamptz"].oid
# Three centuries, with microseconds of every length.
MANY = """
SELECT timestamptz '1970-01-01 00:00:00+00' + step * interval '9731471.098713 seconds'
FROM generate_series(0, 1000) AS step
"""


def read(statement: str, *, as_django_does: bool = False) -> list[datetime]:
    with connection.cursor() as cursor:
        if as_django_does:
            register_tzloader(UTC, cursor.cursor)
        is_ours = cursor.adapters.get_loader(OID, Format.TEXT) is InstantLoader
        assert is_ours is not as_django_does
        cursor.execute(statement)
        return [instant for (instant,) in cursor.fetchall()]


@pytest.mark.parametrize("is_web", [False, True])
def test_workers_and_the_web_have_it(is_web: bool) -> None:
    engine = database("postgres://waymark.example/waymark", is_web=is_web)["ENGINE"]

    assert issubclass(load_backend(engine).DatabaseWrapper, DatabaseWrapper)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "Africa/Abidjan"])
def test_instants_are_the_same(zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL TIME ZONE '{zone}'")

    instants = read(MANY)

    assert instants == read(MANY, as_django_does=True)
    assert {instant.tzinfo for instant in instants} == {UTC}


@pytest.mark.parametrize(
    "instant",
    [
        "2026-11-20 07:00:00.1+00",
        "2026-11-20 23:59:59.999999-12",
        "0001-01-01 00:00:00+00",
        "9999-12-31 23:59:59.999999+00",
    ],
)
def test_so_are_the_first_and_the_last(instant: str) -> None:
    statement = f"SELECT timestamptz '{instant}'"

    assert read(statement) == read(statement, as_django_does=True)


@pytest.mark.parametrize(
    "instant",
    ["infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "10000-01-01 00:00:00+00"],
)
def test_what_python_does_not_know_is_an_error(instant: str) -> None:
    statement = f"SELECT timestamptz '{instant}'"
    with pytest.raises(DataError) as django_says:
        read(statement, as_django_does=True)

    with pytest.raises(DataError) as caught:
        read(statement)

    assert str(caught.value) == str(django_says.value)
