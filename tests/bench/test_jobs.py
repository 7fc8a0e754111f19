"""Both sides of each job do the same work, and leave no trace of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from bench.jobs import digest_composing, digest_end_to_end, import_10000
from bench.jobs.protocol import Preparation, take_turns
from progress.merging import Act
from progress.models import Enrollment
from progress.services import mark_skill, skip_skill
from tests.factories import LONG_AGO, a_learner, a_version, enrolled

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
# The crowd is due on the Monday after the week after LONG_AGO.
IN_ITS_WEEK = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOON_AFTER = date(2026, 12, 4)
LEARNERS = 6
SKILLS = 30

AI = {"python": "", "sql": "python", "orm": "sql", "aws": "", "gcp": "", "deploy": "orm ~cloud"}
ML = {"python": "", "algebra": "", "numpy": "python algebra", "torch": "numpy", "mlops": "numpy"}


@pytest.fixture
def crowd() -> None:
    """Learners of all sorts that a digest tells of in its own way."""
    boxes = {"~cloud": ("aws gcp", 1)}
    ai = a_version(AI, groups=boxes, milestones={"~shipped": "orm deploy"})
    ml = a_version(ML, roadmap="ml-engineer", optional="torch", milestones={"~fluent": "python"})
    enrolled(a_learner("new@waymark.example"), ai, ml)
    enrolled(a_learner("off@waymark.example", verified=False, weekly_digest=False), ai)
    far = enrolled(a_learner("far@waymark.example", time_zone="Asia/Tokyo"), ai, ml)
    act(far, "python", "done")
    act(far, "sql", "in_progress")
    named = enrolled(a_learner("named@waymark.example", name="Ada & Co"), ml)
    act(named, "numpy", "done")
    skipping = enrolled(a_learner("skipping@waymark.example"), ai)
    skip = Act(skill="orm", status="skipped", roadmap="ai-engineer")
    skip_skill(learner=skipping, act=skip, at=LONG_AGO)
    planning = enrolled(a_learner("planning@waymark.example"), ai)
    Enrollment.objects.filter(learner=planning).update(target_on=SOON_AFTER, weekly_minutes=60)
    a_version({**AI, "rag": "deploy"}, groups=boxes, at=IN_ITS_WEEK)


def act(learner: User, skill: str, status: str) -> None:
    mark_skill(learner=learner, act=Act(skill=skill, status=status), at=LONG_AGO)


def report_of(side: Preparation) -> Mapping[str, Any]:
    """What a side says of itself, when it was given the word."""
    said = StringIO()

    assert take_turns(side, heard=StringIO("\n"), said=said) == 0

    ready, report = said.getvalue().splitlines()
    assert ready == "READY"
    told: Mapping[str, Any] = json.loads(report)
    return told


def everything() -> dict[str, tuple[int, str]]:
    """How many rows each table holds, and a fingerprint of them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in tables:
            cursor.execute(
                f"SELECT count(*), md5(string_agg(row::text, ' ' ORDER BY row::text)) "
                f'FROM "{table}" AS row'
            )
            rows[table] = cursor.fetchone()
        cursor.execute("SELECT nspname, 'a schema' FROM pg_namespace WHERE nspname LIKE 'bench%'")
        return rows | dict(cursor.fetchall())


@contextmanager
def started(job: str, side: str) -> Iterator[subprocess.Popen[str]]:
    """A job as the harness starts it, once it is ready."""
    told = connection.settings_dict
    url = f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    with subprocess.Popen(
        [sys.executable, "-m", f"bench.jobs.{job}", side],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "READY\n"
        yield process


class TestTheTwoSides:
    @pytest.mark.parametrize("job", [digest_composing, digest_end_to_end])
    def test_of_a_digest_write_the_same_mails(self, crowd: None, job: Any) -> None:
        before = everything()

        reports = {name: report_of(side) for name, side in job.SIDES.items()}

        assert {report["units"] for report in reports.values()} == {LEARNERS}
        assert len({report["digest"] for report in reports.values()}) == 1
        assert everything() == before

    def test_of_an_import_write_the_same_rows(self) -> None:
        before = everything()

        ours, theirs = (
            report_of(import_10000.side(import_, skills=SKILLS))
            for import_ in (import_10000.import_ours, import_10000.import_file)
        )

        assert ours["units"] == theirs["units"] == SKILLS
        assert ours["digest"] == theirs["digest"]
        assert ours["queries"] < theirs["queries"]
        assert everything() == before


class TestAJob:
    def test_does_nothing_without_the_word(self, crowd: None) -> None:
        before, said = everything(), StringIO()

        assert take_turns(digest_composing.SIDES["ours"], heard=StringIO(), said=said) == 1

        assert said.getvalue() == "READY\n"
        assert everything() == before

    def test_puts_back_what_a_killed_run_left(self, crowd: None) -> None:
        before = everything()
        with started("digest_composing", "ours") as process:
            assert everything() != before
            process.send_signal(signal.SIGKILL)

        report_of(digest_composing.SIDES["orm-loop"])

        assert everything() == before

    def test_is_a_program_that_ends_well(self, crowd: None) -> None:
        before = everything()
        with started("digest_end_to_end", "ours") as process:
            report, _ = process.communicate("\n", timeout=30)

        assert process.returncode == 0
        assert json.loads(report)["units"] == LEARNERS
        assert everything() == before
