"""The locks install anywhere: hashes on every line, no address of an index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).resolve().parents[2] / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_pins_with_hashes_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()

    pins = re.findall(
        r"^[a-z0-9][^ ]*==[^ ]+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", text, re.M
    )

    assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 0
    assert "://" not in text
