"""A mail server that takes everything and keeps only to whom it went and what it was about.

    python bench/jobs/sink.py

It prints its port and lives on outside of the process tree that started it, so that what it
costs is nobody's. Who started it holds one connection open, on which `XREPORT` answers with all
that came; when that connection ends, for whatever reason, so does the server.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from typing import cast

END_OF_MAIL = b"\r\n.\r\n"
SUBJECT = re.compile(rb"^Subject: *(.*)\r$", re.MULTILINE | re.IGNORECASE)
# For whoever started us to come back, before we take it for dead.
PATIENCE = 30


class Sink:
    """What has come so far, and whether anybody still wants to know."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []
        self.is_held = asyncio.Event()
        self.is_let_go = asyncio.Event()

    async def live(self, port_to: int) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Conversation(self), "127.0.0.1", 0)
        os.write(port_to, f"{server.sockets[0].getsockname()[1]}\n".encode())
        os.close(port_to)
        async with asyncio.timeout(PATIENCE):
            await self.is_held.wait()
        await self.is_let_go.wait()


class Conversation(asyncio.Protocol):
    """One connection. Answers whole lines, however they come; more than one may come at once."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._unread = b""
        self._recipient = ""
        self._is_mail = False
        self._holds = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(b"220 sink ESMTP\r\n")

    def connection_lost(self, _: Exception | None) -> None:
        if self._holds:
            self._sink.is_let_go.set()

    def data_received(self, received: bytes) -> None:
        self._unread += received
        while True:
            end = END_OF_MAIL if self._is_mail else b"\r\n"
            read, found, rest = self._unread.partition(end)
            if not found:
                return
            self._unread = rest
            self._transport.write(self._mail(read + b"\r\n") if self._is_mail else self._say(read))

    def _say(self, line: bytes) -> bytes:
        match line[:4].upper():
            case b"EHLO":
                return b"250-sink\r\n250 8BITMIME\r\n"
            case b"RCPT":
                self._recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            case b"DATA":
                self._is_mail = True
                return b"354 go on\r\n"
            case b"QUIT":
                return b"221 bye\r\n"
            case b"XREP":
                self._holds = True
                self._sink.is_held.set()
                return json.dumps(self._sink.mails).encode() + b"\r\n"
        return b"250 ok\r\n"

    def _mail(self, content: bytes) -> bytes:
        self._is_mail = False
        subject = SUBJECT.search(content)
        self._sink.mails.append((self._recipient, subject[1].decode() if subject else ""))
        return b"250 taken\r\n"


def main() -> None:
    """Tell the port, then go on where no parent waits."""
    reads, writes = os.pipe()
    if os.fork():
        os.close(writes)
        with os.fdopen(reads) as told:
            sys.stdout.write(told.readline())
        return
    os.setsid()
    os.close(reads)
    # Who waits for us to stop printing must not wait for the server.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    asyncio.run(Sink().live(writes))


if __name__ == "__main__":
    main()
