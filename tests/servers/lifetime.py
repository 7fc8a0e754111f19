"""Processes of a test that live no longer than the test run."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

STARTED_WITHIN = 60.0  # seconds
STOPPED_WITHIN = 20.0  # seconds

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not load libraries.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Server:
    """A server program; whoever has one of her own may take it away and bring it back."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        log: Path,
        answers: Callable[[], bool],
        stop_with: signal.Signals = signal.SIGTERM,
        **popen: Any,
    ) -> None:
        self._argv, self._log, self._answers = argv, log, answers
        self._stop_with, self._popen = stop_with, popen
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come back once it answers."""
        self._process = start(self._argv, log=self._log, stop_with=self._stop_with, **self._popen)
        wait_until(self._answers, self._process, self._log)

    def stop(self, how: signal.Signals | None = None) -> None:
        if self._process:
            stop(self._process, how or self._stop_with)

    @contextmanager
    def stopped(self, how: signal.Signals | None = None) -> Iterator[None]:
        """It is gone for the block, and back after it."""
        self.stop(how)
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """All its processes stand still; the kernel goes on taking connections for them."""
        assert self._process, "start the server first"
        # The parent first: while it stands still it has no more children.
        self._process.send_signal(signal.SIGSTOP)
        children = _children(self._process.pid)
        try:
            _tell(children, signal.SIGSTOP)
            yield
        finally:
            _tell(children, signal.SIGCONT)
            self._process.send_signal(signal.SIGCONT)


@contextmanager
def server(argv: Sequence[str], **options: Any) -> Iterator[Server]:
    """Run `argv` until the block ends; enter the block once it answers. Options are Server's."""
    running = Server(argv, **options)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def start(
    argv: Sequence[str], *, log: Path, stop_with: signal.Signals = signal.SIGTERM, **popen: Any
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own; even a SIGKILL of ours takes it along (on Linux)."""
    with log.open("ab") as output:
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid(), stop_with),
            **popen,
        )


def wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Raises RuntimeError with the log when the process ends first, or the time is up."""
    deadline = time.monotonic() + STARTED_WITHIN
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                f"{process.args!r} did not start:\n{log.read_text(errors='replace')}"
            )
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
    """Ask, then insist; the answer is the exit status."""
    process.send_signal(how)
    try:
        return process.wait(STOPPED_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nobody listened a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]


def _tell(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _die_with(parent: int, farewell: signal.Signals) -> Callable[[], None]:
    def in_child() -> None:
        # A caller in the background, or under nohup, has these ignored and would pass that on.
        for number in (signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        # Runs after `user=` took effect, which would have cleared the setting.
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(farewell))
            if os.getppid() != parent:
                os._exit(1)

    return in_child
