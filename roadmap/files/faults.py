"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where a value stands: counted from 1, with its path of fields and indexes from 0."""

    line: int
    column: int
    path: str


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing wrong at one place; faults sort by where they are."""

    file: str
    line: int
    column: int
    code: str
    path: str
    detail: str

    def __str__(self) -> str:
        path = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {path}{self.detail}"

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


class FilesAreFaulty(Exception):
    """Files cannot be taken as they are; `faults` lists everything found, by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))
