"""Requests as data, and the two ways to send one: by a client library, or byte by byte."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.hostile.expected import Answer, Expected

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Hostile:
    """One request with the sentence it stands for. A `body` that is no text is sent as JSON.

    `caller` is nobody, or the learner by her `token` or her `session`.
    """

    name: str
    method: str
    path: str
    expected: Expected
    body: Any = None
    headers: dict[str, str | bytes] = field(default_factory=dict)
    caller: str = "token"

    @property
    def content(self) -> bytes | None:
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode()


@dataclass(frozen=True)
class Raw:
    """The bytes of one request, none of them added; `hangs_up` ends the client's side behind it."""

    name: str
    sent: bytes
    expected: Expected
    hangs_up: bool = False


@dataclass
class Tally:
    """What came of all requests of a run."""

    statuses: Counter[int] = field(default_factory=Counter)
    pages: int = 0

    def count(self, answer: Answer) -> Answer:
        self.statuses[answer.status] += 1
        self.pages += answer.is_html
        return answer

    def lines(self) -> Iterable[str]:
        """A table: how many requests by status, and of what there must be none."""
        failures = sum(n for status, n in self.statuses.items() if status >= 500)
        yield f"{'requests':>10} {self.statuses.total():>6}"
        for status, times in sorted(self.statuses.items()):
            yield f"{status:>10} {times:>6}"
        yield f"{'5xx':>10} {failures:>6}"
        yield f"{'HTML':>10} {self.pages:>6}"


@dataclass
class Sender:
    """Sends to one product, as nobody or as one of its learners, and counts what comes back."""

    url: str
    credentials: dict[str, dict[str, str]]
    tally: Tally
    client: httpx.Client

    def send(self, hostile: Hostile) -> Answer:
        json_type = JSON if hostile.body is not None else {}
        return self.ask(
            hostile.method,
            hostile.path,
            content=hostile.content,
            headers={**json_type, **self.credentials[hostile.caller], **hostile.headers},
        )

    def ask(self, method: str, path: str, **options: Any) -> Answer:
        answer = self.client.request(method, self.url + path, **options)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return self.tally.count(Answer(answer.status_code, headers, answer.content))

    def exchange(self, raw: Raw) -> Answer:
        """Send the bytes, read until the server hangs up; there must be exactly one answer."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        received = b""
        with (
            socket.create_connection((host, int(port)), timeout=10) as connection,
            suppress(BrokenPipeError, ConnectionResetError),  # It may have heard enough.
        ):
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(raw.sent)
                if raw.hangs_up:
                    connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                received += chunk
        return self.tally.count(_one_answer(received))


def _one_answer(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    assert int(headers.get("content-length", 0)) == len(body), received
    return Answer(int(first.split()[1]), headers, body)
