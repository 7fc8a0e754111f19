"""`make check`: every check that CI runs, each named and timed; all run, also after a failure."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "openapi.yaml"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        # What manage.py and mypy's Django plugin need to read the settings; nothing is kept.
        os.environ.update(
            SECRET_KEY=secrets.token_urlsafe(48),
            DATABASE_URL=f"sqlite:///{folder}/db.sqlite3",
            WAYMARK_VAR=folder,
        )
        results = {name: _timed(name, check) for name, check in CHECKS.items()}
    # Last, because its closing line is the summary that people look for.
    del os.environ["DATABASE_URL"], os.environ["WAYMARK_VAR"]
    results["tests"] = _timed("tests", _tests_pass)
    failed = [name for name, is_good in results.items() if not is_good]
    print(f"\nmake check: {', '.join(failed)} failed." if failed else "\nmake check: all is well.")
    return 1 if failed else 0


def _tests_pass() -> bool:
    return subprocess.run([sys.executable, "-m", "tests.run"], cwd=ROOT).returncode == 0


def _timed(name: str, check: Callable[[], bool]) -> bool:
    print(f"\n== {name}", flush=True)
    begun = time.monotonic()
    is_good = check()
    print(
        f"-- {name}: {'ok' if is_good else 'FAILED'}, {time.monotonic() - begun:.1f} s", flush=True
    )
    return is_good


def _runs(*arguments: str, shows: bool = False, **told: str) -> bool:
    """Whether `python …` ends well in this environment. What it says is shown when it does not,
    and with `shows` in any case."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode or shows:
        print(done.stdout)
    return done.returncode == 0


def _schema_is_fresh() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / SCHEMA.name
        if not _manage("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh)):
            return False
        if SCHEMA.exists() and SCHEMA.read_bytes() == fresh.read_bytes():
            return True
    print(f"{SCHEMA.relative_to(ROOT)} is not what the code says; renew it: make schema")
    return False


def _content_is_sound() -> bool:
    """By the rules of every roadmap file, as files and once imported, and by our own."""
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "content").rglob("*.yaml"))
    # All are asked, so that whoever writes sees at once what there is to mend.
    answers = [
        # The check asks the database for skills that no file defines.
        _manage("migrate", "--verbosity=0")
        and _manage("roadmap_check", "--strict", *files)
        and _manage("roadmap_import", "--write", "--publish", *files)
        and _manage("roadmap_check", "--strict", "--all", shows=True),
        _runs("-m", "tests.content"),
    ]
    return all(answers)


def _is_safe_to_deploy() -> bool:
    production = {"DEBUG": "off", "PUBLIC_URL": "https://waymark.example", "TRUSTED_PROXIES": "1"}
    return _manage("check", "--deploy", "--fail-level", "WARNING", **production)


def _manage(*arguments: str, shows: bool = False, **told: str) -> bool:
    return _runs("manage.py", *arguments, shows=shows, **told)


CHECKS: dict[str, Callable[[], bool]] = {
    "format": lambda: _runs("-m", "ruff", "format", "--check"),
    "lint": lambda: _runs("-m", "ruff", "check"),
    "types": lambda: _runs("-m", "mypy"),
    "imports": lambda: _runs(str(Path(sys.executable).with_name("lint-imports")), "--no-logo"),
    "migrations": lambda: _manage("makemigrations", "--check", "--dry-run"),
    "schema": _schema_is_fresh,
    "compatibility": lambda: _runs("-m", "tests.released"),
    "content": _content_is_sound,
    "deploy": _is_safe_to_deploy,
}

if __name__ == "__main__":
    sys.exit(main())
