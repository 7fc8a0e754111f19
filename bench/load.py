"""`python -m bench.load`: asks over several connections that stay open, and counts.

It reads one JSON document on stdin, `Plan`, and prints another, `Load`. A process of its own, so
that it can be kept off the core that is measured.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import cast

from bench.answers import answer_in

CONNECTIONS = 8
PATIENCE = 60.0  # seconds for the answers that are still to come
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Plan:
    """Ask these, one after the other, until the time is up or so many were asked.

    With `again` it begins anew behind the last; every answer has to have the status.
    """

    port: int
    requests: list[str]
    status: int
    seconds: float
    most: int
    again: bool


@dataclass(frozen=True)
class Load:
    """What came of it; bytes are those of bodies, milliseconds of waiting for one answer."""

    requests: int
    seconds: float
    bytes: float
    median_ms: float
    p99_ms: float
    wrong: list[str]

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def put_load(plan: Plan) -> Load:
    """Have another process carry out the plan; raises RuntimeError for an unexpected answer."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=plan.seconds + PATIENCE,
    )
    load = Load(**json.loads(done.stdout))
    if load.wrong:
        raise RuntimeError(f"wanted {plan.status}, and was answered {load.wrong[0]}")
    return load


class Client(asyncio.Protocol):
    """One connection: it asks, waits for the whole answer, and asks the next."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.buffer = bytearray()
        self.asked_at = 0.0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.ask()

    def ask(self) -> None:
        request = self.asking.next_request()
        if request is None:
            self.transport.close()
            return
        self.asked_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, received: bytes) -> None:
        self.buffer += received
        answer = answer_in(self.buffer)
        if answer is None:
            return
        del self.buffer[: answer.size]
        took = time.perf_counter() - self.asked_at
        if answer.status == self.asking.plan.status:
            self.asking.note(took, len(answer.body))
            self.ask()
        else:
            self.asking.wrong.append(f"{answer.head.decode()} {answer.body[:500].decode()}")
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc:
            self.asking.wrong.append(repr(exc))
        self.over.set_result(None)


class Asking:
    """All connections together: what comes next, and what came back."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        requests = [request.encode() for request in plan.requests]
        self.requests: Iterator[bytes] = cycle(requests) if plan.again else iter(requests)
        self.asked = 0
        self.waits: list[float] = []
        self.bytes = 0
        self.wrong: list[str] = []
        self.deadline = 0.0

    def next_request(self) -> bytes | None:
        if self.asked >= self.plan.most or time.perf_counter() > self.deadline or self.wrong:
            return None
        self.asked += 1
        return next(self.requests, None)

    def note(self, took: float, size: int) -> None:
        self.waits.append(took)
        self.bytes += size

    async def carry_out(self) -> Load:
        loop = asyncio.get_running_loop()
        begun = time.perf_counter()
        self.deadline = begun + self.plan.seconds
        connections = min(CONNECTIONS, self.plan.most)
        clients = [
            await loop.create_connection(lambda: Client(self), "127.0.0.1", self.plan.port)
            for _ in range(connections)
        ]
        for _, client in clients:
            await client.over
        waits = sorted(self.waits) or [0.0]
        return Load(
            requests=len(self.waits),
            seconds=time.perf_counter() - begun,
            bytes=self.bytes / max(1, len(self.waits)),
            median_ms=1000 * waits[len(waits) // 2],
            p99_ms=1000 * waits[len(waits) * 99 // 100],
            wrong=self.wrong,
        )


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    with suppress(ImportError):  # The less the load costs, the less it takes from PostgreSQL.
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    print(json.dumps(asdict(asyncio.run(Asking(plan).carry_out()))))


if __name__ == "__main__":
    main()
