"""Which processes belong to a product, as Linux tells it, whatever the product itself says."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    pid: int
    parent: int
    command: str


def processes_of(var: Path) -> list[Process]:
    """Every living process that works on this var folder."""
    found = (_process(int(entry.name), var) for entry in Path("/proc").glob("[0-9]*"))
    return [process for process in found if process]


def gone(var: Path, *, within: float) -> list[Process]:
    """What is left of a product after at most `within` seconds; empty as soon as nothing is."""
    deadline = time.monotonic() + within
    while (left := processes_of(var)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _process(pid: int, var: Path) -> Process | None:
    proc = Path(f"/proc/{pid}")
    try:
        command = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        environ = (proc / "environ").read_bytes().split(b"\0")
        folder = (proc / "cwd").readlink()
        fields = (proc / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None  # It ended while we looked, or is somebody else's.
    # Valkey writes its title over its environment, but works in a folder of the product's.
    is_of_product = (
        f"WAYMARK_VAR={var}".encode() in environ or str(var) in command or var in folder.parents
    )
    # A zombie is dead; only its parent has not asked yet.
    if not is_of_product or fields[0] == "Z":
        return None
    return Process(pid, parent=int(fields[1]), command=command)
