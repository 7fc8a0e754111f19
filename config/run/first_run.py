"""What the first run prints and keeps: the addresses, the first accounts, three lines to try."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from config.run.folder import VarFolder, write_private


@dataclass(frozen=True)
class Credentials:
    email: str
    password: str


@dataclass(frozen=True)
class Accounts:
    """The first accounts; they never change once they are kept."""

    admin: Credentials
    learner: Credentials
    token: str


def kept(folder: VarFolder) -> Accounts | None:
    """The accounts of an earlier run; None when there was none."""
    if not folder.first_run.exists():
        return None
    document = read(folder)
    return Accounts(
        admin=Credentials(**document["admin"]),
        learner=Credentials(**document["learner"]),
        token=document["token"],
    )


def fresh() -> Accounts:
    return Accounts(
        admin=Credentials("admin@waymark.example", secrets.token_urlsafe(12)),
        learner=Credentials("demo@waymark.example", secrets.token_urlsafe(12)),
        token="wm_" + secrets.token_urlsafe(32),
    )


def keep(folder: VarFolder, accounts: Accounts, origin: str) -> None:
    """Write `first-run.json` with the addresses of this start."""
    document = {"urls": _urls(origin), **asdict(accounts), "try": _tries(origin, accounts.token)}
    write_private(folder.first_run, json.dumps(document, indent=1) + "\n")


def read(folder: VarFolder) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(folder.first_run.read_text())
    return document


def told(folder: VarFolder, *, with_secrets: bool) -> str:
    """What the terminal shows; the secrets only once."""
    document = read(folder)
    lines = [f"  {name:<7}{url}" for name, url in document["urls"].items()]
    if with_secrets:
        lines += [
            "",
            *(f"  {who:<9}{' '.join(document[who].values())}" for who in ("admin", "learner")),
            f"  token    {document['token']}  (the learner's)",
            "",
            "Try it:",
            *(f"  {line}" for line in document["try"]),
            "",
        ]
    return "\n".join([*lines, f"  All of this, secrets too, is kept in {folder.first_run}"])


def _urls(origin: str) -> dict[str, str]:
    return {
        "api": f"{origin}/api/v1",
        "docs": f"{origin}/api/v1/docs",
        "admin": f"{origin}/admin/",
        "mail": f"{origin}/dev/mail",
    }


def _tries(origin: str, token: str) -> list[str]:
    """Look at a roadmap, follow it, ask what is next and why: each works as it stands."""
    api = f"{origin}/api/v1"
    bearer = f"-H 'Authorization: Bearer {token}'"
    body = "-H 'Content-Type: application/json' -d '{}'"
    return [
        f"curl {api}/roadmaps/ai-engineer/graph",
        f"curl -X PUT {bearer} {body} {api}/me/enrollments/ai-engineer",
        f"curl {bearer} '{api}/me/next?limit=3'",
    ]
