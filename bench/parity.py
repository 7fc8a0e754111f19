"""Nobody is measured who does not answer as we do."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

from bench.answers import Answer, answer_in, header
from bench.rows import HttpRow
from bench.servers import Database, Running
from bench.world import LAST_SEQ

SAMPLES = 12


class Unequal(Exception):
    """A side gave another answer than ours."""


def ask(side: Running, request: bytes) -> Answer:
    """The answer of one side to one request."""
    buffer = b""
    with socket.create_connection(("127.0.0.1", side.port), timeout=30) as connection:
        connection.sendall(request)
        while (answer := answer_in(buffer)) is None:
            received = connection.recv(1 << 16)
            if not received:
                raise Unequal(f"{side.name} hung up after {buffer!r} on {request!r}")
            buffer += received
    return answer


def etag_of(side: Running, request: bytes) -> str:
    return header(ask(side, request).head, "ETag")


def check(row: HttpRow, sides: Sequence[Running], database: Database) -> None:
    """Hold every rival's JSON against ours; raises Unequal with the first difference."""
    everything = row.requests()
    samples = everything[:: max(1, len(everything) // SAMPLES)][:SAMPLES]
    if row.writes:
        # One learner after the other, not one mark of hers after the other.
        samples = everything[:SAMPLES]
    ours, *rivals = ([_told(side, row, sample, database) for sample in samples] for side in sides)
    for side, told in zip(sides[1:], rivals, strict=True):
        for sample, mine, theirs in zip(samples, ours, told, strict=True):
            if difference := difference_of(mine, theirs):
                line = sample.partition(b"\r\n")[0].decode()
                raise Unequal(f"{side.name}, {line}: {difference}")


def _told(side: Running, row: HttpRow, request: bytes, database: Database) -> Any:
    answer = ask(side, request)
    if row.writes:
        take_back(database)
    if answer.status != 200:
        raise Unequal(f"{side.name} answered {answer.status}: {answer.body[:500]!r}")
    return json.loads(answer.body)


def take_back(database: Database) -> None:
    """Take back all that was written since seeding, so that everybody meets the same rows."""
    database.execute(
        f"DELETE FROM progress_event WHERE seq > {LAST_SEQ}",
        f"DELETE FROM progress_mark WHERE seq > {LAST_SEQ}",
        f"UPDATE progress_ledger SET seq = {LAST_SEQ} WHERE seq > {LAST_SEQ}",
    )


def difference_of(mine: Any, theirs: Any, path: str = "") -> str | None:
    """Where two JSON values differ, and how; None when they are equal."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        if mine.keys() != theirs.keys():
            return f"{path}: keys {sorted(mine.keys() ^ theirs.keys())} are only in one"
        pairs = [(f"{path}/{key}", mine[key], theirs[key]) for key in mine]
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        pairs = [(f"{path}/{at}", *pair) for at, pair in enumerate(zip(mine, theirs, strict=True))]
    else:
        return None if mine == theirs else f"{path}: {mine!r} is ours, {theirs!r} theirs"
    found = (difference_of(a, b, where) for where, a, b in pairs)
    return next((difference for difference in found if difference), None)
