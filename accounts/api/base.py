"""What every signed-in endpoint does before and after its handler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import Credential, LearnerAuthentication
from accounts.errors import ReauthenticationRequired
from accounts.models import Scope, User
from wire.problems import InsufficientScope
from wire.throttle import Limit, Uncounted, take
from wire.views import ApiView

# All of a learner's tokens and sessions together.
LEARNER = Limit("learner", quota=600, seconds=60)


class LearnerView(ApiView):
    """An endpoint for the learner it is called by: `request.user`.

    `sessions_only` refuses tokens, so that a stolen one cannot reach what would outlive it.
    `recent_sign_in` names the methods for which the password must have been given lately.
    Every answer past authentication tells how many more the learner may have this minute; who has
    had them all gets RateLimited. While Redis is away nobody counts and nobody is refused.
    """

    authentication_classes = (LearnerAuthentication,)
    sessions_only = False
    recent_sign_in: frozenset[str] = frozenset()
    rate_headers: Mapping[str, str] = {}

    @property
    def learner(self) -> User:
        """Who is calling."""
        return cast(User, self.request.user)

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        try:
            [share] = take(LEARNER.of(str(self.learner.pk)))
        except Uncounted:
            return
        self.rate_headers = share.headers

    def check_permissions(self, request: Request) -> None:
        credential = cast(Credential, request.auth)
        needs_presence = self.sessions_only or request.method in self.recent_sign_in
        if needs_presence and credential.is_token:
            raise InsufficientScope("Tokens may not do this; sign in.")
        scope = Scope.READ if request.method in SAFE_METHODS else Scope.WRITE
        if scope not in credential.scopes:
            raise InsufficientScope(f"The token lacks the scope {scope}.")
        is_recent = credential.is_recent(at=timezone.now())
        if request.method in self.recent_sign_in and not is_recent:
            raise ReauthenticationRequired

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        for name, value in self.rate_headers.items():
            response.headers[name] = value
        return response
