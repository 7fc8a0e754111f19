"""One id leads from an answer through every log: the web's, and the worker's for its tasks."""

from __future__ import annotations

import re
import time
from uuid import UUID

import pytest

from tests.rig.learner import newcomer
from tests.rig.product import Product

pytestmark = pytest.mark.worker

DONE = r" INFO (\S+) celery\.app\.trace Task {task}\[\S+ succeeded"


def found_in(product: Product, log: str, pattern: str, *, least: int = 1) -> list[str]:
    """What the pattern's group matches in the log, once there are so many."""
    deadline = time.monotonic() + 30
    while len(found := re.findall(pattern, product.log(log), re.MULTILINE)) < least:
        assert time.monotonic() < deadline, f"{pattern!r} is not in {log}.log {least} times"
        time.sleep(0.05)
    return found


def test_a_sign_up_is_followed_into_the_worker(product: Product) -> None:
    with newcomer(product.url, product.mails) as ada:
        request_id = ada.sign_up().headers["X-Request-ID"]

    for log, entry in (
        ("web", rf'"(POST /_allauth/app/v1/auth/signup) HTTP/1.1" 401 .* {request_id}$'),
        ("worker", rf"{request_id} celery\.app\.trace Task accounts\.tasks\.(send_account_mail)"),
    ):
        assert len(found_in(product, log, entry)) == 1


def test_a_task_that_no_request_asked_for_has_an_id_of_its_own(product: Product) -> None:
    sweeps = DONE.format(task=r"progress\.tasks\.sweep_digests")
    before = len(re.findall(sweeps, product.log("worker")))

    product.manage("shell", "-c", 2 * "from progress.tasks import sweep_digests as s; s.delay()\n")

    ids = found_in(product, "worker", sweeps, least=before + 2)
    assert len(set(ids)) == len(ids)
    assert {UUID(each).version for each in ids} == {7}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/%0d%0aWARNING%20-%20forged", r"/\r\nWARNING - forged"),
        ("/%1b%5b2J", r"/\x1b[2J"),
        ("/%e2%80%a8forged", r"/\u2028forged"),
        ("/%c2%85forged", r"/\x85forged"),
    ],
)
def test_nobody_writes_an_entry_of_her_own(product: Product, path: str, told: str) -> None:
    with product.client() as client:
        request_id = client.get(path).headers["X-Request-ID"]

    entries = rf"^(.* {request_id}.*)$"
    by_django, by_the_server = found_in(product, "web", entries, least=2)
    assert by_django.endswith(f"django.request Not Found: {told}")
    assert f'"GET {path} HTTP/1.1" 404' in by_the_server
