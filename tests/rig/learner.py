"""A person in front of the product: she signs up, reads her mail, and uses a token."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import httpx

from tests.rig.ids import fresh_id

PASSWORD = "a lighthouse on a quiet coast"
_numbers = itertools.count(time.time_ns())

Mailbox = Callable[[str], list[EmailMessage]]


class Newcomer:
    """Somebody who signs up. Paths are told from `/api/v1`; she is signed in once verified."""

    def __init__(self, url: str, mailbox: Mailbox) -> None:
        self.number = next(_numbers)
        self.email = f"learner-{self.number}@waymark.example"
        self.mailbox = mailbox
        self.first_token = self.session_token = ""
        self._auth = httpx.Client(base_url=f"{url}/_allauth/app/v1", timeout=30)
        self._api = httpx.Client(base_url=f"{url}/api/v1", timeout=30)

    def leave(self) -> None:
        self._auth.close()
        self._api.close()

    def sign_up(self, **details: Any) -> httpx.Response:
        answer = self._auth.post(
            "/auth/signup", json={"email": self.email, "password": PASSWORD, **details}
        )
        if answer.status_code == 401:
            self.first_token = answer.json()["meta"]["session_token"]
        return answer

    def ask_for_another_code(self) -> httpx.Response:
        return self._auth.post(
            "/auth/email/verify/resend", headers={"X-Session-Token": self.first_token}
        )

    def code_mail(self) -> EmailMessage:
        """The mail with her code, once it has come."""
        deadline = time.monotonic() + 30
        while not (mails := self.mailbox(self.email)):
            assert time.monotonic() < deadline, f"no mail came for {self.email}"
            time.sleep(0.05)
        return mails[-1]

    def code(self) -> str:
        return code_in(self.code_mail())

    def verify(self) -> httpx.Response:
        answer = self._auth.post(
            "/auth/email/verify",
            json={"key": self.code()},
            headers={"X-Session-Token": self.first_token},
        )
        assert answer.status_code == 200, answer.text
        self.session_token = answer.json()["meta"]["session_token"]
        self._api.headers["X-Session-Token"] = self.session_token
        return answer

    def take_token(self) -> str:
        """From now on she comes with a token, as her scripts do."""
        wanted = {"name": "laptop", "scopes": ["read", "write"], "expires_on": None}
        answer = self.put(f"/me/tokens/{fresh_id()}", json=wanted)
        secret: str = answer.json()["token"]
        del self._api.headers["X-Session-Token"]
        self._api.headers["Authorization"] = f"Bearer {secret}"
        return secret

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._api.request(method, path, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def put(self, path: str, **options: Any) -> httpx.Response:
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> httpx.Response:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", path, **options)


@contextmanager
def newcomer(url: str, mailbox: Mailbox) -> Iterator[Newcomer]:
    """Somebody who has not signed up yet."""
    person = Newcomer(url, mailbox)
    try:
        yield person
    finally:
        person.leave()


@contextmanager
def signed_up(url: str, mailbox: Mailbox, **details: Any) -> Iterator[Newcomer]:
    """A learner with a verified address and a token."""
    with newcomer(url, mailbox) as learner:
        learner.sign_up(**details)
        learner.verify()
        learner.take_token()
        yield learner


def code_in(mail: EmailMessage) -> str:
    """The code that stands alone on its line."""
    lines = [line.strip() for line in text_of(mail).splitlines()]
    return next(line for line in lines if re.fullmatch(r"[A-Z0-9-]{4,12}", line))


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None, "the mail has no text part"
    return str(part.get_content())
