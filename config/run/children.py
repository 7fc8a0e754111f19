"""A process of the run: its session, its log and its end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.lifetime import die_with

_TAIL_BYTES = 64 * 1024


@dataclass(frozen=True)
class Program:
    """What to start and how it ends."""

    name: str
    argv: Sequence[str]
    # What Linux sends it when the supervisor is killed.
    farewell: signal.Signals = signal.SIGTERM
    # Whether the others need it until they have ended.
    is_needed_to_the_end: bool = False


class Child:
    """A running program: the leader of a session of its own, writing to `logs/<name>.log`."""

    def __init__(self, program: Program, *, env: Mapping[str, str], root: Path, logs: Path) -> None:
        self.program = program
        self.name = program.name
        self.log = logs / f"{program.name}.log"
        supervisor = os.getpid()
        with self.log.open("ab") as log:
            self._log_starts = log.tell()
            self._process = subprocess.Popen(
                program.argv,
                cwd=root,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Safe here: the supervisor has one thread.
                preexec_fn=lambda: die_with(supervisor, program.farewell),
            )
        self.pid = self._process.pid

    def status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        if self.status() is None:
            self._process.terminate()

    def kill(self) -> None:
        """End it and everything it started, which outlives it when it was killed."""
        with suppress(ProcessLookupError):  # Nothing of it is left.
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def last_lines(self, count: int) -> list[str]:
        """The end of what it wrote in this run."""
        with self.log.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_starts, end - _TAIL_BYTES))
            return log.read().decode(errors="replace").splitlines()[-count:]
