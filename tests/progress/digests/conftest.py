from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from accounts.models import User
from progress.digests import files
from progress.models import Digest
from roadmap.models import Version
from tests.factories import LONG_AGO, a_learner, a_version, enrolled
from tests.progress.digests.weeks import MONDAY, Hands, did, digest_of
from tests.servers.smtp import SmtpSink


@pytest.fixture
def letter_box(settings: LazySettings, tmp_path: Path) -> Path:
    """The folder into which mails are written instead of being sent."""
    settings.EMAIL_BACKEND = files.BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


@pytest.fixture
def over_smtp(settings: LazySettings, smtp_sink: SmtpSink) -> SmtpSink:
    """Mails go to this server, which answers what a test tells it to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    settings.SMTP_COMMAND_SECONDS, settings.SMTP_ANSWER_SECONDS = 5.0, 0.3
    return smtp_sink


@pytest.fixture
def version(db: None) -> Version:
    return a_version(
        {"python": "", "git": "", "sql": "python", "orm": "sql", "rag": "orm"},
        milestones={"~shipped": "python git"},
        minutes={"sql": 90},
    )


@pytest.fixture
def ada(version: Version) -> User:
    """She joined on Friday morning and follows the AI engineer."""
    return enrolled(a_learner("ada@waymark.example", name="Ada"), version, at=LONG_AGO)


@pytest.fixture
def hands() -> Hands:
    """Plans, sends and sweeps as the tasks do, at a time of its own."""
    return Hands(MONDAY)


@pytest.fixture
def planned(ada: User, hands: Hands) -> Digest:
    """Ada did something, and her digest is waiting to be sent."""
    did(ada, "python")
    hands.plan()
    return digest_of(ada)
