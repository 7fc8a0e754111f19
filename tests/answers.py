"""What the suite saw the API answer, held against what the contract says it answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from tests.operations import Operation

FAULTS_OF_SERVERS = 500


class Answer(NamedTuple):
    """What an operation gave; the code is that of a problem, else empty."""

    operation: str
    status: int
    code: str


def read_answers(file: Path) -> set[Answer]:
    return {Answer(*row) for row in json.loads(file.read_text())}


def documented_by(operations: Iterable[Operation]) -> set[Answer]:
    return {
        Answer(str(operation), status, code)
        for operation in operations
        for status, code in operation.answers
    }


def differences(documented: Collection[Answer], produced: Collection[Answer]) -> list[str]:
    """A line for every answer that only one side knows. Failures of servers need no test each."""
    only_told = _ours(documented) - _ours(produced)
    only_seen = _ours(produced) - _ours(documented)
    return [f"Documented, never produced: {_told(answer)}" for answer in sorted(only_told)] + [
        f"Produced, never documented: {_told(answer)}" for answer in sorted(only_seen)
    ]


def table(operations: Collection[Operation], produced: Collection[Answer]) -> str:
    """Operations, documented and produced answers for each half of the API, and what failed."""
    rows = [("", "operations", "documented", "produced", "4xx of them")]
    for title, is_signing_in in [("/api/v1", False), ("/_allauth", True)]:
        half = [each for each in operations if each.is_signing_in is is_signing_in]
        names = {str(each) for each in half}
        seen = {answer for answer in _ours(produced) if answer.operation in names}
        refused = sum(answer.status >= 400 for answer in seen)
        told = _ours(documented_by(half))
        rows.append((title, *map(str, (len(half), len(told), len(seen), refused))))
    lines = [f"{row[0]:<10}" + "".join(f"{cell:>12}" for cell in row[1:]) for row in rows]
    return "\n".join([*lines, _failures(produced)])


def _failures(produced: Iterable[Answer]) -> str:
    failed = Counter(
        (answer.status, answer.code) for answer in produced if answer.status >= FAULTS_OF_SERVERS
    )
    told = ", ".join(f"{s} {code} of {n} operations" for (s, code), n in sorted(failed.items()))
    return f"5xx: {told or 'none'}"


def _ours(answers: Iterable[Answer]) -> set[Answer]:
    return {answer for answer in answers if answer.status < FAULTS_OF_SERVERS}


def _told(answer: Answer) -> str:
    return f"{answer.operation} {answer.status} {answer.code}".rstrip()
