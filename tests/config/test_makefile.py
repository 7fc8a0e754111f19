"""The Makefile works where there is nothing but python3, make, git, the coreutils and a shell."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    subprocess.run([ROOT / "tests" / "bare_path.sh", folder], check=True)
    return folder


def test_a_bare_path_holds_no_other_program(bare_path: Path) -> None:
    names = {program.name for program in bare_path.iterdir()}

    assert {"python3", "make", "git", "sh", "ls", "touch"} <= names
    assert not names & {"grep", "sed", "awk", "find", "xargs", "curl", "pip", "uv", "bash"}


def test_help_tells_of_every_target(bare_path: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    help_text = _make(bare_path, "help")

    assert {"run", "test", "prove", "bench", "check", "fix", "lock"} <= set(targets)
    assert [line.split()[1] for line in help_text.splitlines()] == targets


@pytest.mark.parametrize(
    "target", ["run", "test", "prove", "fuzz", "bench", "check", "fix", "schema", "lock"]
)
def test_recipes_ask_for_no_other_program(bare_path: Path, target: str) -> None:
    recipe = _make(bare_path, "--dry-run", "--always-make", target)

    programs = {line.removeprefix("exec ").split()[0] for line in recipe.splitlines()}
    settings = {word for word in programs if "=" in word}
    assert programs - settings <= {"python3", ".venv/bin/python", "touch"}


def _make(path: Path, *arguments: str) -> str:
    done = subprocess.run(
        [path / "make", *arguments],
        cwd=ROOT,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
