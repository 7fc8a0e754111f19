from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.authorization.stage import TALLY, Stage
from tests.authorization.things import NOW


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was asked, also when all is well: a matrix that asks little proves little."""
    if TALLY.asked:
        terminalreporter.section("authorization matrix")
        terminalreporter.write_line(TALLY.summary())


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Stage]:
    """One cast for all lines, in a transaction that never commits."""
    cheap = {
        # Who may ask is the matter here, not how dear it is to guess a password.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "WHITENOISE_USE_FINDERS": False,
        # More is asked here in a minute than anybody may.
        "RATE_SCALE": 1_000_000,
    }
    with (
        _silent_logs(),
        django_db_blocker.unblock(),
        override_settings(**cheap),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        yield Stage()
        transaction.set_rollback(True)


@contextmanager
def _silent_logs() -> Iterator[None]:
    """Thousands of refusals are expected, and each would be told."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
