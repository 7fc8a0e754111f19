"""Who a learner is, where she is signed in, and the tokens her scripts use."""

from accounts.models.session import Session
from accounts.models.token import Scope, Token, digest_of
from accounts.models.user import User

__all__ = ["Scope", "Session", "Token", "User", "digest_of"]
