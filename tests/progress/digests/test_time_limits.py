"""Everything a worker waits for ends before its lease does, however short that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

NAMES = (
    "SMTP_COMMAND_SECONDS",
    "SMTP_ANSWER_SECONDS",
    "EMAIL_TIMEOUT",
    "DIGEST_GIVE_BACK_SECONDS",
    "CELERY_TASK_SOFT_TIME_LIMIT",
    "CELERY_TASK_TIME_LIMIT",
    "DIGEST_LEASE_SECONDS",
)
VALUES = ", ".join(f"settings.{name}" for name in NAMES)
READ = f"import json; from config import settings; print(json.dumps([{VALUES}]))"


def limits(lease: int) -> list[float]:
    env = {**os.environ, "WAYMARK_DIGEST_LEASE_SECONDS": str(lease)}
    read = subprocess.run(
        [sys.executable, "-c", READ], env=env, capture_output=True, text=True, check=True
    )
    found: list[float] = json.loads(read.stdout)
    return found


def test_are_those_of_the_design_by_default() -> None:
    assert limits(600) == [15, 120, 15, 200, 240, 300, 600]


def test_do_not_grow_with_a_longer_lease() -> None:
    assert limits(3600) == [15, 120, 15, 200, 240, 300, 3600]


@pytest.mark.parametrize("lease", [5, 30, 599])
def test_shrink_with_a_shorter_one_and_keep_their_order(lease: int) -> None:
    command, answer, other_mail, give_back, soft, hard, _ = limits(lease)

    assert (soft, hard) == (pytest.approx(0.4 * lease), pytest.approx(0.5 * lease))
    assert 0 < command == other_mail < answer < give_back < soft < hard < lease
