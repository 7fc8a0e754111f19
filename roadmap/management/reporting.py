"""How roadmap commands read files and tell what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from roadmap.files.faults import Fault
from roadmap.files.reading import read_file


def read_files(names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of each file by the name it was given by. Raises CommandError for the first
    that cannot be read."""
    files: dict[str, bytes] = {}
    for name in names:
        try:
            files[name] = read_file(Path(name))
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from None
    return files


def refusal(faults: Sequence[Fault], out: OutputWrapper, *, as_json: bool) -> CommandError:
    """Write out each fault; the error that ends the command."""
    write_faults(faults, out, as_json=as_json)
    files = len({fault.file for fault in faults})
    return CommandError(f"{counted(len(faults), 'fault')} in {counted(files, 'file')}.")


def write_faults(faults: Sequence[Fault], out: OutputWrapper, *, as_json: bool) -> None:
    if as_json:
        out.write(json.dumps([fault.as_json() for fault in faults], ensure_ascii=False, indent=1))
        return
    for fault in faults:
        out.write(str(fault))


def table(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
    """Lines of columns as wide as they need to be: what is first to the left, figures right."""
    lines = [
        head,
        *([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([first.ljust(widths[0]), *cells])


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
