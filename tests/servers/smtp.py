"""A real SMTP server that keeps every byte and answers as a test wrote it down."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.lifetime import free_port

_OK = {"RCPT": "250 OK", "DATA": "250 OK: queued"}
_FOREVER = 3600.0  # seconds; longer than any client waits


class At(Enum):
    """The command that an answer is for; DATA means after the whole message was sent."""

    RCPT = "RCPT"
    DATA = "DATA"


@dataclass(frozen=True)
class Answer:
    """What to do with one command: wait, then reply, or close the connection without a word."""

    at: At
    reply: str | None = None
    after: float = 0.0
    closes: bool = False


def refuse(at: At, reply: str) -> Answer:
    """Such as `refuse(At.RCPT, "550 5.1.1 no such mailbox")`."""
    return Answer(at, reply=reply)


def delay(at: At, seconds: float) -> Answer:
    return Answer(at, after=seconds)


def hang(at: At) -> Answer:
    """Never answer; the client may wait or go."""
    return Answer(at, after=_FOREVER)


def close(at: At) -> Answer:
    return Answer(at, closes=True)


@dataclass(frozen=True)
class Message:
    """One message as it came over the wire, answered well or not."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    is_accepted: bool


@dataclass
class SmtpSink:
    port: int
    messages: list[Message] = field(default_factory=list)
    # How often each command came, whatever the answer was.
    commands: dict[At, int] = field(default_factory=lambda: dict.fromkeys(At, 0))
    _answers: dict[At, deque[Answer]] = field(default_factory=lambda: {at: deque() for at in At})
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def answer(self, *answers: Answer) -> None:
        """Answer the next commands of their kind so, one each; after that, OK again."""
        for answer in answers:
            self._answers[answer.at].append(answer)

    def clear(self) -> None:
        """Forget what came and what was still to be answered."""
        with self._changed:
            self.messages.clear()
            self.commands = dict.fromkeys(At, 0)
            for answers in self._answers.values():
                answers.clear()

    def to(self, recipient: str) -> list[Message]:
        return [message for message in self.messages if recipient in message.recipients]

    def wait_for(self, count: int, *, recipient: str, within: float) -> list[Message]:
        """The recipient's messages once there are `count`; raises AssertionError after `within`."""
        self._wait(lambda: len(self.to(recipient)) >= count, within, f"{count} messages")
        return self.to(recipient)

    def wait_for_command(self, at: At, *, within: float) -> None:
        self._wait(lambda: self.commands[at] > 0, within, f"a {at.value} command")

    def _wait(self, until: Any, within: float, what: str) -> None:
        deadline = time.monotonic() + within
        with self._changed:
            while not until():
                left = deadline - time.monotonic()
                assert left > 0, f"no {what} within {within} s; there are {len(self.messages)}"
                self._changed.wait(left)

    def _next(self, at: At) -> Answer:
        with self._changed:
            self.commands[at] += 1
            self._changed.notify_all()
        answers = self._answers[at]
        return answers.popleft() if answers else Answer(at)

    def _keep(self, message: Message) -> None:
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """A server on a free port of 127.0.0.1 that lives as long as the block."""
    sink = SmtpSink(free_port())
    controller = Controller(_Handler(sink), hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


class _Handler:
    """The hooks that aiosmtpd calls."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._reply(server, self._sink._next(At.RCPT))
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self._sink._next(At.DATA)
        is_accepted = not answer.closes and answer.after < _FOREVER and answer.reply is None
        content = envelope.original_content or b""
        recipients = tuple(envelope.rcpt_tos)
        self._sink._keep(Message(envelope.mail_from or "", recipients, content, is_accepted))
        return await self._reply(server, answer)

    async def _reply(self, server: SMTP, answer: Answer) -> str:
        if answer.closes:
            server.transport.abort()  # type: ignore[union-attr]
        await asyncio.sleep(answer.after)
        return answer.reply or _OK[answer.at.value]
