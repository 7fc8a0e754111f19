"""Log entries that nobody can forge: what a client sends begins no entry of its own."""

from __future__ import annotations

import logging
import re

# Control characters, what else ends a line or turns the reading direction, half a surrogate pair.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


class EntryFormatter(logging.Formatter):
    """An entry begins at the margin and is one line, with a traceback indented below it.

    What would end a line, or make a terminal do something, is escaped, as in `\\x1b`.
    """

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).split("\n")
        return "\n    ".join(_escaped(line) for line in lines)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return _escaped(super().formatMessage(record))


def _escaped(line: str) -> str:
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
