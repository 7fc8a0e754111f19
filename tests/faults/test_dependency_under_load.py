"""PostgreSQL or Redis stops, stands still or is restarted while a crowd uses the product."""

from __future__ import annotations

import logging
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest

from tests.faults.conftest import NoteOutage
from tests.faults.crowd import Crowd
from tests.faults.outages import Outage
from tests.rig.learner import newcomer
from tests.rig.product import Product, running
from tests.servers.lifetime import Server
from tests.servers.postgres import own_postgres
from tests.servers.valkey import own_valkey

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.worker]

ANSWERED_WITHIN = 3.0  # seconds
BACK_WITHIN = 2.0  # seconds

FAULTS: dict[str, Callable[[Server], AbstractContextManager[None]]] = {
    "stops": Server.stopped,
    "hangs": Server.hanging,
    "restarts": lambda server: server.stopped(signal.SIGQUIT),
}
# Without Redis only signing in must wait, and whoever asks whether all is well is told.
HIT_BY = {
    "PostgreSQL": {"mark", "personal", "public", "readyz", "sign-in"},
    "Redis": {"readyz", "sign-in"},
}


class Served(NamedTuple):
    """A running product, the servers behind it, and tokens of some learners."""

    web_processes: int
    product: Product
    servers: dict[str, Server]
    tokens: list[str]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A line for each of some hundred requests helps nobody."""
    caplog.set_level(logging.WARNING, logger="httpx")


@pytest.fixture(scope="module")
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """With as many web processes as the parameter tells."""
    var = tmp_path_factory.mktemp("crowded") / "var"
    settings = {
        "WEB_CONCURRENCY": str(request.param),
        "WAYMARK_RATE_SCALE": "1000",
        "WAYMARK_SWEEP_SECONDS": "1",
    }
    with (
        own_postgres() as (database_url, postgres),
        own_valkey() as (redis_url, valkey),
        running(var, **settings, DATABASE_URL=database_url, REDIS_URL=redis_url) as product,
    ):
        tokens = [_join(product) for _ in range(4)]
        servers = {"PostgreSQL": postgres, "Redis": valkey}
        yield Served(request.param, product, servers, tokens)


@pytest.mark.parametrize("served", [1], indirect=True)
@pytest.mark.parametrize(
    ("server", "fault", "seconds"),
    [
        # Longer than anybody may wait, or whoever waits would be saved by its end.
        ("PostgreSQL", "hangs", 4),
        ("PostgreSQL", "restarts", 0),
        ("Redis", "hangs", 4),
        ("Redis", "stops", 1.5),
    ],
)
def test_everybody_is_answered_in_time_and_nothing_kept_is_lost(
    served: Served, note_outage: NoteOutage, server: str, fault: str, seconds: float
) -> None:
    check(served, note_outage, server, fault, seconds)


@pytest.mark.prove
@pytest.mark.parametrize("served", [2], indirect=True)
@pytest.mark.parametrize("_round", range(3))
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("server", HIT_BY)
def test_however_long_it_lasts(
    served: Served, note_outage: NoteOutage, server: str, fault: str, _round: int
) -> None:
    check(served, note_outage, server, fault, random.uniform(6, 10))


def check(served: Served, note_outage: NoteOutage, server: str, fault: str, seconds: float) -> None:
    crowd = Crowd(served.product, served.tokens, web_processes=served.web_processes)

    outage = undergo(crowd, served.servers[server], Outage(server, fault), seconds)

    note_outage(outage)
    assert outage.faults == []
    assert outage.slowest.seconds < ANSWERED_WITHIN, outage.slowest
    assert outage.hit <= HIT_BY[server]
    assert outage.hit == HIT_BY[server] or fault == "restarts"
    assert outage.last_refusal < BACK_WITHIN
    assert outage.still_hit == set()
    ledger = [str(event) for (event,) in served.product.sql("SELECT id FROM progress_event")]
    assert len(ledger) == len(set(ledger))
    for marker in crowd.markers:
        assert marker.acknowledged <= set(ledger)
    _join(served.product)
    wait_for_the_schedule(served.product)


def undergo(crowd: Crowd, server: Server, outage: Outage, seconds: float) -> Outage:
    """The crowd is there before the fault, during it, and for a while after it."""
    with crowd.there():
        time.sleep(random.uniform(0.5, 1.0))
        outage.began_at = time.monotonic()
        with FAULTS[outage.fault](server):
            time.sleep(0 if outage.fault == "restarts" else seconds)
        outage.ended_at = time.monotonic()
        time.sleep(BACK_WITHIN + 0.5)
    outage.answers = crowd.answers
    return outage


def wait_for_the_schedule(product: Product) -> None:
    """Beat rings every second, and the worker hears it."""
    swept = re.compile(r"sweep_digests\[.*succeeded")
    before, deadline = len(swept.findall(product.log("worker"))), time.monotonic() + 30
    while len(swept.findall(product.log("worker"))) <= before:
        assert time.monotonic() < deadline, "beat or worker did not come back by itself"
        time.sleep(0.1)


def _join(product: Product) -> str:
    """The token of a learner who signs up now; the worker brings her the code."""
    with newcomer(product.url, product.mails) as learner:
        learner.sign_up()
        learner.verify()
        return learner.take_token()
