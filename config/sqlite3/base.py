"""SQLite for the web: one request finds out that the write lock is stuck, and the others need not.

SQLite has one lock for all who write. Whoever waits for it in vain is told so in time, but those
whose requests queue behind hers would begin to wait only then.
"""

from __future__ import annotations

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from wire.circuit import Circuit

# As long as anybody gets the lock, a long wait is but a long queue.
_lock = Circuit()


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        if not _lock.allows():
            raise OperationalError("the database was locked a moment ago")
        began = _lock.now()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except OperationalError:
            _lock.failed(began)
            raise
        _lock.succeeded()
