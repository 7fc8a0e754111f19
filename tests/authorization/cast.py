"""Who asks: people with all the kinds of credentials there are, and what the owner has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth.models import Permission

from accounts.models import Scope, Session, Token, User, digest_of
from accounts.sessions import SessionStore
from tests.authorization.things import CODE, NOW, STAFF_PASSWORD, an_owner, names_of
from tests.factories import a_learner, a_session, a_token

CSRF = "c" * 32


@dataclass(frozen=True)
class Role:
    """Somebody with one credential; `kind` is the column of the table that says what she may."""

    name: str
    kind: str
    session: str = ""
    token: str = ""

    def headers(self, path: str) -> dict[str, str]:
        """What she sends: a cookie as browsers do, but where apps sign in their own header."""
        if path.startswith("/_allauth/app/") and self.session:
            return {"X-Session-Token": self.session}
        # Everybody passes the check of CSRF, so that it is her right that decides.
        headers = {"X-CSRFToken": CSRF, "Cookie": f"{settings.CSRF_COOKIE_NAME}={CSRF}"}
        if self.session:
            headers["Cookie"] += f"; {settings.SESSION_COOKIE_NAME}={self.session}"
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


@dataclass(frozen=True)
class Cast:
    """All roles, the owner whose things they ask for, and what paths call these things."""

    owner: User
    roles: list[Role]
    # By the beginning of a route, the longest that fits: what its parameters stand for.
    names: Mapping[str, Mapping[str, str]]

    def path(self, route: str) -> str:
        return route.format(**self.names_for(route))

    def names_for(self, route: str) -> dict[str, str]:
        fitting = [beginning for beginning in self.names if route.startswith(beginning)]
        return {
            name: value
            for beginning in sorted(fitting, key=len)
            for name, value in self.names[beginning].items()
        }

    def role(self, name: str) -> Role:
        return next(role for role in self.roles if role.name == name)


def the_cast() -> Cast:
    """Everybody and everything, made anew in the database."""
    owner = an_owner()
    stranger = a_learner("stranger@waymark.example", password="hers")
    clerk, viewer, curator = map(a_clerk, ["clerk", "viewer", "curator"])
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    curator.user_permissions.set(Permission.objects.all())
    barred = a_learner("barred@waymark.example")
    past = NOW - timedelta(days=400)
    proving = {
        EMAIL_VERIFICATION_CODE_SESSION_KEY: a_code_mailed_to("third@waymark.example", owner)
    }
    resetting = {PASSWORD_RESET_VERIFICATION_SESSION_KEY: a_code_mailed_to(owner.email, owner)}
    expired = a_worn_token(owner, at=past)
    roles = [
        Role("nobody", "outsider"),
        Role("an expired session", "outsider", session=an_expired_session(owner)),
        Role("an expired token", "outsider", token=expired),
        Role("a session of one shut out", "outsider", session=a_session(barred, signed_in_at=NOW)),
        Role("a token of one shut out", "outsider", token=a_worn_token(barred)),
        Role("a stranger", "other", session=a_session(stranger, signed_in_at=NOW)),
        Role("a stranger's token", "other_script", token=a_worn_token(stranger)),
        Role("staff without permission", "clerk", session=a_session(clerk, signed_in_at=NOW)),
        Role("staff who may look", "viewer", session=a_session(viewer, signed_in_at=NOW)),
        Role("staff with permission", "curator", session=a_session(curator, signed_in_at=NOW)),
        Role("her read-only token", "reader", token=a_worn_token(owner, scopes=[Scope.READ])),
        Role("her write-only token", "writer", token=a_worn_token(owner, scopes=[Scope.WRITE])),
        Role("her token", "script", token=a_worn_token(owner)),
        Role("her old session", "stale", session=a_session(owner, signed_in_at=past)),
        Role("the owner", "owner", session=a_session(owner, signed_in_at=NOW, **proving)),
        Role("one who resets", "resetting", session=a_session_of_nobody(**resetting)),
    ]
    User.objects.filter(pk=barred.pk).update(is_active=False)
    return Cast(owner, roles, names_of(owner))


def a_clerk(name: str) -> User:
    """Staff, who without permissions may only open the admin's front page."""
    user = a_learner(f"{name}@waymark.example", password=STAFF_PASSWORD, is_staff=True)
    user.is_superuser = False
    user.save(update_fields=["is_superuser"])
    return user


def a_code_mailed_to(email: str, user: User) -> dict[str, Any]:
    """What a session holds until somebody shows that she can read this mail."""
    counts = dict.fromkeys(["failed_attempts", "resend_count", "change_count"], 0)
    told = {"at": NOW.timestamp(), "user_id": str(user.pk), "email": email, "code": CODE}
    return {**told, **counts}


def a_session_of_nobody(**held: Any) -> str:
    store = SessionStore()
    store.update(held)
    store.create()
    return str(store.session_key)


def an_expired_session(user: User) -> str:
    key = a_session(user, signed_in_at=NOW)
    Session.objects.filter(pk=key).update(expire_date=NOW - timedelta(days=1))
    return key


def a_worn_token(user: User, **wanted: Any) -> str:
    """The secret of a token that was used today already: using it again writes nothing."""
    secret = a_token(user, **wanted)
    Token.objects.filter(digest=digest_of(secret)).update(last_used_on=NOW.date())
    return secret
