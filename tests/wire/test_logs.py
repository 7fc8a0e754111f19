"""Whatever is logged, an entry begins at the margin and nobody else can begin one."""

from __future__ import annotations

import logging
import sys

import pytest

from wire.logs import EntryFormatter

FORMATTER = EntryFormatter("%(levelname)s %(name)s %(message)s")


def entry(message: str, *args: object, error: BaseException | None = None) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("web", logging.WARNING, "x.py", 1, message, args, exc_info)
    return FORMATTER.format(record)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("plain", "plain"),
        ("Zoë 🗺 日本語 \\n", "Zoë 🗺 日本語 \\n"),
        ("a\nWARNING web forged", r"a\nWARNING web forged"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x1b[2J\x07\x00\x7f", r"\x1b[2J\x07\x00\x7f"),
        ("\x85\x9b31m", r"\x85\x9b31m"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("\u202egpj.exe\u2066", r"\u202egpj.exe\u2066"),
        ("\udc80", r"\udc80"),
    ],
)
def test_a_message_is_one_line_and_harmless(said: str, told: str) -> None:
    assert entry("%s", said) == entry(said) == f"WARNING web {told}"


def test_a_traceback_is_indented_below_its_entry() -> None:
    try:
        raise ValueError("first\nWARNING web forged\x1b[2J")
    except ValueError as error:
        first, *rest = entry("It failed.", error=error).split("\n")

    assert first == "WARNING web It failed."
    assert rest[0] == "    Traceback (most recent call last):"
    assert rest[-1] == r"    WARNING web forged\x1b[2J"
    assert all(line.startswith("    ") for line in rest)


def test_it_can_be_written_in_any_encoding_that_stderr_may_have() -> None:
    assert entry("\ud800 Zoë").encode(sys.getfilesystemencoding())
