"""The accounts that a new installation opens with: somebody to look around with, and an admin."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from django.db import transaction

from accounts.models import Scope, Token, User, digest_of
from accounts.services import SHOWN_PREFIX_LENGTH, a_year_after, register

TOKEN_NAME = "First run"  # noqa: S105 - how it is called in the learner's list


class Login(NamedTuple):
    email: str
    password: str


@transaction.atomic
def open_accounts(
    *, admin: Login, learner: Login, token: str, are_secrets_new: bool, at: datetime
) -> None:
    """Make sure that the admin and the learner exist, with verified addresses, and her token.

    An account that is there stays as its owner left it, and a token she revoked stays revoked;
    only when the secrets are new, because the old ones were lost, do they replace the old ones.
    """
    _open(admin, is_staff=True, is_secret_new=are_secrets_new, at=at)
    user, is_new = _open(learner, is_staff=False, is_secret_new=are_secrets_new, at=at)
    if is_new or are_secrets_new:
        _give_token(user, token, at=at)


def _open(login: Login, *, is_staff: bool, is_secret_new: bool, at: datetime) -> tuple[User, bool]:
    user = User.objects.filter(email__iexact=login.email).first()
    if user is None:
        user = register(
            email=login.email,
            password=login.password,
            is_staff=is_staff,
            verified=True,
            weekly_digest=not is_staff,
            at=at,
        )
        return user, True
    if is_secret_new:
        user.set_password(login.password)
        user.save(update_fields=["password"])
    return user, False


def _give_token(user: User, secret: str, *, at: datetime) -> None:
    Token.objects.filter(user=user, name=TOKEN_NAME).delete()
    Token.objects.create(
        user=user,
        name=TOKEN_NAME,
        prefix=secret[:SHOWN_PREFIX_LENGTH],
        digest=digest_of(secret),
        scopes=sorted(Scope.values),
        created_at=at,
        expires_on=a_year_after(at.astimezone(UTC).date()),
    )
