"""One URL for each service, in the words of Django and Celery."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.services import celery_broker, database, mail


def test_sqlite_takes_its_write_lock_at_begin() -> None:
    options = database("sqlite:////tmp/waymark.sqlite3", is_web=True)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_on_sqlite_only_the_web_gives_up_on_a_lock_before_its_client_does() -> None:
    web = database("sqlite:////tmp/waymark.sqlite3", is_web=True)["OPTIONS"]["timeout"]
    worker = database("sqlite:////tmp/waymark.sqlite3", is_web=False)["OPTIONS"]["timeout"]

    assert web < 3 < worker


def test_only_the_web_gives_up_on_a_slow_statement() -> None:
    web = database("postgres://ada@db/waymark", is_web=True)["OPTIONS"]["options"]
    worker = database("postgres://ada@db/waymark", is_web=False)["OPTIONS"]["options"]

    assert "statement_timeout=2500" in web
    assert "idle_in_transaction_session_timeout=30000" in web
    assert "timeout" not in worker.replace("lock_timeout=10000", "")


def test_options_of_the_url_win() -> None:
    url = "postgres://ada@db/waymark?sslmode=require&prepare_threshold=none"

    options = database(url, is_web=True)["OPTIONS"]

    assert (options["sslmode"], options["prepare_threshold"]) == ("require", None)


def test_celery_spells_a_unix_socket_its_own_way() -> None:
    assert celery_broker("unix:///run/valkey.sock") == "redis+socket:///run/valkey.sock"


@pytest.mark.parametrize(
    "refused",
    [
        lambda: database("mysql://ada@db/waymark", is_web=True),
        lambda: database("waymark", is_web=True),
        lambda: celery_broker("amqp://broker"),
        lambda: mail("imap://mail"),
    ],
)
def test_a_url_of_another_kind_is_refused_with_what_would_do(refused) -> None:
    with pytest.raises(ImproperlyConfigured, match="must start with"):
        refused()
