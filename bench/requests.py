"""The requests of each row, as bytes on the wire: the same ones for every side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from bench import world

_HEAD = "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n"
# Nobody's answer is compressed: to compress at each request would not be the same work.
MARKS_OF_EACH = 6

Make = Callable[[], list[bytes]]


def graphs() -> list[bytes]:
    """The current version of one roadmap after the other."""
    return [get(f"/api/v1/roadmaps/{sketch.slug}/graph") for sketch in world.sketches()]


def progresses() -> list[bytes]:
    """One learner after the other, each on one of the roadmaps that she follows."""
    return [
        get(f"/api/v1/me/enrollments/{roadmap}/progress", learner.token)
        for learner in learners()
        for roadmap in [learner.followed[learner.number % world.FOLLOWED]]
    ]


def dashboards() -> list[bytes]:
    """All that one learner after the other follows."""
    return [get("/api/v1/me/enrollments", learner.token) for learner in learners()]


def marks() -> list[bytes]:
    """One learner after the other does what she never touched: each appends an event."""
    return list(_marks(datetime.now(UTC) - timedelta(minutes=1)))


def _marks(at: datetime) -> Iterator[bytes]:
    chance = Random(f"{world.SEED}: marks")
    for turn in range(MARKS_OF_EACH):
        for learner in learners():
            event = world.uuid_of(int(at.timestamp() * 1000), chance)
            told = {
                "status": "done",
                "roadmap": learner.followed[0],
                "event_id": str(event),
                "occurred_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            yield put(f"/api/v1/me/marks/{learner.untouched[turn]}", learner.token, told)


@cache
def learners() -> list[world.Learner]:
    """All of them, in no order that any index has."""
    numbers = list(range(world.LEARNERS))
    Random(f"{world.SEED}: who comes").shuffle(numbers)
    return [world.learner(number) for number in numbers]


def get(path: str, token: str = "") -> bytes:
    headers = f"Authorization: Bearer {token}\r\n" if token else ""
    return _HEAD.format(method="GET", path=path, headers=headers).encode()


def put(path: str, token: str, told: object) -> bytes:
    body = json.dumps(told)
    headers = (
        f"Authorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return (_HEAD.format(method="PUT", path=path, headers=headers) + body).encode()


def known(request: bytes, etag: str) -> bytes:
    """The same question from somebody who has that answer already."""
    head, _, body = request.partition(b"\r\n\r\n")
    return head + b"\r\nIf-None-Match: " + etag.encode() + b"\r\n\r\n" + body
