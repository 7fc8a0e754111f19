from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection

from accounts.errors import HandleTaken
from accounts.models import Session, Token, User
from accounts.services import (
    a_year_after,
    change_profile,
    end_access,
    issue_token,
    register,
    revoke_token,
)
from accounts.signals import address_verified, learner_joined
from tests.accounts.listening import heard
from tests.factories import a_learner, a_token

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ID = UUID("0198f0ab-3c1d-7e52-9f64-0a1b2c3d4e5f")


class TestRegister:
    def register(self, **wanted: Any) -> User:
        details = {"password": "a quiet coast", "verified": True, "weekly_digest": False, "at": AT}
        return register(email="Ada@Waymark.example", **details | wanted)

    def test_makes_a_user_with_a_verified_address(self, db):
        user = self.register(name="Ada", time_zone="Europe/Berlin")

        user.refresh_from_db()
        assert (user.email, user.name, user.time_zone) == (
            "ada@waymark.example",
            "Ada",
            "Europe/Berlin",
        )
        assert user.joined_at == AT
        assert user.check_password("a quiet coast")
        address = EmailAddress.objects.get()
        assert (address.user, address.email) == (user, "ada@waymark.example")
        assert address.primary
        assert address.verified

    def test_tells_that_she_joined_and_is_verified(self, db):
        with heard(learner_joined) as joined, heard(address_verified) as verified:
            user = self.register()

        assert [(news["user"], news["weekly_digest"], news["at"]) for news in joined] == [
            (user, False, AT)
        ]
        assert [(news["user"], news["email"]) for news in verified] == [
            (user, "ada@waymark.example")
        ]

    def test_may_leave_the_address_to_be_verified(self, db):
        with heard(address_verified) as verified:
            self.register(verified=False)

        assert verified == []
        assert not EmailAddress.objects.get().verified

    def test_gives_rights_to_staff_only(self, db):
        learner = self.register()
        staff = register(
            email="eve@waymark.example",
            password=None,
            is_staff=True,
            verified=True,
            weekly_digest=False,
            at=AT,
        )

        assert (learner.is_staff, learner.is_superuser) == (False, False)
        assert (staff.is_staff, staff.is_superuser) == (True, True)
        assert not staff.has_usable_password()

    def test_refuses_an_address_that_is_taken_in_any_case(self, db):
        self.register()

        with pytest.raises(IntegrityError):
            register(
                email="ADA@waymark.example",
                password=None,
                verified=True,
                weekly_digest=True,
                at=AT,
            )


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 11, 20), date(2027, 11, 20)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_a_year_after(day, later):
    assert a_year_after(day) == later


class TestEndAccess:
    def test_ends_what_is_hers_and_nothing_else(self, db):
        ada, grace = a_learner(), a_learner()
        for user in (ada, grace):
            a_token(user)
            Session.objects.create(
                session_key=str(user.pk), session_data="", expire_date=AT, user=user
            )

        end_access(user=ada)

        assert Token.objects.get().user == grace
        assert Session.objects.get().user == grace


@pytest.mark.postgres
class TestAtTheSameMoment:
    """Two connections, so that the database itself has to decide."""

    def test_two_equal_puts_make_one_token_with_one_secret(self, transactional_db):
        ada = a_learner()

        issued = both_at_once(
            lambda: issue_token(
                user=ada, id=ID, name="laptop", scopes=["read"], expires_on=None, at=AT
            )
        )

        assert len([token for token in issued if token.secret]) == 1
        assert Token.objects.count() == 1

    def test_two_who_want_one_handle_get_it_once(self, transactional_db):
        learners = [a_learner(), a_learner()]

        def take() -> str:
            user = learners.pop()
            try:
                change_profile(user=user, changes={"handle": "ada"}, guard=lambda _: None, at=AT)
            except HandleTaken:
                return "taken"
            return "got"

        assert sorted(both_at_once(take)) == ["got", "taken"]
        assert User.objects.filter(handle="ada").count() == 1

    def test_two_who_delete_one_token_both_find_it_gone(self, transactional_db):
        ada = a_learner()
        issue_token(user=ada, id=ID, name="laptop", scopes=["read"], expires_on=None, at=AT)

        both_at_once(lambda: revoke_token(user=ada, id=ID))

        assert not Token.objects.exists()


def both_at_once(act: Callable[[], Any]) -> list[Any]:
    start = Barrier(2, timeout=10)

    def run() -> Any:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(run), pool.submit(run)]]
