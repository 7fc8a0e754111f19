"""An act whose database fails it, at each of its statements in turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection


class Interruption(OperationalError):
    pass


def at_every_statement(act: Callable[[], object], state: Callable[[], Any]) -> int:
    """Fail `act` at its first statement, then at its second, until it comes to its end.

    After each failure `state()` is what it was before. Answers how often it failed.
    """
    before = state()
    survived = 0
    while _is_interrupted(act, survived):
        assert state() == before, f"left half done after {survived} statements"
        survived += 1
    assert state() != before, "the act did nothing"
    return survived


def _is_interrupted(act: Callable[[], object], survived: int) -> bool:
    left = survived

    def run(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal left
        # Savepoints stand for the transaction that an act has to itself outside of a test.
        if "SAVEPOINT" not in sql:
            left -= 1
            if left < 0:
                raise Interruption
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(run):
            act()
    except Interruption:
        return True
    return False
