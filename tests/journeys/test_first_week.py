"""The main job, end to end: from the first call to the weekly digest, and to its end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.rig.learner import Newcomer, signed_up
from tests.rig.product import Product
from tests.servers.smtp import SmtpSink

pytestmark = [pytest.mark.smtp, pytest.mark.worker]

SOON = 60.0

SignUp = Callable[..., Newcomer]


@pytest.fixture
def sign_up(smtp_sink: SmtpSink) -> Iterator[SignUp]:
    def mailbox(recipient: str) -> list[EmailMessage]:
        return [_parsed(message.content) for message in smtp_sink.to(recipient)]

    with ExitStack() as people:
        yield lambda product, **details: people.enter_context(
            signed_up(product.url, mailbox, **details)
        )


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def running(request, fresh_product, smtp_sink: SmtpSink) -> Iterator[Product]:
    databases = {}
    if request.param == "postgres":
        databases["DATABASE_URL"] = request.getfixturevalue("own_database")
    product = fresh_product(EMAIL_URL=smtp_sink.url, **databases)
    product.start()
    yield product
    product.stop()


@pytest.fixture
def own_database(postgres_url: str) -> str:
    """A database that only this journey uses."""
    name = f"journey_{time.time_ns()}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return urlsplit(postgres_url)._replace(path=f"/{name}").geturl()


@pytest.fixture
def impatient(fresh_product, smtp_sink: SmtpSink) -> Iterator[Product]:
    product = fresh_product(EMAIL_URL=smtp_sink.url, WAYMARK_PLAN_SECONDS="2")
    product.start()
    yield product
    product.stop()


def test_a_learner_follows_two_tracks_and_hears_of_her_week(running, smtp_sink, sign_up):
    ada = sign_up(running, time_zone="Europe/Berlin", weekly_digest=True)
    for roadmap in ("ai-engineer", "ml-engineer"):
        assert ada.put(f"/me/enrollments/{roadmap}", json={}).status_code == 200

    for skill, roadmap in [
        ("python", "ai-engineer"),
        ("prompting", "ai-engineer"),
        ("git", "ai-engineer"),
    ]:
        marked = ada.put(f"/me/marks/{skill}", json={"status": "done", "roadmap": roadmap})
        assert marked.status_code == 200
    titles = [ada.get(f"/skills/{skill}").json()["title"] for skill in ("python", "prompting")]

    ml_engineer = ada.get("/me/enrollments/ml-engineer/progress").json()
    assert ml_engineer["summary"]["done"] == 2
    assert ml_engineer["nodes"]["python"]["credited_from"]["roadmap"] == "ai-engineer"

    due = ada.get("/me/digest").json()["next_at"]
    running.manage("digest_plan", "--at", due)
    digest = _only_digest(smtp_sink, ada)
    for title in [*titles, "Git"]:
        assert title in _part(digest, "plain")
        assert title in _part(digest, "html")
    assert _last_state(ada) == ("sent", None)

    # The mail itself says how to stop, and one click does (RFC 8058).
    link = re.search(r"<(http[^>]+)>", digest["List-Unsubscribe"])
    assert link is not None
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert httpx.post(link[1], data={"List-Unsubscribe": "One-Click"}).status_code == 200

    ada.put("/me/marks/sql", json={"status": "done"})
    running.manage("digest_plan", "--at", _a_week_after(due))
    _planned_nothing_more(running, ada)
    assert len(_digests(smtp_sink, ada)) == 1


def test_beat_alone_brings_one_mail_when_the_hour_has_come(impatient, smtp_sink, sign_up):
    ada = sign_up(impatient)
    ada.put("/me/enrollments/ai-engineer", json={})
    ada.put("/me/marks/python", json={"status": "done"})
    account = ada.get("/me").json()["id"].replace("-", "")

    now = datetime.fromisoformat(impatient.sql("SELECT CURRENT_TIMESTAMP")[0][0])
    moved = impatient.sql(
        "UPDATE progress_digestpreference SET next_at = :now"
        " WHERE learner_id = :learner RETURNING next_at",
        now=now.isoformat(sep=" "),
        learner=account,
    )

    assert len(moved) == 1
    digest = _only_digest(smtp_sink, ada)
    assert "Python" in _part(digest, "plain")
    assert _last_state(ada) == ("sent", None)
    _sent_by_the_planners_id(impatient)


def _sent_by_the_planners_id(product: Product) -> None:
    """Each run of beat's has a request id of its own, and what it rings for goes by that."""
    deadline = time.monotonic() + SOON
    senders, planners = [], []
    while not senders or not set(senders) <= set(planners):
        assert time.monotonic() < deadline, f"{senders} are not among {planners}"
        time.sleep(0.05)
        planners = _ids_of(product, "plan_digests")
        senders = senders or _ids_of(product, "send_digests")
    assert len(set(planners)) == len(planners)


def _ids_of(product: Product, task: str) -> list[str]:
    entry = rf" INFO (\S+) celery\.app\.trace Task progress\.tasks\.{task}\["
    return re.findall(entry, product.log("worker"))


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def _digests(sink: SmtpSink, learner: Newcomer) -> list[EmailMessage]:
    mails = (_parsed(message.content) for message in sink.to(learner.email))
    return [mail for mail in mails if "List-Unsubscribe" in mail]


def _only_digest(sink: SmtpSink, learner: Newcomer) -> EmailMessage:
    """Her one digest, once it has come and its row is closed."""
    _wait(lambda: _digests(sink, learner) and _last_state(learner)[0] == "sent")
    digests = _digests(sink, learner)
    assert len(digests) == 1
    return digests[0]


def _planned_nothing_more(product: Product, learner: Newcomer) -> None:
    """Her preference is off, so a later planner has nothing due and no row is open."""
    assert learner.get("/me/digest").json()["next_at"] is None
    open_rows = (
        "SELECT count(*) FROM progress_digest"
        " WHERE state IN ('pending', 'composing', 'handing_over', 'retry')"
    )
    _wait(lambda: product.sql(open_rows) == [(0,)])


def _last_state(learner: Newcomer) -> tuple[str, str | None]:
    last = learner.get("/me/digest").json()["last"]
    return (last["state"], last["reason"]) if last else ("none", None)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None, f"the mail has no {kind} part"
    return str(part.get_content())


def _a_week_after(instant: str) -> str:
    later = datetime.fromisoformat(instant) + timedelta(days=7)
    return later.isoformat().replace("+00:00", "Z")


def _wait(until) -> None:
    deadline = time.monotonic() + SOON
    while not until():
        assert time.monotonic() < deadline, f"it did not come true within {SOON} s"
        time.sleep(0.1)
