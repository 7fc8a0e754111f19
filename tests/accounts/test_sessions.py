from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, connection

from accounts.models import Session
from accounts.sessions import SIGNED_IN_AT, SessionStore, signed_in_at
from tests.factories import a_learner


@pytest.fixture
def signed_in(db: None) -> SessionStore:
    store = SessionStore()
    store[SESSION_KEY] = str(a_learner().pk)
    store.create()
    store.save()
    return store


class TestSessionStore:
    def test_names_the_user_in_the_row(self, signed_in):
        row = Session.objects.get()

        assert str(row.user_id) == signed_in[SESSION_KEY] == row.get_decoded()[SESSION_KEY]

    def test_keeps_naming_her_under_a_new_key(self, signed_in):
        before = signed_in.session_key

        signed_in.cycle_key()
        signed_in.save()

        row = Session.objects.get()
        assert row.session_key == signed_in.session_key != before
        assert str(row.user_id) == signed_in[SESSION_KEY]

    def test_names_nobody_once_she_has_left(self, signed_in):
        signed_in.pop(SESSION_KEY)
        signed_in.save()

        assert Session.objects.get().user_id is None

    def test_does_not_bring_back_what_was_ended_meanwhile(self, signed_in):
        Session.objects.all().delete()

        with pytest.raises(SessionInterrupted):
            signed_in.save()

        assert not Session.objects.exists()

    @pytest.mark.postgres
    @pytest.mark.django_db(transaction=True)
    def test_calls_no_session_ended_that_the_database_could_not_save(self, signed_in):
        somebody = connection.copy()
        somebody.set_autocommit(False)
        try:
            with somebody.cursor() as holder, connection.cursor() as cursor:
                holder.execute("SELECT 1 FROM accounts_session FOR UPDATE")
                cursor.execute("SET lock_timeout = '100ms'")
                with pytest.raises(OperationalError, match="lock timeout"):
                    signed_in.save()
        finally:
            somebody.close()
            connection.close()

    @pytest.mark.parametrize("key", ["", None, "a" * 31, "a" * 33, "A" * 32, "a" * 31 + "\n"])
    def test_looks_for_no_key_that_cannot_be_one(self, key, django_assert_num_queries, db):
        with django_assert_num_queries(0):
            assert not SessionStore().exists(key)
            assert SessionStore(key).session_key is None


@pytest.mark.parametrize(
    ("data", "moment"),
    [
        ({}, 0),
        ({SIGNED_IN_AT: 7.5}, 7.5),
        ({"account_authentication_methods": [{"at": 3}, {"at": 5}]}, 5),
        ({SIGNED_IN_AT: 4, "account_authentication_methods": [{"at": 3}, {"at": 5}]}, 5),
        ({SIGNED_IN_AT: 6, "account_authentication_methods": [{"at": 5}]}, 6),
    ],
)
def test_signed_in_at_is_the_latest_proof(data, moment):
    assert signed_in_at(data) == moment
