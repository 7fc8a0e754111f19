"""The environment of every process of a run: the caller's, with what she left out filled in.

A run keeps what it told its processes in the var folder, so that `manage.py` beside it works on
the same database without being told anything.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote

from config.run.folder import VarFolder, write_private

_KEPT = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "PUBLIC_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
)


def given(name: str) -> str | None:
    """What the caller set; blank counts as not set, as it does in the settings."""
    return os.environ.get(name, "").strip() or None


def environment(folder: VarFolder, origin: str) -> dict[str, str]:
    defaults = {
        "DEBUG": "1",
        "SECRET_KEY": folder.secret_key(),
        "PUBLIC_URL": origin,
        "DATABASE_URL": f"sqlite:///{quote(str(folder.database))}",
        "REDIS_URL": f"unix://{folder.socket()}",
    }
    filled = {name: given(name) or value for name, value in defaults.items()}
    filled["WAYMARK_VAR"] = str(folder.path)
    return {**os.environ, **filled, "PYTHONUNBUFFERED": "1"}


def keep(folder: VarFolder, told: dict[str, str]) -> None:
    """Keep of a run's environment what the settings read; it holds secrets."""
    names = [name for name in told if name in _KEPT or name.startswith("WAYMARK_")]
    write_private(folder.environment, json.dumps({name: told[name] for name in sorted(names)}))


def adopt() -> None:
    """Take over what the last run on this machine's var folder kept.

    Whoever sets SECRET_KEY has told everything herself: then nothing is taken over.
    """
    folder = VarFolder(Path(given("WAYMARK_VAR") or "var"))
    if given("SECRET_KEY") is None and folder.environment.exists():
        for name, value in json.loads(folder.environment.read_text()).items():
            os.environ[name] = given(name) or value
