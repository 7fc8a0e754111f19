"""Who is calling: a script by its token, an app by its session token, a browser by its cookie.

Each way costs one SELECT that brings the user along. Where two credentials come together the
token of the script decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from accounts.models import Scope, Session, Token, User
from accounts.services import SECRET_PREFIX
from accounts.sessions import SessionStore, signed_in_at
from wire.problems import CsrfFailed, NotAuthenticated

_SECRET_FORM = re.compile(re.escape(SECRET_PREFIX) + r"[A-Za-z0-9_-]{43}", re.ASCII)
_RECENT = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


@dataclass(frozen=True)
class Credential:
    """What the caller showed: `signed_in_at` is None for a token, which proves no presence."""

    scopes: frozenset[str]
    signed_in_at: datetime | None

    @property
    def is_token(self) -> bool:
        return self.signed_in_at is None

    def is_recent(self, *, at: datetime) -> bool:
        return self.signed_in_at is not None and at - self.signed_in_at < _RECENT


class LearnerAuthentication(BaseAuthentication):
    """Finds the learner or raises NotAuthenticated; there is no anonymous caller behind it."""

    def authenticate(self, request: Request) -> tuple[User, Credential]:
        at = timezone.now()
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return _by_token(secret.strip(), today=at.astimezone(UTC).date())
        if key := request.headers.get("X-Session-Token"):
            return _by_session(key, at=at)
        if key := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            found = _by_session(key, at=at)
            _check_csrf(request)
            return found
        raise NotAuthenticated("Sign in, or send a token.")


def _by_token(secret: str, *, today: date) -> tuple[User, Credential]:
    token = Token.live(secret, today=today) if _SECRET_FORM.fullmatch(secret) else None
    if token is None or not token.user.is_active:
        raise NotAuthenticated("The token is unknown, revoked or expired.")
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.user, Credential(frozenset(token.scopes), signed_in_at=None)


def _by_session(key: str, *, at: datetime) -> tuple[User, Credential]:
    session = Session.live(key, at=at) if SessionStore.is_key(key) else None
    proof = SessionStore().decode(session.session_data) if session else {}
    user = session.user if session else None
    if user is None or not user.is_active or not _vouches_for(proof, user):
        raise NotAuthenticated("The session is unknown, ended or expired.")
    proven_at = datetime.fromtimestamp(signed_in_at(proof), UTC)
    return user, Credential(frozenset(Scope.values), signed_in_at=proven_at)


def _vouches_for(proof: dict[str, str], user: User) -> bool:
    """Whether the session was signed in with the password that this user has now."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(proof.get(HASH_SESSION_KEY, ""), known) for known in hashes)


def _check_csrf(request: Request) -> None:
    # The check wants the view behind it, which it never calls: any will do.
    check = CSRFCheck(HttpResponse)
    check.process_request(request._request)
    if reason := check.process_view(request._request, HttpResponse, (), {}):
        raise CsrfFailed(str(reason))
