"""Somebody in the sign-in conversation, and the mail she gets: through the real broker."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from queue import Empty
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, TestCase

from config import celery_app
from tests.generated import generated
from tests.operations import JSON, operation_at

PASSWORD = "a lighthouse on a quiet coast"


class Conversation:
    """The app client of allauth: no cookie, the session token in a header.

    It keeps the newest token it was given, as an app does, until `forget`. Every answer must be
    one that the contract tells.
    """

    def __init__(self) -> None:
        self.client = Client()
        self.token: str | None = None

    def say(self, method: str, route: str, **body: Any) -> Any:
        headers = {"X-Session-Token": self.token} if self.token else {}
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.generic(
                method,
                f"/_allauth/app/v1/{route}",
                data=json.dumps(body) if method != "GET" else "",
                content_type="application/json",
                headers=headers,
            )
        _check(answer)
        if answer.headers["Content-Type"] == JSON:
            self.token = answer.json().get("meta", {}).get("session_token", self.token)
        return answer

    def post(self, route: str, **body: Any) -> Any:
        return self.say("POST", route, **body)

    def sign_up(self, email: str = "ada@waymark.example", **details: Any) -> Any:
        return self.post("auth/signup", email=email, password=PASSWORD, **details)

    def sign_in(self, email: str = "ada@waymark.example", password: str = PASSWORD) -> Any:
        return self.post("auth/login", email=email, password=password)

    def me(self) -> Any:
        headers = {"X-Session-Token": self.token} if self.token else {}
        return self.client.get("/api/v1/me", headers=headers)

    def forget(self) -> None:
        self.token = None


def _check(answer: Any) -> None:
    """Hold an answer of a door that is open against what the contract tells of it."""
    asked = answer.wsgi_request
    operation = operation_at(asked.method, asked.path, generated())
    if operation:
        told = operation.faults_in(
            answer.status_code, answer.headers["Content-Type"], answer.json()
        )
        assert not told, told


def delivered() -> list[EmailMessage]:
    """Do what a worker does with everything that waits on the broker; the mails that came of it."""
    before = len(mail.outbox)
    for headers, arguments in waiting():
        celery_app.tasks[headers["task"]](**arguments)
    return mail.outbox[before:]


def waiting() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Take all that waits on the broker: each message's headers and the task's arguments."""
    taken = []
    with celery_app.connection_for_read() as connection:
        queue = connection.SimpleQueue(celery_app.conf.task_default_queue)
        while (message := _next(queue.get_nowait)) is not None:
            taken.append((message.headers, message.payload[1]))
            message.ack()
    return taken


def code_in(message: EmailMessage) -> str:
    lines = [line.strip() for line in message.body.splitlines()]
    return next(line for line in lines if re.fullmatch(r"[A-Z0-9-]{4,12}", line))


def _next(get: Callable[[], Any]) -> Any:
    try:
        return get()
    except Empty:
        return None
