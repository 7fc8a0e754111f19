"""Many at once at the sign-in doors, through two web processes: a limit is a limit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

import pytest

from tests.rig.product import Product, running

pytestmark = [pytest.mark.redis, pytest.mark.worker]

AUTH = "/_allauth/app/v1/auth"
CROWD, ROUNDS = 60, 20
TRIES_OF_A_CODE, TRIES_OF_A_PASSWORD = 10, 5
_addresses = (f"2001:db8:{number:x}::1" for number in count())


class Rush(NamedTuple):
    """What became of a crowd that came at once."""

    statuses: Counter[int]
    # How many of the connections each web process had.
    shares: dict[int, int]

    @property
    def passed(self) -> int:
        return self.statuses.total() - self.statuses[429]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    # A proxy of ours tells the address, so that each test has as many as it likes.
    var = tmp_path_factory.mktemp("two-processes") / "var"
    with running(var, WEB_CONCURRENCY="2", TRUSTED_PROXIES="1") as product:
        yield product


def test_never_do_more_pass_than_the_limit_allows(product: Product) -> None:
    guess = {"key": "WRONG-CODE", "password": "a lighthouse on a quiet coast"}

    rushes = []
    for number in range(ROUNDS):
        session = asked_for_a_code(product, f"nobody-{number}@waymark.example")
        rushes.append(at_once(product, "password/reset", guess, {"X-Session-Token": session}))

    print(table(rushes))
    assert [rush.passed for rush in rushes] == [TRIES_OF_A_CODE] * ROUNDS
    assert {status for rush in rushes for status in rush.statuses} <= {400, 409, 429}
    assert len([rush for rush in rushes if len(rush.shares) == 2]) >= ROUNDS / 2


def test_a_crowd_with_the_password_leaves_its_limit_as_it_was_and_guesses_use_it_up(
    product: Product,
) -> None:
    right = product.first_run["learner"]

    learners = at_once(product, "login", right)
    attack = at_once(product, "login", right | {"password": "a guess"})

    assert learners.statuses.keys() <= {200, 429}
    assert learners.statuses[200] >= TRIES_OF_A_PASSWORD
    assert attack.statuses == {400: TRIES_OF_A_PASSWORD, 429: CROWD - TRIES_OF_A_PASSWORD}
    # Only this one door is shut: she goes on where she is signed in, and others come in.
    with product.bearer() as her_script:
        assert her_script.get("/api/v1/me").status_code == 200
    somebody = {"email": "nobody@waymark.example", "password": "a guess"}
    with product.client() as client:
        assert client.post(f"{AUTH}/login", json=somebody).status_code == 400


def asked_for_a_code(product: Product, email: str) -> str:
    """The session that now waits for a code from the mail."""
    with product.client(**{"X-Forwarded-For": next(_addresses)}) as client:
        answer = client.post(f"{AUTH}/password/request", json={"email": email})
    assert answer.status_code == 401, answer.text
    token: str = answer.json()["meta"]["session_token"]
    return token


def at_once(
    product: Product, door: str, body: dict[str, str], headers: dict[str, str] | None = None
) -> Rush:
    """The same from all the crowd in one moment, each on a connection and from an address of hers.

    The connections stay until all have been answered, so that the kernel can tell whose they are.
    """
    ready = Barrier(CROWD)

    def ask(connection: HTTPConnection, address: str) -> int:
        sent = {"Content-Type": "application/json", "X-Forwarded-For": address, **(headers or {})}
        ready.wait(timeout=30)
        connection.request("POST", f"{AUTH}/{door}", json.dumps(body), sent)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    with ExitStack() as hanging_up, ThreadPoolExecutor(CROWD) as crowd:
        connections = [
            hanging_up.enter_context(closing(HTTPConnection("127.0.0.1", product.port, timeout=60)))
            for _ in range(CROWD)
        ]
        for connection in connections:
            connection.connect()
        statuses = Counter(crowd.map(ask, connections, _addresses))
        return Rush(statuses, dict(connections_by_process(product)))


def connections_by_process(product: Product) -> Iterator[tuple[int, int]]:
    """Each web process and how many of the open connections to the product are its own."""
    ours = {f"socket:[{inode}]" for inode in established(product.port)}
    web = [process.pid for process in product.processes() if "gunicorn" in process.command]
    for pid in web:
        if share := sum(opened in ours for opened in opened_by(pid)):
            yield pid, share


def opened_by(pid: int) -> Iterator[str]:
    """What a process has open, by the names the kernel gives it."""
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        # It may be closed between being listed and being read.
        with suppress(FileNotFoundError):
            yield str(handle.readlink())


def established(port: int) -> list[str]:
    """The sockets that serve open connections to this port, by the names the kernel gives them."""
    # Local address, remote address, state 01, three fields we skip, user, timeout, inode.
    server_side = rf"^\s*\d+: \w+:{port:04X} \w+:\w+ 01 \S+ \S+ \S+\s+\d+\s+\d+ (\d+)"
    return re.findall(server_side, Path("/proc/net/tcp").read_text(), re.MULTILINE)


def table(rushes: list[Rush]) -> str:
    head = f"\n{CROWD} at once, {TRIES_OF_A_CODE} allowed\nround  passed  connections by process"
    rows = [
        f"{number:5}  {rush.passed:6}  "
        + ", ".join(f"{pid}: {share}" for pid, share in sorted(rush.shares.items()))
        for number, rush in enumerate(rushes, start=1)
    ]
    return "\n".join([head, *rows])
