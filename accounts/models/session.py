"""Sessions in the database, each row naming its user.

Redis may lose everything it holds, so no session lives there. The `user` column makes a
request's session and user one SELECT, and all sessions of one user one DELETE.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.user import User
from wire.statements import Given, Statement, columns_of, instance_of


class Session(AbstractBaseSession):
    """One device or browser; `user` is null until somebody has signed in on it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from accounts.sessions import SessionStore  # it is built on this model

        return SessionStore

    def __str__(self) -> str:
        return f"session of {self.user_id}"

    @classmethod
    def live(cls, key: str, *, at: datetime) -> Session | None:
        """The session with this key, its user along, unless it has expired. One query."""
        row = _LIVE.first(key=key, at=at)
        if row is None:
            return None
        width = len(columns_of(cls))
        session = instance_of(cls, row[:width])
        if session.user_id is not None:
            session.user = instance_of(User, row[width:])
        return session


_LIVE = Statement(
    lambda: Session.objects.filter(
        session_key=Given("key", models.CharField()),
        expire_date__gt=Given("at", models.DateTimeField()),
    ).values_list(*columns_of(Session), *columns_of(User, "user__"))
)
