"""The supervisor is killed: while a worker waits for a mail server, and at any moment."""

from __future__ import annotations

import random
import time

import pytest

from tests.conftest import NewProduct
from tests.rig.processes import gone
from tests.servers.smtp import At, SmtpSink, delay


@pytest.mark.smtp
@pytest.mark.worker
def test_leaves_no_process_and_no_socket_and_can_be_started_again(
    fresh_product: NewProduct, smtp_sink: SmtpSink
) -> None:
    product = fresh_product(EMAIL_URL=smtp_sink.url)
    product.start()
    with product.bearer() as learner:
        learner.put("/api/v1/me/marks/python", json={"status": "done"}).raise_for_status()
        due = learner.get("/api/v1/me/digest").json()["next_at"]
    smtp_sink.answer(delay(At.RCPT, 30))
    product.manage("digest_plan", "--at", due)
    smtp_sink.wait_for_command(At.RCPT, within=30)

    product.kill()

    assert gone(product.var, within=10) == []
    assert product.sockets() == []
    product.start()
    with product.bearer() as learner:
        marks = learner.get("/api/v1/me/marks").json()["marks"]
    assert marks["python"]["status"] == "done"


@pytest.mark.prove
@pytest.mark.worker
def test_at_any_moment_leaves_nothing_that_a_next_run_minds(fresh_product: NewProduct) -> None:
    product = fresh_product()
    for _ in range(10):
        product.start_without_waiting()
        # Anywhere from the first import to well after it is up; SEED repeats the moments.
        time.sleep(random.uniform(0, 10))

        product.kill()

        assert gone(product.var, within=10) == []
        assert product.sockets() == []
    product.start()
    with product.bearer() as learner:
        assert learner.put("/api/v1/me/marks/python", json={"status": "done"}).status_code == 200
    assert product.sql("SELECT count(*) FROM accounts_user") == [(2,)]
    assert product.sql("SELECT count(*) FROM roadmap_roadmap") == [(2,)]
