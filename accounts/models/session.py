"""Sessions in the database, each row naming its user.

Redis may lose everything it holds, so no session lives there. The `user` column makes a
request's session and user one SELECT, and all sessions of one user one DELETE.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class SessionManager(BaseSessionManager["Session"]):
    def live(self, key: str, *, at: datetime) -> Session | None:
        """The session with this key, its user along, unless it has expired. One query."""
        return self.select_related("user").filter(session_key=key, expire_date__gt=at).first()


class Session(AbstractBaseSession):
    """One device or browser; `user` is null until somebody has signed in on it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from accounts.sessions import SessionStore  # it is built on this model

        return SessionStore

    def __str__(self) -> str:
        return f"session of {self.user_id}"
