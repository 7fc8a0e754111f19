"""What a killed supervisor may have left, and its end.

On Linux its children end with it (`config.lifetime`); the next run makes sure. The record names
each process with its start time, because a number alone may belong to somebody else by now.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from config.run.folder import VarFolder, write_private

_GRACE_SECONDS = 5.0


def record(folder: VarFolder, pids: Iterable[int]) -> None:
    started = {str(pid): _started(pid) for pid in pids}
    write_private(folder.children, json.dumps(started))


def forget(folder: VarFolder) -> None:
    folder.children.unlink(missing_ok=True)


def end(folder: VarFolder) -> None:
    """End every process of an earlier run that is still there."""
    sessions = _sessions(folder)
    for how in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _GRACE_SECONDS
        for process in _of(sessions):
            _signal(process.pid, how)
        while _of(sessions) and time.monotonic() < deadline:
            time.sleep(0.05)
    forget(folder)


class _Process(NamedTuple):
    pid: int
    state: str
    session: int
    started: int  # in clock ticks since boot


def _sessions(folder: VarFolder) -> set[int]:
    """The recorded sessions that are still ours.

    A session's number is not given away while one of its processes lives, so a leader that is gone
    proves nothing against it; a leader that started at another time does.
    """
    if not folder.children.exists():
        return set()
    recorded: dict[str, int | None] = json.loads(folder.children.read_text())
    return {int(pid) for pid, started in recorded.items() if _started(int(pid)) in (started, None)}


def _of(sessions: set[int]) -> list[_Process]:
    if not sessions:
        return []
    pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    found = [process for pid in pids if (process := _process(pid))]
    return [process for process in found if process.session in sessions and process.state != "Z"]


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # It has ended.
        os.kill(pid, how)


def _started(pid: int) -> int | None:
    process = _process(pid)
    return process.started if process else None


def _process(pid: int) -> _Process | None:
    """What Linux tells of it; None when it has ended, and on systems without /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The second field is the program's name in brackets, which may itself hold spaces.
    fields = stat.rpartition(")")[2].split()
    return _Process(pid, state=fields[0], session=int(fields[3]), started=int(fields[19]))
