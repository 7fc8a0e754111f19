"""A crowd that uses the product while a server behind it is taken away, and notes every answer."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import httpx

from tests.rig.ids import fresh_id
from tests.rig.product import Product

# How long a visitor thinks before she asks again; without it we would measure ourselves.
THINKING_SECONDS = 0.4
PUBLIC = ("/api/v1/roadmaps/ai-engineer/graph", "/api/v1/tracks", "/api/v1/skills/python")
PERSONAL = ("/api/v1/me", "/api/v1/me/enrollments", "/api/v1/me/marks", "/api/v1/me/next")
SKILLS = ("python", "git", "sql", "pytorch")

Ask = Callable[[httpx.Client], httpx.Response]


class Answer(NamedTuple):
    """What a visitor got; status 0 and a fault when she got nothing."""

    visitor: str
    sent_at: float
    ended_at: float
    status: int
    fault: str

    @property
    def seconds(self) -> float:
        """From the first byte sent to the last one received."""
        return self.ended_at - self.sent_at

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class Visitor(NamedTuple):
    name: str
    client: httpx.Client
    ask: Ask


class Marker:
    """Marks a skill, each time as a new event, and repeats an event until it is kept."""

    def __init__(self, skill: str) -> None:
        self.skill = skill
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self._event_id = ""

    def __call__(self, client: httpx.Client) -> httpx.Response:
        self._event_id = self._event_id or fresh_id()
        self.sent.add(self._event_id)
        body = {"status": "done", "event_id": self._event_id}
        answer = client.put(f"/api/v1/me/marks/{self.skill}", json=body)
        if answer.is_success:
            self.acknowledged.add(self._event_id)
            self._event_id = ""
        return answer


class Crowd:
    """Visitors, each in a thread and with a connection of her own: thirteen for eight threads."""

    def __init__(self, product: Product, tokens: Sequence[str], *, web_processes: int) -> None:
        self.answers: list[Answer] = []
        self.markers = [Marker(skill) for skill in SKILLS for _ in range(web_processes)]
        self._readers = 3 * web_processes
        self._product = product
        self._tokens = tokens

    @contextmanager
    def there(self) -> Iterator[None]:
        """They come, and ask until the block ends."""
        leave = threading.Event()
        threads = [
            threading.Thread(target=self._stay, args=(visitor, leave))
            for visitor in self._visitors()
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            leave.set()
            for thread in threads:
                thread.join()

    def _visitors(self) -> Iterator[Visitor]:
        learner = self._product.first_run["learner"]
        for name, asks in {
            "public": [_reads(PUBLIC)] * self._readers,
            # One alone: a password is slow to hash, and cores are few where tests run.
            "sign-in": [_signs_in(learner["email"], learner["password"])],
            "livez": [_reads(["/livez"])],
            "readyz": [_reads(["/readyz"])],
        }.items():
            yield from (Visitor(name, self._product.client(), ask) for ask in asks)
        for name, asks in {
            "personal": [_reads(PERSONAL)] * self._readers,
            "mark": self.markers,
        }.items():
            for number, ask in enumerate(asks):
                token = self._tokens[number % len(self._tokens)]
                yield Visitor(name, self._product.client(Authorization=f"Bearer {token}"), ask)

    def _stay(self, visitor: Visitor, leave: threading.Event) -> None:
        with visitor.client:
            while not leave.wait(random.uniform(0.5, 1.5) * THINKING_SECONDS):
                self.answers.append(_answer_to(visitor))


def _reads(paths: Sequence[str]) -> Ask:
    return lambda client: client.get(random.choice(paths))


def _signs_in(email: str, password: str) -> Ask:
    body = {"email": email, "password": password}
    return lambda client: client.post("/_allauth/app/v1/auth/login", json=body)


def _answer_to(visitor: Visitor) -> Answer:
    sent_at = time.monotonic()
    try:
        response = visitor.ask(visitor.client)
    except httpx.TransportError as error:
        return Answer(visitor.name, sent_at, time.monotonic(), 0, repr(error))
    return Answer(
        visitor.name, sent_at, time.monotonic(), response.status_code, _fault_of(response)
    )


def _fault_of(response: httpx.Response) -> str:
    """What is wrong with an answer; a 503 is right when it is a problem and says when to retry."""
    is_problem = response.headers.get("Content-Type") == "application/problem+json"
    is_told = is_problem and int(response.headers.get("Retry-After", 0)) > 0
    if response.is_success or (response.status_code == 503 and is_told):
        return ""
    return f"{response.status_code} {response.url.path} {response.text[:300]}"
