"""Holds docs/openapi.yaml to the contract of the last release: `python -m tests.released`.

Each release leaves its contract in docs/releases/. What breaks a client of the last one is a
fault, unless docs/releases/since-….txt lists it with the reason why it breaks nobody; so is a line
of that list that holds no more.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import yaml

from tests.breaking import breaks
from tests.operations import CONTRACT

ROOT = Path(__file__).resolve().parents[1]
RELEASES = ROOT / "docs" / "releases"


def main() -> int:
    release = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert release, "CHANGELOG.md has no release."
    contract, listed = RELEASES / f"openapi-{release[1]}.yaml", RELEASES / f"since-{release[1]}.txt"
    if not contract.exists():
        print(f"Keep the contract of this release: cp docs/openapi.yaml {contract}")
        return 1
    found = breaks(_read(contract), _read(CONTRACT))
    lines = listed.read_text().splitlines() if listed.exists() else []
    complaints = unlisted(found, [line for line in lines if line and not line.startswith("#")])
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def unlisted(found: list[str], listed: list[str]) -> list[str]:
    """What breaks clients and nobody has allowed, and what was allowed and breaks nothing."""
    return [f"Breaks clients: {line}" for line in found if line not in listed] + [
        f"Listed, and breaks nothing: {line}" for line in listed if line not in found
    ]


def _read(file: Path) -> dict[str, object]:
    document: dict[str, object] = yaml.load(file.read_text(), yaml.CSafeLoader)
    return document


if __name__ == "__main__":
    sys.exit(main())
