"""`python -m config.run.prepare`: makes the database ready. Every step may be repeated.

Runs in a process of its own, so that the supervisor holds no connection and no Django.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.run import first_run
from config.run.folder import VarFolder

CONTENT = Path(__file__).resolve().parents[2] / "content"


def main(origin: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    folder = VarFolder(settings.VAR)
    call_command("migrate", interactive=False, verbosity=1)
    _load_content(folder)
    _open_accounts(folder, origin)


def _load_content(folder: VarFolder) -> None:
    """Load the tracks that come along, unless this database has them as they are.

    Loading them again would take back what a curator has changed since.
    """
    from roadmap.models import Roadmap  # the app registry is ready only now

    files = sorted(CONTENT.rglob("*.yaml"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    stamp = folder.loaded_content
    if stamp.exists() and stamp.read_text() == digest and Roadmap.objects.exists():
        return
    call_command("roadmap_import", *map(str, files), write=True, publish=True)
    stamp.write_text(digest)


def _open_accounts(folder: VarFolder, origin: str) -> None:
    from accounts.first_run import Login, open_accounts  # the app registry is ready only now

    kept = first_run.kept(folder)
    accounts = kept or first_run.fresh()
    open_accounts(
        admin=Login(accounts.admin.email, accounts.admin.password),
        learner=Login(accounts.learner.email, accounts.learner.password),
        token=accounts.token,
        are_secrets_new=kept is None,
        at=timezone.now(),
    )
    first_run.keep(folder, accounts, origin)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
