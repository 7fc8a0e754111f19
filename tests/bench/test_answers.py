"""Answers come in pieces, several in one piece, with a length or in chunks."""

from __future__ import annotations

import pytest

from bench.answers import answer_in, header

SIZED = b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "x"\r\n\r\nhello'
CHUNKED = (
    b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
)
EMPTY = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [(SIZED, 200, b"hello"), (CHUNKED, 201, b"hello"), (EMPTY, 304, b"")],
)
def test_reads_an_answer_once_all_of_it_has_come(sent: bytes, status: int, body: bytes) -> None:
    assert not any(answer_in(sent[:part]) for part in range(len(sent)))

    answer = answer_in(sent + b"HTTP/1.1 500")

    assert answer
    assert (answer.status, answer.body, answer.size) == (status, body, len(sent))


def test_finds_a_header_in_whatever_case() -> None:
    assert header(b'HTTP/1.1 200 OK\r\netag: "x"', "ETag") == '"x"'
    assert header(b"HTTP/1.1 200 OK\r\nAge: 1", "ETag") == ""
