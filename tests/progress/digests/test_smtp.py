from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from threading import Thread

import pytest

from progress.digests.post import Letter, Outcome
from progress.digests.smtp import Server, SmtpPost, Step, classify
from tests.servers.smtp import Answer, At, SmtpSink, close, delay, hang, refuse

LETTER = Letter(
    "hello@waymark.example", "ada@waymark.example", b"Subject: A\r\n\r\n.\r\n..\r\nB\r\n"
)


@pytest.mark.parametrize(
    ("step", "code", "text", "outcome"),
    [
        # Before the recipient was named the server means us, whatever it says.
        (Step.GREETING, 421, "4.3.2 shutting down", Outcome.UNWELL),
        (Step.GREETING, 451, "later", Outcome.UNWELL),
        (Step.GREETING, 535, "5.7.8 bad credentials", Outcome.UNWELL),
        (Step.GREETING, 550, "5.1.8 sender unknown", Outcome.UNWELL),
        (Step.GREETING, 554, "no", Outcome.UNWELL),
        # At the recipient.
        (Step.RECIPIENT, 421, "too many", Outcome.UNWELL),
        (Step.RECIPIENT, 450, "4.2.1 busy", Outcome.DEFERRED),
        (Step.RECIPIENT, 452, "4.2.2 full", Outcome.DEFERRED),
        (Step.RECIPIENT, 550, "5.1.1 unknown", Outcome.REFUSED),
        (Step.RECIPIENT, 550, "no such user", Outcome.REFUSED),
        (Step.RECIPIENT, 552, "5.2.2 full for good", Outcome.REFUSED),
        (Step.RECIPIENT, 553, "5.1.3 bad address", Outcome.REFUSED),
        (Step.RECIPIENT, 550, "5.7.1 policy", Outcome.DEFERRED),
        (Step.RECIPIENT, 554, "5.7.26 unauthenticated mail", Outcome.DEFERRED),
        # After the mail.
        (Step.MAIL, 421, "closing", Outcome.UNWELL),
        (Step.MAIL, 451, "4.3.0 later", Outcome.DEFERRED),
        (Step.MAIL, 550, "5.1.1 unknown after all", Outcome.REFUSED),
        (Step.MAIL, 554, "refused", Outcome.REFUSED),
        (Step.MAIL, 552, "5.3.4 too large", Outcome.DEFERRED),
        (Step.MAIL, 554, "5.6.0 bad content", Outcome.DEFERRED),
        (Step.MAIL, 550, "5.7.1 spam", Outcome.DEFERRED),
        # Not a refusal, and not what was asked for.
        (Step.RECIPIENT, 354, "go ahead", Outcome.UNWELL),
        (Step.RECIPIENT, -1, "gibberish", Outcome.UNWELL),
    ],
)
def test_what_an_answer_means(step: Step, code: int, text: str, outcome: Outcome) -> None:
    assert classify(step, code, text) is outcome


@pytest.fixture
def post(smtp_sink: SmtpSink) -> Iterator[SmtpPost]:
    post = SmtpPost(server_at(smtp_sink.port))
    yield post
    post.close()


def server_at(port: int) -> Server:
    return Server(
        host="127.0.0.1",
        port=port,
        user="",
        password="",
        use_tls=False,
        use_ssl=False,
        greets_as="waymark.example",
        command_seconds=5.0,
        answer_seconds=0.3,
    )


@pytest.mark.smtp
class TestHandingOver:
    def test_keeps_every_byte(self, post: SmtpPost, smtp_sink: SmtpSink) -> None:
        answer = post.hand_over(LETTER)

        assert answer.outcome is Outcome.ACCEPTED
        assert smtp_sink.messages[0].content == LETTER.content

    def test_goes_on_after_a_refusal(self, post: SmtpPost, smtp_sink: SmtpSink) -> None:
        smtp_sink.answer(refuse(At.RCPT, "550 no"), refuse(At.DATA, "451 later"))

        outcomes = [post.hand_over(LETTER).outcome for _ in range(3)]

        assert outcomes == [Outcome.REFUSED, Outcome.DEFERRED, Outcome.ACCEPTED]

    @pytest.mark.parametrize("silence", [hang(At.DATA), close(At.DATA), delay(At.DATA, 0.45)])
    def test_after_silence_comes_a_new_connection(
        self, post: SmtpPost, smtp_sink: SmtpSink, silence: Answer
    ) -> None:
        smtp_sink.answer(silence)

        outcomes = [post.hand_over(LETTER).outcome for _ in range(2)]

        assert outcomes == [Outcome.UNCLEAR, Outcome.ACCEPTED]

    def test_a_connection_lost_before_the_mail_delivered_nothing(
        self, post: SmtpPost, smtp_sink: SmtpSink
    ) -> None:
        smtp_sink.answer(close(At.RCPT))

        assert post.hand_over(LETTER).outcome is Outcome.UNWELL
        assert smtp_sink.messages == []

    def test_a_server_that_hung_up_between_two_mails_harms_neither(
        self, post: SmtpPost, smtp_sink: SmtpSink
    ) -> None:
        assert post.hand_over(LETTER).outcome is Outcome.ACCEPTED
        connection = post._connection
        assert connection
        assert connection.sock
        connection.sock.shutdown(socket.SHUT_RDWR)

        assert post.hand_over(LETTER).outcome is Outcome.ACCEPTED
        assert len(smtp_sink.messages) == 2

    def test_nobody_there_is_an_answer_too(self) -> None:
        answer = SmtpPost(server_at(1)).hand_over(LETTER)

        assert answer.outcome is Outcome.UNWELL
        assert "ConnectionRefusedError" in answer.text

    def test_a_server_without_tls_is_not_trusted_when_tls_is_asked_for(
        self, smtp_sink: SmtpSink
    ) -> None:
        for wanted in ({"use_tls": True}, {"use_ssl": True}):
            server = replace(server_at(smtp_sink.port), **wanted)

            assert SmtpPost(server).hand_over(LETTER).outcome is Outcome.UNWELL
        assert smtp_sink.messages == []

    def test_gibberish_after_the_mail_is_no_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            replies = [b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go", b"what?"]
            server = Thread(target=talk, args=(listener, replies))
            server.start()

            answer = SmtpPost(server_at(listener.getsockname()[1])).hand_over(LETTER)

            server.join(5)
            assert answer.outcome is Outcome.UNCLEAR


def talk(listener: socket.socket, replies: list[bytes]) -> None:
    """Greet, then say the next reply to whatever comes: a line, or a whole mail after 354."""
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as heard:
        connection.sendall(replies[0] + b"\r\n")
        for before, reply in pairwise(replies):
            while (line := heard.readline()) and before.startswith(b"354") and line != b".\r\n":
                pass
            connection.sendall(reply + b"\r\n")
