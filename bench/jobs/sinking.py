"""A sink of one's own for as long as a block lasts, and settings by which mail goes there."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test.utils import override_settings

HOST = "127.0.0.1"


class RunningSink:
    """The connection that keeps the sink alive."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._lines.readline()
        self.mails()

    def mails(self) -> list[tuple[str, str]]:
        """Recipient and subject of all that came, in the order in which it came."""
        self._connection.sendall(b"XREPORT\r\n")
        return [(recipient, subject) for recipient, subject in json.loads(self._lines.readline())]


@contextmanager
def mail_to_a_sink() -> Iterator[RunningSink]:
    program = Path(__file__).with_name("sink.py")
    told = subprocess.run([sys.executable, program], stdout=subprocess.PIPE, check=True)
    port = int(told.stdout)
    server = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": HOST,
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
    }
    with socket.create_connection((HOST, port)) as connection, override_settings(**server):
        yield RunningSink(connection)
