"""`make lock`: pins and hashes of everything pyproject.toml asks for, for every platform.

The files name no index, so each machine installs from the one it is set up for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
ROOT = LOCKS.parent
# Where requirements/install.py may have put uv.
UV_FOLDERS = [ROOT / ".venv" / "bin", ROOT / ".tools" / "bin"]
UV = "uv==0.13.8"
SETS = {
    "run": ["--extra", "embedded"],
    "test": ["--extra", "embedded", "--group", "test"],
    "fuzz": ["--extra", "embedded", "--group", "test", "--group", "fuzz"],
    "bench": ["--extra", "embedded", "--group", "test", "--group", "bench"],
    "dev": ["--extra", "embedded", "--group", "test", "--group", "lint"],
}
COMPILE = [
    shutil.which("uv", path=os.pathsep.join(map(str, UV_FOLDERS))) or "uv",
    *("pip", "compile", "--quiet", "--upgrade", "--system-certs"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    # The header would repeat this command line, the rest would name an index.
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
]


def lock(name: str, arguments: list[str], source: str | None = None) -> None:
    target = LOCKS / f"{name}.txt"
    argv = [*COMPILE, *arguments, "-o", target]
    subprocess.run(argv, input=source, text=True, check=True, cwd=ROOT)


lock("uv", ["-"], UV)
for name, arguments in SETS.items():
    lock(name, ["pyproject.toml", *arguments])
