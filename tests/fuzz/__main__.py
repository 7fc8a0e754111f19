"""`make fuzz`: schemathesis against gunicorn, PostgreSQL and Valkey, as everybody who may call.

SEED repeats what was made up: make fuzz SEED=1
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.fuzz.passes import API, SIGN_IN, Caller, Outcome, Part, Pass, Schema
from tests.fuzz.shares import table
from tests.fuzz.world import World, explore
from tests.rig.ids import fresh_id
from tests.rig.learner import PASSWORD, Newcomer, newcomer
from tests.rig.product import Product, running
from tests.servers.postgres import database, postgres

# No throttle stands between schemathesis and the code: tests/wire proves the throttle.
ENVIRONMENT = {"DEBUG": "off", "WEB_CONCURRENCY": "2", "WAYMARK_RATE_SCALE": "1000000"}
TOKEN = {"name": "fuzz", "scopes": ["read", "write"], "expires_on": None}
NEWCOMERS = 20
MAKE_STAFF = "UPDATE accounts_user SET is_staff = true WHERE email = :email"


def main() -> int:
    # As Ctrl-C does: leave the blocks below, and so stop the servers.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    seed = int(os.environ.get("SEED") or random.randrange(2**32))
    print(f"SEED={seed} repeats this run.", flush=True)
    begun = time.monotonic()
    with _product() as product:
        schema = httpx.get(f"{product.url}/api/v1/openapi.json", timeout=30).json()
        bench = Bench(product, schema, seed)
        outcomes = [*bench.strangers(), *bench.known()]
    return close(outcomes, seed, took=time.monotonic() - begun)


@contextmanager
def _product() -> Iterator[Product]:
    with (
        postgres() as server_url,
        database(server_url, "waymark_fuzz") as url,
        tempfile.TemporaryDirectory(prefix="waymark-fuzz-") as folder,
        running(Path(folder) / "var", **ENVIRONMENT, DATABASE_URL=url) as product,
    ):
        yield product


class Bench:
    """A running product on which one caller after the other is let loose."""

    def __init__(self, product: Product, schema: Schema, seed: int) -> None:
        self._product, self._schema, self._seed = product, schema, seed

    def strangers(self) -> Iterator[Outcome]:
        stranger = Caller("anonymous", examples=30)
        yield self._run(API, stranger, self._seen_by(stranger, [fresh_id()]))
        newcomers = [
            {"email": f"newcomer-{number}@waymark.example", "password": PASSWORD}
            for number in range(NEWCOMERS)
        ]
        yield self._run(SIGN_IN, stranger, World(self._product.url, {}, newcomers))

    def known(self) -> Iterator[Outcome]:
        with self._learner() as ada:
            tokens, secret = _settle(ada), ada.take_token()
            caller = Caller("learner, token", 60, "token", secret)
            yield self._run(API, caller, self._seen_by(caller, tokens))
        with self._learner() as ben:
            tokens = _settle(ben)
            caller = Caller("learner, session", 50, "session_token", ben.session_token)
            yield self._run(API, caller, self._seen_by(caller, tokens))
            login = {"email": ben.email, "password": PASSWORD}
            world = World(self._product.url, caller.headers, [login], login=login)
            yield self._run(SIGN_IN, caller, world)
        with self._learner() as eve:
            self._product.sql(MAKE_STAFF, email=eve.email)
            tokens, secret = _settle(eve), eve.take_token()
            caller = Caller("staff, token", 30, "token", secret)
            yield self._run(API, caller, self._seen_by(caller, tokens))

    @contextmanager
    def _learner(self) -> Iterator[Newcomer]:
        """Newly signed in, which is needed for tokens."""
        with newcomer(self._product.url, self._product.mails) as learner:
            learner.sign_up()
            learner.verify()
            yield learner

    def _seen_by(self, caller: Caller, tokens: list[str]) -> World:
        return explore(self._product.url, caller.headers, self._schema, tokens)

    def _run(self, part: Part, caller: Caller, world: World) -> Outcome:
        planned = Pass(part, caller, world, self._schema)
        print(f"\n== {planned.title}", flush=True)
        with tempfile.TemporaryDirectory(prefix="waymark-fuzz-") as folder:
            return planned.run(Path(folder), seed=self._seed)


def _settle(learner: Newcomer) -> list[str]:
    """Give her something of everything to find; the answer: ids of tokens that she does not use."""
    for roadmap in learner.get("/roadmaps").json()["items"]:
        learner.put(f"/me/enrollments/{roadmap['slug']}", json={}).raise_for_status()
    for skill in ("python", "git"):
        learner.put(f"/me/marks/{skill}", json={"status": "done"}).raise_for_status()
    tokens = [fresh_id(), fresh_id()]
    for token in tokens:
        learner.put(f"/me/tokens/{token}", json=TOKEN).raise_for_status()
    return tokens


def close(outcomes: list[Outcome], seed: int, *, took: float) -> int:
    """Print the table and the closing lines; the answer is the exit status."""
    print("\nOf the requests that fit the schema:\n")
    print(table(share for outcome in outcomes for share in outcome.shares))
    print()
    for outcome in outcomes:
        for complaint in outcome.complaints:
            print(f"{outcome.title}: {complaint}")
    complaints = sum(len(outcome.complaints) for outcome in outcomes)
    requests = sum(outcome.requests for outcome in outcomes)
    print(f"{requests} requests, {complaints} complaints, {took:.0f} s; again: SEED={seed}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
