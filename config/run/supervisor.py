"""Starts children, watches all of them, and leaves none behind."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from config.run import leftovers
from config.run.children import Child, Program
from config.run.folder import VarFolder

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 8.0
LOOK_SECONDS = 0.1


class ChildFailed(Exception):
    """A child ended unasked, or is not ready in time."""

    def __init__(self, child: Child, how: str) -> None:
        super().__init__(f"{child.name} {how}")
        self.child = child


class AskedToStop(Exception):
    """SIGTERM or SIGINT came, or the terminal is gone."""


class Supervisor:
    def __init__(self, folder: VarFolder, env: Mapping[str, str]) -> None:
        self._folder = folder
        self._env = env
        self._children: list[Child] = []
        self._is_asked_to_stop = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # As nohup leaves it.
            signal.signal(signal.SIGHUP, self._note)

    def start(self, program: Program, *, ready: Callable[[], bool] = lambda: True) -> None:
        child = self._spawn(program)
        deadline = time.monotonic() + START_SECONDS
        self.watch(until=lambda: time.monotonic() > deadline or ready())
        if time.monotonic() > deadline:
            raise ChildFailed(child, f"was not ready after {START_SECONDS:.0f} s")

    def finish(self, program: Program) -> None:
        """Run a program to its end; raises `ChildFailed` when that is not a good one."""
        child = self._spawn(program)
        self.watch(until=lambda: child.status() is not None)
        if status := child.status():
            raise ChildFailed(child, _end(status))
        self._children.remove(child)

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Wait; raises `AskedToStop` on a signal and `ChildFailed` when a child ends."""
        while not until():
            for child in self._children:
                if (status := child.status()) is not None:
                    raise ChildFailed(child, _end(status))
            if self._is_asked_to_stop:
                raise AskedToStop
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Ask every child, wait, then kill what is left; what the others need goes last."""
        for wave in (False, True):
            children = [
                child for child in self._children if child.program.is_needed_to_the_end is wave
            ]
            _stop(children)
        self._children.clear()
        leftovers.forget(self._folder)

    def _spawn(self, program: Program) -> Child:
        child = Child(program, env=self._env, root=ROOT, logs=self._folder.logs)
        self._children.append(child)
        leftovers.record(self._folder, [child.pid for child in self._children])
        return child

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked_to_stop = True


def _stop(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    while any(child.status() is None for child in children) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    for child in children:
        child.kill()


def _end(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
