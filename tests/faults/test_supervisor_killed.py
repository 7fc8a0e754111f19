"""The supervisor is killed while a worker waits for an SMTP server that does not answer."""

from __future__ import annotations

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
