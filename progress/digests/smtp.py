"""One SMTP transaction for each mail, over one connection, with an answer that can be trusted.

Django's mail backend cannot tell a refusal from silence after the last byte; whether a mail may
be handed over again depends on just that.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings

from progress.digests.post import Answer, Letter, Outcome

_ENHANCED_CODE = re.compile(r"\s*[245]\.(\d{1,3})\.\d{1,3}\b")
_LINE_STARTS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
_GO_AHEAD = 354
_CLOSING = 421
_ANSWER_LENGTH = 500


class Step(Enum):
    """Where in the transaction the server spoke."""

    GREETING = "before the recipient was named"
    RECIPIENT = "to the recipient"
    MAIL = "to the mail itself"


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes out, and how long each word may take."""

    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool
    greets_as: str
    command_seconds: float
    answer_seconds: float

    @classmethod
    def from_settings(cls) -> Server:
        return cls(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            use_tls=settings.EMAIL_USE_TLS,
            use_ssl=settings.EMAIL_USE_SSL,
            greets_as=urlsplit(settings.PUBLIC_URL).hostname or "localhost",
            command_seconds=settings.SMTP_COMMAND_SECONDS,
            answer_seconds=settings.SMTP_ANSWER_SECONDS,
        )


class _OverTls(smtplib.SMTP_SSL):
    """SMTP over TLS that checks who is speaking, which smtplib by itself does not."""

    def __init__(self, host: str, port: int, *, local_hostname: str, timeout: float) -> None:
        context = ssl.create_default_context()
        super().__init__(host, port, local_hostname, timeout=timeout, context=context)


class SmtpPost:
    """Connects at the first letter and keeps the connection while it is of use."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def hand_over(self, letter: Letter) -> Answer:
        try:
            connection = self._ready()
            self._announce(connection, letter)
            connection.send(_stuffed(letter.content))
        except _Refused as refusal:
            return self._judged(refusal)
        except (smtplib.SMTPException, OSError) as error:
            # Without the final dot the server has no mail, whatever it has read.
            self._drop()
            return Answer(Outcome.UNWELL, _text(error))
        return self._finish(connection)

    def close(self) -> None:
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._drop()

    def _ready(self) -> smtplib.SMTP:
        """The connection, fresh for the next mail."""
        if self._connection is not None:
            # A server may have hung up since the last mail; that says nothing about this one.
            with suppress(smtplib.SMTPException, OSError):
                if _is_good(self._connection.rset()[0]):
                    return self._connection
            self._drop()
        self._connection = self._connected()
        return self._connection

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        kind = _OverTls if server.use_ssl else smtplib.SMTP
        connection = kind(
            server.host,
            server.port,
            local_hostname=server.greets_as,
            timeout=server.command_seconds,
        )
        try:
            if server.use_tls:
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    def _announce(self, connection: smtplib.SMTP, letter: Letter) -> None:
        _expect_good(Step.GREETING, connection.mail(letter.sender))
        _expect_good(Step.RECIPIENT, connection.rcpt(letter.recipient))
        code, text = connection.docmd("DATA")
        if code != _GO_AHEAD:
            raise _Refused(Step.MAIL, code, text)

    def _finish(self, connection: smtplib.SMTP) -> Answer:
        """Send the final dot. From here on silence may mean that the mail was taken."""
        assert connection.sock is not None  # noqa: S101 - it has just carried the mail
        try:
            connection.sock.settimeout(self._server.answer_seconds)
            connection.send(b".\r\n")
            code, text = connection.getreply()
            connection.sock.settimeout(self._server.command_seconds)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Answer(Outcome.UNCLEAR, _text(error))
        if _is_good(code):
            return Answer(Outcome.ACCEPTED, _shown(code, text))
        if not _is_refusal(code):
            self._drop()
            return Answer(Outcome.UNCLEAR, _shown(code, text))
        return self._judged(_Refused(Step.MAIL, code, text))

    def _judged(self, refusal: _Refused) -> Answer:
        outcome = classify(refusal.step, refusal.code, refusal.text.decode(errors="replace"))
        if outcome is Outcome.UNWELL:
            self._drop()
        return Answer(outcome, _shown(refusal.code, refusal.text))

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def classify(step: Step, code: int, text: str) -> Outcome:
    """What a refusal means for the mail.

    Only a permanent refusal of the recipient is held against her; before the recipient was
    named, or by policy (5.7.x), the server means us.
    """
    if step is Step.GREETING or code == _CLOSING or not _is_refusal(code):
        return Outcome.UNWELL
    enhanced = _ENHANCED_CODE.match(text)
    subject = enhanced[1] if enhanced else None
    if code < 500 or subject == "7":
        return Outcome.DEFERRED
    is_about_mailbox = step is Step.RECIPIENT or subject in {None, "1", "2"}
    return Outcome.REFUSED if is_about_mailbox else Outcome.DEFERRED


class _Refused(Exception):
    def __init__(self, step: Step, code: int, text: bytes) -> None:
        super().__init__(_shown(code, text))
        self.step, self.code, self.text = step, code, text


def _expect_good(step: Step, reply: tuple[int, bytes]) -> None:
    if not _is_good(reply[0]):
        raise _Refused(step, *reply)


def _is_good(code: int) -> bool:
    return 200 <= code <= 299


def _is_refusal(code: int) -> bool:
    return 400 <= code <= 599


def _stuffed(content: bytes) -> bytes:
    """The body as DATA wants it (RFC 5321, 4.5.2), up to but without the final dot."""
    stuffed = _LINE_STARTS_WITH_DOT.sub(b"..", content)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _shown(code: int, text: bytes) -> str:
    return f"{code} {text.decode(errors='replace')}"[:_ANSWER_LENGTH]


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_ANSWER_LENGTH]
