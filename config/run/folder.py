"""The var folder: everything a run keeps, in one place that may be thrown away."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.run.errors import Refused

# sun_path holds 108 bytes on Linux and 104 on macOS. A plain path also needs no quoting in a URL.
_SOCKET_PATH = re.compile(r"[A-Za-z0-9/._-]{1,100}", re.ASCII)


class VarFolder:
    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.logs = self.path / "logs"
        self.mails = self.path / "mails"
        self.valkey = self.path / "valkey"
        self.database = self.path / "db.sqlite3"
        self.beat_schedule = self.path / "beat-schedule"
        self.first_run = self.path / "first-run.json"
        self.loaded_content = self.path / "loaded-content"
        self.children = self.path / "children.json"
        self.environment = self.path / "environment.json"

    def make(self) -> None:
        """Make the folders and see that they can be written; raises `Refused`."""
        try:
            for folder in (self.path, self.logs, self.mails, self.valkey):
                folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.path).close()
        except OSError as error:
            raise Refused(f"VAR={self.path} cannot be written: {error.strerror}.") from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other supervisor off this folder; raises `Refused` when one is here.

        The lock is on the folder itself and ends with this process, so no lock file can stay.
        """
        handle = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"Waymark already runs on VAR={self.path}; stop it, or choose another VAR."
            ) from error
        else:
            yield
        finally:
            os.close(handle)

    def secret_key(self) -> str:
        """The installation's SECRET_KEY, made on the first run."""
        file = self.path / "secret-key"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(48))
        return file.read_text()

    def socket(self) -> Path:
        """Where Valkey listens: in the folder, or in a private one when the path would not do."""
        inside = self.valkey / "valkey.sock"
        if _SOCKET_PATH.fullmatch(str(inside)):
            return inside
        # Always the same one, so that a later run finds what an earlier one left.
        name = hashlib.sha256(bytes(self.path)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"waymark-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.geteuid() or folder.is_symlink():
            raise Refused(f"{folder} belongs to somebody else; choose a shorter VAR.")
        return folder / "valkey.sock"

    def remove_socket(self) -> None:
        socket = self.socket()
        socket.unlink(missing_ok=True)
        if socket.parent != self.valkey:
            socket.parent.rmdir()


def write_private(file: Path, text: str) -> None:
    """Replace the file as a whole, readable by its owner only: never half, never for others."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise
