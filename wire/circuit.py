"""A circuit breaker: one caller finds out that a service is gone, and the others need not wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

REST_SECONDS = 1.0


class Circuit:
    """Closed until a call fails. Then open: in every `rest` seconds one caller may try.

    Whoever calls the service asks first, and tells how it went:

        if not circuit.allows():
            raise ServiceIsGone
        began = circuit.now()
        try:
            answer = ask()
        except Silence:
            circuit.failed(began)
            raise
        circuit.succeeded()

    A failure is the service's, never that of one call which it answered with an error. One circuit
    is for all threads of a process; each process finds out for itself.
    """

    def __init__(
        self, *, rest: float = REST_SECONDS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.now = now
        self._rest = rest
        self._lock = threading.Lock()
        self._is_open = False
        self._opened_at = self._next_try = float("-inf")
        self._answered_at = float("-inf")

    def allows(self) -> bool:
        """Whether to call now. While the circuit is open, a yes is for this one caller.

        One who tries and never tells holds up nobody: after `rest` the next one may.
        """
        with self._lock:
            if not self._is_open:
                return True
            now = self.now()
            if now < self._next_try:
                return False
            self._next_try = now + self._rest
            return True

    def failed(self, began: float) -> None:
        """There was no answer to a call made at `began`, by the clock of `now`.

        A service that has answered somebody since then is there: only this call was lost.
        """
        with self._lock:
            if self._answered_at < began:
                self._is_open = True
                self._opened_at = self.now()
                self._next_try = self._opened_at + self._rest

    def succeeded(self) -> None:
        """The service answered, be it with an error: everybody may call again."""
        with self._lock:
            self._is_open = False
            self._answered_at = self.now()

    def opened_since(self, began: float) -> bool:
        """Whether somebody has found the service gone since `began`: who still waits need not."""
        return self._is_open and self._opened_at > began
