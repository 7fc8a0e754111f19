"""Who asks: people with all the kinds of credentials there are, and what the owner has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
# No token lives as long, and no sign-in is called recent.
LONG_PAST = NOW - timedelta(days=400)


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
    roles = [
        *outsiders(owner),
        Role("a stranger", "other", session=a_session(stranger, signed_in_at=NOW)),
        Role("a stranger's token", "other_script", token=a_worn_token(stranger)),
        *staff_roles(),
        *roles_of(owner),
    ]
    return Cast(owner, roles, names_of(owner))


def outsiders(owner: User) -> Iterator[Role]:
    """Those who come with nothing, or with what was good once."""
    yield Role("nobody", "outsider")
    yield Role("an expired session", "outsider", session=an_expired_session(owner))
    yield Role("an expired token", "outsider", token=a_worn_token(owner, at=LONG_PAST))
    barred = a_learner("barred@waymark.example")
    yield Role("a session of one shut out", "outsider", session=a_session(barred, signed_in_at=NOW))
    yield Role("a token of one shut out", "outsider", token=a_worn_token(barred))
    User.objects.filter(pk=barred.pk).update(is_active=False)


def staff_roles() -> Iterator[Role]:
    permissions = Permission.objects.all()
    for name, kind, granted in [
        ("staff without permission", "clerk", permissions.none()),
        ("staff who may look", "viewer", permissions.filter(codename__startswith="view_")),
        ("staff with permission", "curator", permissions),
    ]:
        user = a_clerk(kind)
        user.user_permissions.set(granted)
        yield Role(name, kind, session=a_session(user, signed_in_at=NOW))


def roles_of(owner: User) -> Iterator[Role]:
    """The owner by each of her credentials, and before she has any."""
    proving = {
        EMAIL_VERIFICATION_CODE_SESSION_KEY: a_code_mailed_to("third@waymark.example", owner)
    }
    resetting = {PASSWORD_RESET_VERIFICATION_SESSION_KEY: a_code_mailed_to(owner.email, owner)}
    yield Role("her read-only token", "reader", token=a_worn_token(owner, scopes=[Scope.READ]))
    yield Role("her write-only token", "writer", token=a_worn_token(owner, scopes=[Scope.WRITE]))
    yield Role("her token", "script", token=a_worn_token(owner))
    yield Role("her old session", "stale", session=a_session(owner, signed_in_at=LONG_PAST))
    yield Role("the owner", "owner", session=a_session(owner, signed_in_at=NOW, **proving))
    yield Role("one who resets", "resetting", session=a_session_of_nobody(**resetting))


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
