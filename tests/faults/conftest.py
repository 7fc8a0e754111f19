"""A product whose worker is about to hand a digest to a mail server that takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.rig.learner import Newcomer, signed_up
from tests.rig.product import Product
from tests.servers.smtp import SmtpSink

LearnerWithNews = Callable[[Product], Newcomer]


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
