"""One running product: started as `make run` starts it, on a port and a var folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.rig.processes import Process, processes_of
from tests.servers.lifetime import free_port, start, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]
# Nothing of the caller's environment reaches the product but what any program needs.
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE")


@dataclass
class Product:
    var: Path
    env: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _started: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _said_before: str = field(default="", init=False)

    def start(self) -> None:
        """Come back once the product has said that it is up."""
        self.start_without_waiting()
        self.wait_for_line("Waymark is up")

    def start_without_waiting(self) -> None:
        self._said_before = self._said()
        self._started = start(self.command, log=self.terminal, cwd=ROOT, env=self.environment)

    def wait_for_line(self, words: str) -> None:
        """Come back once the words are on the terminal, since the last start."""
        wait_until(
            lambda: words in self._said()[len(self._said_before) :], self._supervisor, self.terminal
        )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """As Ctrl-C does; the answer is the exit status of `make run`'s command."""
        return stop(self._supervisor, how)

    def kill(self) -> None:
        """SIGKILL to the supervisor alone; its children learn of it in their own way."""
        self._supervisor.kill()
        self._supervisor.wait()

    def sweep(self) -> None:
        """End whatever a test left of it."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        if self._started:
            self._started.wait()

    def wait(self, within: float) -> int:
        """The exit status, once the product has ended by itself."""
        return self._supervisor.wait(within)

    def run_to_its_end(self, within: float = 30.0) -> subprocess.CompletedProcess[str]:
        """For a start that is refused: what it said and its exit status."""
        return subprocess.run(
            self.command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=within,
        )

    @property
    def command(self) -> list[str]:
        here = ["--port", str(self.port), "--var", str(self.var)]
        return [sys.executable, "-m", "config.run", *here]

    @property
    def environment(self) -> dict[str, str]:
        # One web process starts quicker than two and has as many threads as a test asks for.
        return {**_passed_on(), "WEB_CONCURRENCY": "1", **self.env}

    @property
    def terminal(self) -> Path:
        """What the supervisor has printed, over all starts."""
        return self.var.with_name(f"{self.var.name}-terminal.txt")

    @property
    def _supervisor(self) -> subprocess.Popen[bytes]:
        assert self._started, "start the product first"
        return self._started

    def _said(self) -> str:
        return self.terminal.read_text() if self.terminal.exists() else ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_up(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v1/meta", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def client(self, **headers: str) -> httpx.Client:
        """A client of the product; paths are told from the root, such as `/api/v1/me`."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def bearer(self) -> httpx.Client:
        """A client signed in as the demo learner."""
        return self.client(Authorization=f"Bearer {self.first_run['token']}")

    @property
    def first_run(self) -> Any:
        return json.loads((self.var / "first-run.json").read_text())

    def log(self, name: str) -> str:
        return (self.var / "logs" / f"{name}.log").read_text(errors="replace")

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints, run beside the product and told only where its folder is."""
        done = self._managed(arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> str:
        """What `manage.py` prints when it refuses."""
        done = self._managed(arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stdout

    def _managed(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**_passed_on(), "WAYMARK_VAR": str(self.var)},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def mails(self, recipient: str = "") -> list[EmailMessage]:
        """The mails kept as files, in the order they came; all, or those to one address."""
        files = sorted((self.var / "mails").glob("*.eml"))
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in mails if recipient in str(mail["To"])]

    def wait_for_mail(self, recipient: str, *, within: float) -> EmailMessage:
        """The first mail to the address, once it has come."""
        deadline = time.monotonic() + within
        while not (mails := self.mails(recipient)):
            assert time.monotonic() < deadline, f"no mail to {recipient} within {within} s"
            time.sleep(0.05)
        return mails[0]

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement with `:named` values, read or written past the product."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                named = re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement)
                cursor = connection.execute(named, values)
                return cursor.fetchall() if cursor.description else []
        database = sqlite3.connect(self.var / "db.sqlite3", timeout=20)
        try:
            with database:
                return database.execute(statement, values).fetchall()
        finally:
            database.close()

    def count_rows(self) -> dict[str, int]:
        """The number of rows of every table (SQLite)."""
        tables = self.sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {name: self.sql(f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in tables}

    def processes(self) -> list[Process]:
        """Every living process of the product, the supervisor included."""
        return processes_of(self.var)

    def sockets(self) -> list[Path]:
        return [path for path in self.var.rglob("*") if path.is_socket()]

    def end_child(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the main process of `web`, `worker`, `beat` or `valkey`."""
        os.kill(self._child(name).pid, how)

    def _child(self, name: str) -> Process:
        word = {"web": "gunicorn", "worker": "celery -A config worker", "beat": " beat "}
        supervisor = self._supervisor.pid
        children = [process for process in self.processes() if process.parent == supervisor]
        return next(child for child in children if word.get(name, name) in child.command)


@contextmanager
def running(var: Path, **env: str) -> Iterator[Product]:
    """A product that is up for the block, and of which nothing is left behind it."""
    product = Product(var, env)
    try:
        product.start()
        yield product
        product.stop()
    finally:
        product.sweep()


def _passed_on() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
