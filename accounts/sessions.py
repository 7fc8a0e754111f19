"""The session backend: Django's database sessions, in our table, with the user in a column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError

from accounts.models import Session

SIGNED_IN_AT = "signed_in_at"
_KEY_FORM = re.compile(r"[a-z0-9]{32}", re.ASCII)


class SessionStore(DatabaseStore):
    """Signing in gives the row its user and a new key; the row with the old key is deleted."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.user_id = data.get(SESSION_KEY)
        return session

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        """Raises SessionInterrupted, a 400, when the session was ended while it was in use."""
        try:
            super().save(must_create=must_create)
        except UpdateError as error:
            # Django says the same of a row that is gone and of a database that is.
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise SessionInterrupted("The session was ended meanwhile.") from error

    def exists(self, session_key: str) -> bool:
        return self.is_key(session_key) and super().exists(session_key)

    @staticmethod
    def is_key(text: str | None) -> bool:
        """Whether `text`, which comes from a stranger, has the form of a key: no NUL, not long."""
        return bool(text and _KEY_FORM.fullmatch(text))

    _validate_session_key = is_key


def signed_in_at(data: Mapping[str, Any]) -> float:
    """When the owner of this session last proved who she is, in seconds since 1970."""
    proofs = data.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return max([float(data.get(SIGNED_IN_AT, 0)), *(float(proof["at"]) for proof in proofs)])
