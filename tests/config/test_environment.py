"""What a run keeps of its environment, and who takes it over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.environment import public_url
from config.run.environment import adopt, environment, keep
from config.run.folder import VarFolder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VarFolder:
    """The folder of a run that was told nothing but where it is."""
    for name in ("DATABASE_URL", "DEBUG", "EMAIL_URL", "PUBLIC_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("WAYMARK_VAR", str(tmp_path))
    folder = VarFolder(tmp_path)
    folder.make()
    keep(folder, environment(folder, "http://127.0.0.1:8000"))
    return folder


def test_a_command_beside_a_run_takes_over_what_it_filled_in(run: VarFolder) -> None:
    adopt()

    assert os.environ["SECRET_KEY"] == run.secret_key()
    assert os.environ["DATABASE_URL"] == f"sqlite:///{run.database}"
    assert os.environ["REDIS_URL"] == f"unix://{run.socket()}"


def test_what_the_caller_says_wins(run: VarFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://waymark.example")

    adopt()

    assert os.environ["PUBLIC_URL"] == "https://waymark.example"


def test_whoever_has_a_key_of_her_own_takes_over_nothing(
    run: VarFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "told by hand")

    adopt()

    assert os.environ["DATABASE_URL"] == ""


def test_what_is_kept_is_for_its_owner_only(run: VarFolder) -> None:
    assert run.environment.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("told", ["", "http://127.0.0.1:8000/"])
def test_the_outside_finds_us_at_an_address_without_a_slash(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", told)

    assert public_url() == "http://127.0.0.1:8000"
