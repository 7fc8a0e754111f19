"""Tokens, as the tutorial looks them up."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from bench.peers.naive.models import Token


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not secret:
            return None
        digest = hashlib.sha256(secret.encode()).hexdigest()
        try:
            token = Token.objects.get(digest=digest, expires_on__gte=timezone.now().date())
        except Token.DoesNotExist:
            raise AuthenticationFailed from None
        if not token.user.is_active:
            raise AuthenticationFailed
        return token.user, token
