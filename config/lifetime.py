"""Processes that live no longer than the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not load libraries.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int, farewell: signal.Signals) -> None:
    """Have Linux send us `farewell` when `parent` ends, by whatever death.

    To be called in the child, after it has taken its user: a change of user forgets it. Elsewhere
    than on Linux nothing happens.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(farewell))
    if os.getppid() != parent:  # The parent ended before we asked, so nobody will tell us.
        os._exit(1)
