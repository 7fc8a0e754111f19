"""A worker dies while the mail server has a digest and has not answered yet."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes

import pytest

from tests.servers.smtp import At, delay

pytestmark = [pytest.mark.smtp, pytest.mark.worker]

LEASE_SECONDS = 10


@pytest.mark.parametrize("moment", [At.RCPT, At.DATA])
def test_a_killed_worker_costs_at_most_a_second_copy_of_the_same_bytes(
    fresh_product, smtp_sink, learner_with_news, moment
):
    product = fresh_product(
        EMAIL_URL=smtp_sink.url,
        WAYMARK_DIGEST_LEASE_SECONDS=str(LEASE_SECONDS),
        WAYMARK_SWEEP_SECONDS="1",
    )
    product.start()
    ada = learner_with_news(product)
    due = ada.get("/me/digest").json()["next_at"]
    smtp_sink.clear()
    smtp_sink.answer(delay(moment, 30))
    with ThreadPoolExecutor(1) as desk:
        # The worker does not wait for the command to end, and gives up on the server in seconds.
        planning = desk.submit(product.manage, "digest_plan", "--at", due)
        smtp_sink.wait_for_command(moment, within=30)
        states = _states(product, ada.email)
        product.end_child("worker")
        assert states == [("handing_over",)], "committed before the mail goes out"
        planning.result()
    assert product.wait(within=30) == 1
    product.start()

    _wait_until_sent(product, ada.email)
    copies = smtp_sink.to(ada.email)
    assert 1 <= len(copies) <= 2
    assert len({copy.content for copy in copies}) == 1
    assert len({message_from_bytes(copy.content)["Message-ID"] for copy in copies}) == 1
    product.stop()


def _wait_until_sent(product, email) -> None:
    """Her one row is closed as sent."""
    deadline = time.monotonic() + 60
    while (states := _states(product, email)) != [("sent",)]:
        assert time.monotonic() < deadline, f"her digest rows are {states}"
        time.sleep(0.1)


def _states(product, email) -> list[tuple[str]]:
    return product.sql(
        "SELECT digest.state FROM progress_digest digest"
        " JOIN accounts_user learner ON learner.id = digest.learner_id"
        " WHERE learner.email = :email",
        email=email,
    )
