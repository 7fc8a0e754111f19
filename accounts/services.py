"""The acts of accounts: join, change the profile, issue and revoke tokens, end sessions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.errors import HandleTaken
from accounts.models import Session, Token, User, digest_of
from accounts.signals import address_verified, learner_joined, time_zone_changed
from wire.problems import Fault, InvalidRequest, NotFound

SECRET_PREFIX = "wm_"  # noqa: S105 - what every secret starts with
SHOWN_PREFIX_LENGTH = 7


@dataclass(frozen=True)
class IssuedToken:
    """A token, with its secret only when this very call made it."""

    token: Token
    secret: str | None


@transaction.atomic
def register(
    *,
    email: str,
    password: str | None,
    name: str = "",
    time_zone: str = "UTC",
    is_staff: bool = False,
    verified: bool,
    weekly_digest: bool,
    at: datetime,
) -> User:
    """Make a user without the sign-up conversation; without a password she starts with a reset.

    Staff may do everything in the admin; narrow it there. Raises IntegrityError when the address
    is taken: whoever calls this chose the address.
    """
    user = User.objects.create_user(
        email,
        password,
        name=name,
        time_zone=time_zone,
        is_staff=is_staff,
        is_superuser=is_staff,
        joined_at=at,
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    learner_joined.send(sender=User, user=user, weekly_digest=weekly_digest, at=at)
    if verified:
        address_verified.send(sender=User, user=user, email=user.email, at=at)
    return user


@transaction.atomic
def change_profile(
    *, user: User, changes: Mapping[str, Any], guard: Callable[[User], None], at: datetime
) -> User:
    """Write the given fields of the profile as it is now; repeating it changes nothing.

    `guard` sees the profile before it changes and may refuse. Raises HandleTaken when somebody
    else has the handle, also when both ask at the same moment.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    guard(user)
    changed = [field for field, value in changes.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, changes[field])
    _save(user, changed)
    if "time_zone" in changed:
        time_zone_changed.send(sender=User, user=user, at=at)
    return user


def _save(user: User, changed: list[str]) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=changed)
    except IntegrityError as error:
        # Among the fields of a profile only the handle has to be unique.
        raise HandleTaken from error


@transaction.atomic
def issue_token(
    *,
    user: User,
    id: UUID,  # noqa: A002 - the word of the API
    name: str,
    scopes: Iterable[str],
    expires_on: date | None,
    at: datetime,
) -> IssuedToken:
    """Make the token `id` exist with these properties; only the call that makes it has the secret.

    Without `expires_on` a new token lives a year and an old one keeps its day. Raises NotFound
    when the id is another learner's, InvalidRequest when the day is past or over a year away.
    """
    today = at.astimezone(UTC).date()
    _check_expiry(expires_on, today)
    _hold(user)
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    last_day = expires_on or a_year_after(today)
    facts = {"name": name, "scopes": list(scopes), "created_at": at, "expires_on": last_day}
    made = _sealed(secret, id=id, user=user, **facts)
    # Not "is there one?" first: another learner may be choosing the same id just now.
    Token.objects.bulk_create([made], ignore_conflicts=True)
    token = Token.objects.of(user).filter(id=id).first()
    if token is None:
        raise NotFound
    if token.digest == made.digest:
        return IssuedToken(token, secret)
    token.name, token.scopes = name, list(scopes)
    token.expires_on = expires_on or token.expires_on
    token.save(update_fields=["name", "scopes", "expires_on"])
    return IssuedToken(token, None)


def _sealed(secret: str, **facts: Any) -> Token:
    return Token(prefix=secret[:SHOWN_PREFIX_LENGTH], digest=digest_of(secret), **facts)


def _hold(user: User) -> None:
    """Let nobody else make or revoke a token of `user` until this transaction ends."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _check_expiry(expires_on: date | None, today: date) -> None:
    if expires_on and not today <= expires_on <= a_year_after(today):
        detail = f"Choose a day from {today} to {a_year_after(today)}."
        raise InvalidRequest(errors=[Fault("body", "/expires_on", "out_of_range", detail)])


def a_year_after(day: date) -> date:
    """The same day a year later; the 28th of February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


@transaction.atomic
def revoke_token(*, user: User, id: UUID) -> None:  # noqa: A002 - the word of the API
    """Make sure `user` has no token `id`; a stranger's stays untouched and unmentioned."""
    _hold(user)
    Token.objects.of(user).filter(id=id).delete()


@transaction.atomic
def end_access(*, user: User) -> None:
    """End every session and revoke every token of `user`.

    A new password calls it, changed or reset: whoever knew the old one may have made tokens.
    """
    Session.objects.filter(user=user).delete()
    Token.objects.filter(user=user).delete()
