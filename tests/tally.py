"""A pytest plugin for tests.run: writes down what ran, for more than one run to be summed."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

FILE_VARIABLE = "WAYMARK_TALLY"


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    # Test id → reason.
    skipped: dict[str, str] = field(default_factory=dict)
    # Marker → how many of its tests ran.
    ran: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, file: Path) -> Tally:
        document = json.loads(file.read_text())
        return cls(**{**document, "ran": Counter(document["ran"])})


class _Recorder:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._tally = Tally()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            # A test that fails and then fails to clean up counts twice, which is no harm.
            self._tally.failed += 1
        elif report.skipped:
            self._tally.skipped[report.nodeid] = _reason(report)
        elif report.when == "call":
            self._tally.passed += 1
        if report.when == "call" and not report.skipped:
            self._tally.ran.update(report.keywords)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tally.failed += 1
        elif report.skipped:
            self._tally.skipped[report.nodeid] = _reason(report)

    def pytest_sessionfinish(self) -> None:
        self._file.write_text(json.dumps(vars(self._tally)))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Recorder(Path(os.environ[FILE_VARIABLE])))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
