"""What is compiled once says what the queryset says, on either database, each time anew."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from pytest_django import DjangoAssertNumQueries

from accounts.models import Token, User
from tests.factories import a_learner, a_token
from wire.statements import Given, Statement

pytestmark = pytest.mark.django_db

COLUMNS = ("pk", "user__email", "scopes", "created_at", "expires_on", "user__is_active")


def tokens_of(user: object) -> QuerySet[Token, tuple[object, ...]]:
    return Token.objects.filter(user=user).order_by("pk").values_list(*COLUMNS)


def test_tells_what_the_queryset_tells_for_each_value() -> None:
    ada, grace = a_learner(), a_learner()
    for learner in (ada, ada, grace):
        a_token(learner)
    statement = Statement(lambda: tokens_of(Given("user", models.UUIDField())))

    for learner in (ada, grace, a_learner()):
        assert statement.rows(user=learner.pk) == list(tokens_of(learner))
        assert statement.first(user=learner.pk) == tokens_of(learner).first()


def test_joins_subqueries_and_unions_are_querysets_too() -> None:
    ada = a_learner()
    a_token(ada)
    day = date(2027, 1, 1)

    def question(user: object, until: object) -> QuerySet[User, tuple[object, ...]]:
        newest = Token.objects.filter(user=OuterRef("pk"), expires_on__gte=until).order_by("-pk")
        people = User.objects.filter(pk=user).annotate(token=Subquery(newest.values("pk")[:1]))
        others = User.objects.exclude(pk=user).annotate(token=Subquery(newest.values("pk")[:1]))
        columns = ("pk", "shared_roadmaps", "token")
        return people.values_list(*columns).union(others.values_list(*columns), all=True)

    statement = Statement(
        lambda: question(Given("user", models.UUIDField()), Given("until", models.DateField()))
    )

    rows = statement.rows(user=ada.pk, until=day)
    assert rows == list(question(ada.pk, day))
    assert isinstance(rows[0][0], UUID)


def test_is_compiled_once_and_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    compiled = []

    def question() -> QuerySet[Token, tuple[object, ...]]:
        compiled.append(1)
        return tokens_of(Given("user", models.UUIDField()))

    statement = Statement(question)
    for _ in range(3):
        with django_assert_num_queries(1):
            statement.rows(user=UUID(int=1))

    assert len(compiled) == 1


def test_a_value_that_is_not_given_is_an_error() -> None:
    statement = Statement(lambda: tokens_of(Given("user", models.UUIDField())))

    with pytest.raises(KeyError, match="user"):
        statement.rows()
