"""Learners with something to tell in a digest, and the table of what outages did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.faults.outages import HEAD, Outage
from tests.rig.learner import Newcomer, signed_up
from tests.rig.product import Product
from tests.servers.smtp import SmtpSink

LearnerWithNews = Callable[[Product], Newcomer]
NoteOutage = Callable[[Outage], None]
_OUTAGES = pytest.StashKey[list[Outage]]()


@pytest.fixture
def note_outage(pytestconfig: pytest.Config) -> NoteOutage:
    """Keeps a row for the table at the end of the run."""
    return pytestconfig.stash.setdefault(_OUTAGES, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    outages = config.stash.get(_OUTAGES, [])
    if outages:
        terminalreporter.section("answers by status while a server was away")
        for line in (HEAD, *sorted(map(str, outages))):
            terminalreporter.line(line)


@pytest.fixture
def learner_with_news(smtp_sink: SmtpSink) -> Iterator[LearnerWithNews]:
    """Signs a learner up who has something for her digest to tell."""

    def mailbox(recipient: str) -> list[EmailMessage]:
        return [
            message_from_bytes(message.content, policy=policy.default)
            for message in smtp_sink.to(recipient)
        ]

    with ExitStack() as people:

        def sign_up(product: Product) -> Newcomer:
            learner = people.enter_context(signed_up(product.url, mailbox))
            learner.put("/me/enrollments/ai-engineer", json={})
            learner.put("/me/marks/python", json={"status": "done"})
            return learner

        yield sign_up
