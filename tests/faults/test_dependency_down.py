"""Redis or PostgreSQL goes away under the running product, and comes back."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import httpx
import pytest

from tests.conftest import NewProduct
from tests.rig.ids import fresh_id
from tests.rig.learner import newcomer
from tests.rig.product import Product
from tests.servers.postgres import database
from tests.servers.relay import Relay, relayed

pytestmark = pytest.mark.worker

ANSWERED_WITHIN = 3.0  # seconds
MARK = "/api/v1/me/marks/python"
GRAPH = "/api/v1/roadmaps/ai-engineer/graph"
ME = "/api/v1/me"
AUTH = "/_allauth/app/v1/auth"
DONE = {"status": "done"}


class Served(NamedTuple):
    """A running product and the way to the server that it depends on."""

    product: Product
    relay: Relay


@pytest.mark.redis
class TestRedis:
    @pytest.fixture
    def served(self, fresh_product: NewProduct, redis_url: str) -> Iterator[Served]:
        with relayed(redis_url) as (relay, url):
            # The tests of this process use the first of its databases.
            product = fresh_product(REDIS_URL=f"{url.rpartition('/')[0]}/1")
            product.start()
            yield Served(product, relay)

    def test_that_is_gone_stops_nobody_from_learning(self, served: Served) -> None:
        served.relay.down()

        with served.product.bearer() as learner:
            assert learner.get(GRAPH).status_code == 200
            assert learner.get("/api/v1/me/enrollments").status_code == 200
            assert learner.put(MARK, json=DONE).status_code == 200
            assert learner.get("/api/v1/me/marks").json()["marks"]["python"]["status"] == "done"

    def test_that_is_silent_shuts_the_doors_and_nothing_else(self, served: Served) -> None:
        product, relay = served
        with product.bearer() as learner, product.client() as visitor:
            log_in = partial(visitor.post, f"{AUTH}/login", json=product.first_run["learner"])
            assert learner.get(ME).headers["RateLimit"]

            relay.silent()
            for _ in range(5):
                expect_unavailable(log_in)
                began = time.monotonic()
                served_uncounted = learner.get(ME)
                assert time.monotonic() - began < ANSWERED_WITHIN
                assert served_uncounted.status_code == 200
                assert "RateLimit" not in served_uncounted.headers

            relay.up()
            assert answers_again(log_in).status_code == 200
            assert learner.get(ME).headers["RateLimit"]

    def test_that_is_gone_puts_signing_up_off_until_it_is_back(self, served: Served) -> None:
        product, relay = served
        email = f"learner-{fresh_id()}@waymark.example"

        for take_away in (relay.down, relay.silent):
            take_away()
            expect_unavailable(lambda: sign_up(product, email))
            relay.up()

        assert answers_again(lambda: sign_up(product, email)).status_code == 401
        # The worker brings the code: it is back as well, by itself.
        product.wait_for_mail(email, within=30)

    def test_that_dies_between_a_commit_and_its_mail_makes_no_liar_of_the_answer(
        self, served: Served
    ) -> None:
        product, relay = served
        with newcomer(product.url, product.mails) as learner:
            assert sign_up(product, "before@waymark.example").status_code == 401
            # What the broker is told for a message; the limits of signing up are counted before.
            relay.silent_at(b"LPUSH")

            began = time.monotonic()
            assert learner.sign_up().status_code == 401
            assert time.monotonic() - began < ANSWERED_WITHIN
            assert product.sql(
                "SELECT count(*) FROM accounts_user WHERE email = :email", email=learner.email
            ) == [(1,)]

            relay.down()  # What was on its way is lost.
            relay.up()
            assert answers_again(learner.ask_for_another_code).status_code == 200
            assert learner.verify().status_code == 200


@pytest.mark.postgres
class TestPostgreSQL:
    @pytest.fixture
    def served(self, fresh_product: NewProduct, postgres_url: str) -> Iterator[Served]:
        with (
            database(postgres_url, f"taken_away_{fresh_id()}") as database_url,
            relayed(database_url) as (relay, url),
        ):
            product = fresh_product(DATABASE_URL=url)
            product.start()
            yield Served(product, relay)
            relay.up()
            product.stop()

    def test_that_is_gone_is_told_at_once_and_forgotten_when_it_is_back(
        self, served: Served
    ) -> None:
        product, relay = served
        with product.bearer() as learner:
            assert learner.put(MARK, json={"status": "in_progress"}).status_code == 200

            relay.down()
            for ask in (
                lambda: learner.put(MARK, json=DONE),
                lambda: learner.get("/api/v1/me/marks"),
                lambda: learner.get("/api/v1/tracks"),
                lambda: learner.get("/readyz"),
                lambda: sign_up(product, "ada@waymark.example"),
            ):
                expect_unavailable(ask)
            assert learner.get("/livez").status_code == 200

            relay.up()
            marks = answers_again(lambda: learner.get("/api/v1/me/marks")).json()["marks"]
            assert marks["python"]["status"] == "in_progress"
            assert learner.put(MARK, json=DONE).status_code == 200

            relay.silent()
            for _ in range(3):
                expect_unavailable(lambda: learner.get("/api/v1/tracks"))
            relay.up()
            assert answers_again(lambda: learner.get("/api/v1/me/marks")).status_code == 200

            # Nobody asked while it was away, so the open connections do not know yet.
            relay.down()
            relay.up()
            assert learner.get("/api/v1/me/marks").status_code == 200


class TestSQLite:
    def test_that_somebody_keeps_locked_lets_read_and_tells_all_who_write_in_time(
        self, product: Product
    ) -> None:
        holder = sqlite3.connect(product.var / "db.sqlite3", isolation_level=None, timeout=20)
        with product.bearer() as learner, ThreadPoolExecutor(24) as threads:
            assert learner.put(MARK, json=DONE).status_code == 200
            holder.execute("BEGIN IMMEDIATE")
            try:
                # Three times as many as the web has threads: most queue behind the first ones.
                ask = partial(expect_unavailable, lambda: learner.put(MARK, json=DONE))
                for told in [threads.submit(ask) for _ in range(24)]:
                    told.result()
                assert learner.get("/api/v1/me/marks").status_code == 200
            finally:
                holder.close()

            assert answers_again(lambda: learner.put(MARK, json=DONE)).status_code == 200


def expect_unavailable(ask: Callable[[], httpx.Response]) -> None:
    began = time.monotonic()
    answer = ask()
    assert time.monotonic() - began < ANSWERED_WITHIN
    assert answer.status_code == 503, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["code"] == "unavailable"


def answers_again(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """The first answer that is no 503."""
    deadline = time.monotonic() + 20
    while (answer := ask()).status_code == 503:
        assert time.monotonic() < deadline, "it did not come back by itself"
        time.sleep(0.2)
    return answer


def sign_up(product: Product, email: str) -> httpx.Response:
    body = {"email": email, "password": "a lighthouse on a quiet coast"}
    with product.client() as client:
        return client.post(f"{AUTH}/signup", json=body)
