from __future__ import annotations

import pytest

from tests.authorization.stage import TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was asked, also when all is well: a matrix that asks little proves little."""
    if TALLY.asked:
        terminalreporter.section("authorization matrix")
        terminalreporter.write_line(TALLY.summary())
