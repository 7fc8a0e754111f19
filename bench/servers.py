"""PostgreSQL, Valkey, our server and the rivals', each started as it would serve."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from bench.machine import Cores, cpu_seconds, parent_of, pin
from tests.servers.lifetime import free_port, start, stop, wait_until
from tests.servers.postgres import own_postgres
from tests.servers.valkey import own_valkey

ROOT = Path(__file__).resolve().parents[1]
POOL = 8  # threads of ours, connections of a rival's pool

# It keeps what it commits: fsync and synchronous_commit stay on. Nothing of its own accord may
# fall into one measurement and not into the next.
POSTGRES = {
    "shared_preload_libraries": "pg_stat_statements",
    "shared_buffers": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Database:
    """The server's database, and its whole tree of processes."""

    url: str
    postmaster: int

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.postmaster)

    @contextmanager
    def counting(self) -> Iterator[Callable[[], int]]:
        """Tells how many statements came since, begin and commit left out."""
        self._track("top")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SELECT pg_stat_statements_reset()")
            yield lambda: int(connection.execute(STATEMENTS).fetchall()[0][0])
        self._track("none")

    def _track(self, what: str) -> None:
        self.execute(
            f"ALTER SYSTEM SET pg_stat_statements.track = '{what}'",
            "SELECT pg_reload_conf()",
            "SELECT pg_sleep(0.3)",
        )


STATEMENTS = r"""
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
WHERE query !~* '^\s*(begin|commit|rollback|start transaction)'
AND query !~* 'pg_stat_statements|pg_reload_conf|pg_sleep'
-- What PostgreSQL asks itself to check a foreign key.
AND query !~ '^SELECT .* FROM ONLY .* FOR KEY SHARE OF x$'
"""


@contextmanager
def database(cores: Cores) -> Iterator[Database]:
    """A PostgreSQL that keeps what it commits, with an empty database on the other core."""
    options = [word for name, value in POSTGRES.items() for word in ("-c", f"{name}={value}")]
    with own_postgres(*options) as (server_url, _):
        with psycopg.connect(server_url, autocommit=True) as connection:
            postmaster = parent_of(connection.info.backend_pid)
            pin(postmaster, cores.rest)
            connection.execute("CREATE DATABASE waymark_bench")
        seeded = Database(f"{server_url.rpartition('/')[0]}/waymark_bench", postmaster)
        seeded.execute("CREATE EXTENSION pg_stat_statements")
        seeded._track("none")
        yield seeded


@contextmanager
def valkey(cores: Cores) -> Iterator[str]:
    with own_valkey() as (url, _):
        with redis.Redis.from_url(url) as client:
            pin(int(client.info("server")["process_id"]), cores.rest)
        yield url


@dataclass(frozen=True)
class Side:
    """One who answers: us, or a rival."""

    name: str
    argv: tuple[str, ...]

    def command(self, port: int) -> list[str]:
        return [sys.executable, *(word.replace("{port}", str(port)) for word in self.argv)]


_GUNICORN = ("-m", "gunicorn", "--bind=127.0.0.1:{port}")
_UVICORN = ("-m", "uvicorn", "--port={port}", "--loop=uvloop", "--http=httptools")
# Everybody writes a line of log for each request, as all do in production.
SIDES = {
    side.name: side
    for side in (
        Side("ours", (*_GUNICORN, "-c", "python:config.gunicorn", "config.wsgi")),
        Side("idiomatic", (*_UVICORN, "bench.peers.idiomatic:app")),
        Side("tuned", (*_UVICORN, "bench.peers.tuned:app")),
        Side("naive", (*_GUNICORN, "--access-logfile=-", "bench.peers.naive.wsgi")),
    )
}


def environment(database_url: str, redis_url: str, var: Path) -> dict[str, str]:
    """What any side needs to be told; limits are counted, and refuse nobody."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"file://{var}/mails",
        "WAYMARK_VAR": str(var),
        "SECRET_KEY": "uM4Rb9xWm2Jd7Xe1Sg6Yh0Ik3Mt8Nq5Ub-ur1Ax9Zw2Oc7Ld4Es6Gy0Hi",
        "DEBUG": "off",
        "WEB_CONCURRENCY": "1",
        "WAYMARK_RATE_SCALE": "1000000",
        "PYTHONUNBUFFERED": "1",
    }


@dataclass(frozen=True)
class Running:
    """A side that answers on a port."""

    name: str
    port: int
    pid: int


@contextmanager
def running(side: Side, env: dict[str, str], cores: Cores, var: Path) -> Iterator[Running]:
    """The side's server, one process of it, pinned to its core."""
    port, log = free_port(), var / f"{side.name}.log"
    process = start(side.command(port), log=log, cwd=ROOT, env=env)
    try:
        wait_until(lambda: _answers(port), process, log)
        pin(process.pid, cores.server)
        yield Running(side.name, port, process.pid)
    finally:
        stop(process)
        log.unlink()


def _answers(port: int) -> bool:
    url = f"http://127.0.0.1:{port}/api/v1/roadmaps/none/graph"
    try:
        urllib.request.urlopen(url, timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def prepare(env: dict[str, str]) -> None:
    """Migrate the database and fill it with the world."""
    for arguments in (["manage.py", "migrate", "--verbosity=0"], ["-m", "bench.seeding"]):
        subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, check=True)
