"""The environment of every process of a run: the caller's, with what she left out filled in."""

from __future__ import annotations

import os
from urllib.parse import quote

from config.run.folder import VarFolder


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
    return {
        **os.environ,
        **filled,
        "WAYMARK_VAR": str(folder.path),
        "PYTHONUNBUFFERED": "1",
    }
