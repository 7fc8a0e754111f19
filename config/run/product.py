"""Which programs make the product, in what order they start, and what the terminal shows."""

from __future__ import annotations

import http.client
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from config.run import broker, checks, environment, first_run, leftovers
from config.run.children import Program
from config.run.environment import given
from config.run.errors import Refused
from config.run.folder import VarFolder
from config.run.supervisor import AskedToStop, ChildFailed, Supervisor

HOST = "127.0.0.1"
LAST_LINES = 20


def run(port: int, var: Path) -> int:
    """Run the product until a signal or a child's end; the answer is the exit status."""
    folder = VarFolder(var)
    try:
        folder.make()
        with folder.locked():
            leftovers.end(folder)
            _check(port)
            return _run(folder, port)
    except Refused as refusal:
        print(f"Waymark cannot run: {refusal}", file=sys.stderr)
        return 1


def _check(port: int) -> None:
    checks.port_is_free(HOST, port)
    checks.secrets_are_strong()
    if url := given("DATABASE_URL"):
        checks.database_answers(url)
    if url := given("REDIS_URL"):
        checks.redis_answers(url)
    else:
        broker.program()
    if url := given("EMAIL_URL"):
        checks.mail_is_told(url)


def _run(folder: VarFolder, port: int) -> int:
    origin = f"http://{HOST}:{port}"
    told = environment.environment(folder, origin)
    environment.keep(folder, told)
    supervisor = Supervisor(folder, told)
    try:
        _start(supervisor, folder, port, origin)
        supervisor.watch()
    except AskedToStop:
        _say("Stopping.")
    except ChildFailed as failure:
        _blame(failure)
        return 1
    finally:
        supervisor.stop()
        folder.remove_socket()
    return 0


def _start(supervisor: Supervisor, folder: VarFolder, port: int, origin: str) -> None:
    is_first = first_run.kept(folder) is None
    if not given("REDIS_URL"):
        with _step("Starting Valkey"):
            supervisor.start(_valkey(folder), ready=lambda: _redis_answers(folder))
    with _step("Preparing the database: tables, tracks, first accounts"):
        supervisor.finish(_python("prepare", "config.run.prepare", origin))
    with _step("Starting web, worker and beat"):
        for program in _workers(folder):
            supervisor.start(program)
        supervisor.start(_web(port), ready=lambda: _is_up(port))
    _say("Waymark is up.\n")
    _say(first_run.told(folder, with_secrets=is_first))
    _say(f"Logs are in {folder.logs}; Ctrl-C stops it all.")


def _valkey(folder: VarFolder) -> Program:
    return Program("valkey", broker.command(folder), is_needed_to_the_end=True)


def _web(port: int) -> Program:
    arguments = ("-c", "python:config.gunicorn", "--bind", f"{HOST}:{port}", "config.wsgi")
    return _python("web", "gunicorn", *arguments)


def _workers(folder: VarFolder) -> list[Program]:
    celery = ("celery", "-A", "config")
    quick = ("--without-gossip", "--without-mingle")
    schedule = ("--schedule", str(folder.beat_schedule), "--pidfile=")
    return [
        _python(
            *("worker", *celery, "worker", "--loglevel=INFO", "--concurrency=2", *quick),
            # A worker in the middle of a task would take its time over any gentler one.
            farewell=signal.SIGKILL,
        ),
        _python("beat", *celery, "beat", "--loglevel=INFO", *schedule),
    ]


def _python(
    name: str, module: str, *arguments: str, farewell: signal.Signals = signal.SIGTERM
) -> Program:
    return Program(name, [sys.executable, "-m", module, *arguments], farewell)


def _redis_answers(folder: VarFolder) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(folder.socket())) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False  # Not there yet, or still reading what it kept.


def _is_up(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/api/v1/meta")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _blame(failure: ChildFailed) -> None:
    child = failure.child
    print(f"{failure}; the last lines of {child.log}:", file=sys.stderr)
    for line in child.last_lines(LAST_LINES):
        print(f"  {line}", file=sys.stderr)


@contextmanager
def _step(title: str) -> Iterator[None]:
    _say(f"{title} …")
    begun = time.monotonic()
    yield
    _say(f"  done in {time.monotonic() - begun:.1f} s")


def _say(line: str) -> None:
    print(line, flush=True)
