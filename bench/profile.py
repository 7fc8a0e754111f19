"""`python -m bench.profile [ROW …]`: where the time of a request goes, function by function.

It serves the requests of a row in this process, without a server or a client, under cProfile,
which makes calls dearer than they are: shares are what to read, not times.
"""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from bench.machine import Cores
from bench.rows import ROWS, HttpRow
from bench.servers import ROOT, database, environment, prepare, valkey

ROWS_AS_PROFILED = ("progress", "mark")
WARMING, PROFILED = 200, 600
TOP = 25
DATABASE = ("django.db", "psycopg", "psycopg (C)")
OURS = ("accounts", "config", "progress", "roadmap", "wire")


def main(names: list[str]) -> None:
    cores = Cores.of_this_machine()
    with (
        database(cores) as seeded,
        valkey(cores) as redis_url,
        tempfile.TemporaryDirectory(prefix="waymark-profile-") as folder,
    ):
        env = environment(seeded.url, redis_url, Path(folder))
        prepare(env)
        os.environ.update(env)
        from config.wsgi import application  # its settings read what was just told

        for row in ROWS:
            if isinstance(row, HttpRow) and row.name in (names or ROWS_AS_PROFILED):
                _show(row, _profiled(application, row.requests()))


def _profiled(application: Callable[..., Any], requests: list[bytes]) -> pstats.Stats:
    environs = [_environ(request) for request in requests[: WARMING + PROFILED]]
    while len(environs) < WARMING + PROFILED:
        environs += [_environ(request) for request in requests]
    for environ in environs[:WARMING]:
        _serve(application, environ)
    profile = cProfile.Profile()
    profile.enable()
    for environ in environs[WARMING : WARMING + PROFILED]:
        _serve(application, environ)
    profile.disable()
    return pstats.Stats(profile)


def _environ(request: bytes) -> dict[str, Any]:
    """What a web server makes of a request."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split()
    told = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for line in lines:
        name, _, value = line.partition(": ")
        name = name.upper().replace("-", "_")
        told[name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"] = value
    return told


def _serve(application: Callable[..., Any], environ: dict[str, Any]) -> None:
    statuses: list[str] = []
    answer = application(environ, lambda status, _: statuses.append(status))
    body = b"".join(answer)
    answer.close()
    assert statuses[0].startswith("200"), (statuses, body)


def _show(row: HttpRow, stats: pstats.Stats) -> None:
    # Its one way to the figures, which the stubs leave out.
    told: dict[tuple[str, int, str], tuple[Any, ...]] = stats.stats  # type: ignore[attr-defined]
    total = sum(row[2] for row in told.values())
    print(f"\n== {row.name}: share of the time in code of …\n")
    shares: Counter[str] = Counter()
    for (file, _, function), (_, _, own, _, _) in told.items():
        shares[package_of(file, function)] += own
    for package, own in shares.most_common(12):
        print(f"| {package:<24} | {100 * own / total:5.1f} % |")
    for whose, packages in (
        ("ours", OURS),
        ("Django's and psycopg's way to the database", DATABASE),
    ):
        print(f"\n== and of functions of {whose}, with all that they call\n")
        for name, calls, spent in _dearest(told.items(), packages):
            print(f"| {name:<58} | {calls / PROFILED:6.1f} calls | {100 * spent / total:5.1f} % |")
    sys.stdout.flush()


def _dearest(told: Iterable[Any], packages: Collection[str]) -> list[tuple[str, int, float]]:
    found = [
        (
            "/".join((*Path(file).parts[-3:-1], f"{Path(file).name}:{line} {function}")),
            calls,
            cumulated,
        )
        for (file, line, function), (_, calls, _, cumulated, _) in told
        if package_of(file, function) in packages
    ]
    return sorted(found, key=lambda row: row[2], reverse=True)[:TOP]


def package_of(file: str, function: str) -> str:
    """Whose code it is: a package's, ours by name, or built into Python."""
    if file.startswith("~"):
        return "psycopg (C)" if "psycopg" in function else "built-in"
    parts = Path(file).parts
    if "site-packages" in parts:
        place = parts.index("site-packages") + 1
        is_django = parts[place] == "django"
        return ".".join(parts[place : place + 2]) if is_django else parts[place]
    if Path(file).is_relative_to(ROOT):
        return Path(file).relative_to(ROOT).parts[0]
    return "standard library"


if __name__ == "__main__":
    main(sys.argv[1:])
