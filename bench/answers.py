"""Reading HTTP/1.1 answers off a connection that stays open."""

from __future__ import annotations

from typing import NamedTuple

END_OF_HEAD = b"\r\n\r\n"
LINE = b"\r\n"
NO_BODY = (204, 304)


class Answer(NamedTuple):
    """One answer, and how many bytes of the buffer it took."""

    status: int
    head: bytes
    body: bytes
    size: int


def answer_in(buffer: bytes | bytearray) -> Answer | None:
    """The first answer of the buffer, once all of it has come."""
    end = buffer.find(END_OF_HEAD)
    if end < 0:
        return None
    head, start = bytes(buffer[:end]), end + len(END_OF_HEAD)
    status = int(head[9:12])
    lowered = head.lower()
    if status in NO_BODY:
        return Answer(status, head, b"", start)
    if b"\r\ntransfer-encoding: chunked" in lowered:
        return _chunked(status, head, buffer, start)
    length = _number(lowered, b"\r\ncontent-length:")
    if len(buffer) < start + length:
        return None
    return Answer(status, head, bytes(buffer[start : start + length]), start + length)


def header(head: bytes, name: str) -> str:
    """The value of a header, empty when there is none."""
    for line in head.split(LINE)[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name.lower().encode():
            return value.strip().decode()
    return ""


def _chunked(status: int, head: bytes, buffer: bytes | bytearray, at: int) -> Answer | None:
    body = b""
    while True:
        line = buffer.find(LINE, at)
        if line < 0:
            return None
        size = int(bytes(buffer[at:line]), 16)
        at = line + len(LINE)
        if len(buffer) < at + size + len(LINE):
            return None
        body += bytes(buffer[at : at + size])
        at += size + len(LINE)
        if size == 0:
            return Answer(status, head, body, at)


def _number(head: bytes, name: bytes) -> int:
    found = head.find(name)
    if found < 0:
        raise ValueError(f"an answer without a length: {head!r}")
    return int(head[found + len(name) :].split(LINE, 1)[0])
