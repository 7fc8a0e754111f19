"""The rules of accounts that can be broken, beyond what every endpoint refuses."""

from __future__ import annotations

from wire.problems import DomainError


class AccountsError(DomainError):
    """Base of what accounts refuses."""


class HandleTaken(AccountsError):
    code = "handle_taken"


class ReauthenticationRequired(AccountsError):
    code = "reauthentication_required"
