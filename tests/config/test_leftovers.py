"""What a killed supervisor left ends with the next run; nobody else's process does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.run import leftovers
from config.run.folder import VarFolder

SLEEPER = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]
# As a worker may: SIGTERM alone does not end it.
STUBBORN = [sys.executable, "-c", f"import signal; signal.signal(15, signal.SIG_IGN); {SLEEPER[2]}"]


@pytest.fixture
def folder(tmp_path: Path) -> VarFolder:
    folder = VarFolder(tmp_path / "var")
    folder.make()
    return folder


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with _started(SLEEPER) as process:
        yield process
        process.kill()


def test_ends_what_was_recorded(folder: VarFolder, sleeper: subprocess.Popen[bytes]) -> None:
    leftovers.record(folder, [sleeper.pid])

    leftovers.end(folder)

    assert sleeper.wait(timeout=5) == -15
    assert not folder.children.exists()


def test_insists_when_asking_is_not_enough(
    folder: VarFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "_GRACE_SECONDS", 0.2)
    with _started(STUBBORN) as process:
        leftovers.record(folder, [process.pid])

        leftovers.end(folder)

        assert process.wait(timeout=5) == -9


def test_spares_a_process_that_only_got_the_number(
    folder: VarFolder, sleeper: subprocess.Popen[bytes]
) -> None:
    leftovers.record(folder, [sleeper.pid])
    recorded = json.loads(folder.children.read_text())
    folder.children.write_text(json.dumps({pid: ticks - 1 for pid, ticks in recorded.items()}))

    leftovers.end(folder)

    assert sleeper.poll() is None


def _started(argv: list[str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()  # It has come to its sleep.
    return process
