"""Makes `.venv` and installs one locked set into it: `python3 requirements/install.py run`.

Uses nothing but the standard library. uv does the work because it is quick; where there is no uv,
or it finds no way to the packages, pip does the same from the same lock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
ROOT = LOCKS.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"  # uv lives here where `python -m venv` cannot give a pip.
OLDEST = (3, 11)


def main(name: str) -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            f"Waymark needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is "
            f"{sys.version.split()[0]}. Name another one: make PY=python3.12 …"
        )
    if not _works([PYTHON, "-c", ""]):
        with _step("Making the environment .venv"):
            _make_environment()
    with _step(f"Installing requirements/{name}.txt"):
        _install(LOCKS / f"{name}.txt")


def _make_environment() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if _works([sys.executable, "-m", "venv", VENV]):
        # Without uv, pip installs everything: slower, and as good.
        _works([PYTHON, "-m", "pip", *_PIP, "-r", LOCKS / "uv.txt"])
        return
    # Debian's Python without python3-venv ends here: uv makes environments without its help.
    shutil.rmtree(VENV, ignore_errors=True)
    _run([sys.executable, "-m", "pip", *_PIP, "--target", TOOLS, "-r", LOCKS / "uv.txt"])
    _run([TOOLS / "bin" / "uv", "venv", "--quiet", "--python", sys.executable, VENV])


def _install(lock: Path) -> None:
    for uv in (VENV / "bin" / "uv", TOOLS / "bin" / "uv"):
        if uv.exists() and _works([uv, *_UV, "--python", PYTHON, "-r", lock]):
            return
    print("uv could not do it; pip takes over.", flush=True)
    _run([PYTHON, "-m", "pip", *_PIP, "-r", lock])


_HASHED = ["--quiet", "--require-hashes"]
_PIP = ["install", "--disable-pip-version-check", "--no-input", *_HASHED]
_UV = ["pip", "install", "--system-certs", *_HASHED]


def _works(argv: list[str | Path]) -> bool:
    """Whether the command ends well; how it failed is shown only when nothing else is left."""
    try:
        return subprocess.run(argv, env=_ENVIRONMENT, capture_output=True).returncode == 0
    except OSError:
        return False


def _run(argv: list[str | Path]) -> None:
    if code := subprocess.run(argv, env=_ENVIRONMENT).returncode:
        sys.exit(f"{' '.join(map(str, argv))} ended with status {code}.")


# Only the interpreter that is here: nothing may fetch another one.
_ENVIRONMENT = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}


@contextmanager
def _step(title: str) -> Iterator[None]:
    print(f"{title} …", flush=True)
    begun = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
