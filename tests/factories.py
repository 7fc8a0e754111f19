"""What tests start from, made through the real services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from accounts.models import Scope, User
from accounts.services import issue_token, register
from wire.ids import uuid7

# Friday, before anything else in a test happens.
LONG_AGO = datetime(2026, 11, 20, 7, tzinfo=UTC)
_numbers = count(1)


def a_learner(email: str | None = None, **wanted: Any) -> User:
    """A user with a verified address and no password: pass one to sign in with it."""
    wanted = {"verified": True, "weekly_digest": True, "password": None, "at": LONG_AGO} | wanted
    return register(email=email or f"learner-{next(_numbers)}@waymark.example", **wanted)


def a_token(
    user: User,
    *,
    scopes: Iterable[str] = (Scope.READ, Scope.WRITE),
    expires_on: date | None = None,
    at: datetime = LONG_AGO,
) -> str:
    """The secret of a new token."""
    issued = issue_token(
        user=user, id=uuid7(), name="laptop", scopes=scopes, expires_on=expires_on, at=at
    )
    assert issued.secret
    return issued.secret
