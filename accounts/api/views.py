"""The learner's own profile and the tokens of her scripts."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import LearnerView
from accounts.api.serializers import (
    ProfileWanted,
    TokenWanted,
    changes_of,
    profile_body,
    token_body,
)
from accounts.models import Token
from accounts.services import change_profile, issue_token, revoke_token
from wire.cursors import PageQuery, page_of
from wire.parsing import parse


class MeView(LearnerView):
    """Who I am: PATCH changes the given fields and answers like GET."""

    def get(self, request: Request) -> Response:
        return Response(profile_body(request.user))

    def patch(self, request: Request) -> Response:
        changes = changes_of(parse(ProfileWanted, request, partial=True))
        user = change_profile(user=request.user, changes=changes, at=timezone.now())
        return Response(profile_body(user))


class TokensView(LearnerView):
    """My tokens, without their secrets, in the order of their ids."""

    sessions_only = True
    query_serializer = PageQuery

    def get(self, request: Request) -> Response:
        mine = Token.objects.of(request.user)
        return Response(page_of(mine, order=("id",), query=self.query, shape=token_body))


class TokenView(LearnerView):
    """One of my tokens. PUT makes it, and only the answer that made it has `token`, the secret."""

    sessions_only = True
    recent_sign_in = frozenset({"PUT"})

    def put(self, request: Request, token: UUID) -> Response:
        wanted = parse(TokenWanted, request)
        issued = issue_token(user=request.user, id=token, at=timezone.now(), **wanted)
        secret = {"token": issued.secret} if issued.secret else {}
        return Response(token_body(issued.token) | secret)

    def delete(self, request: Request, token: UUID) -> Response:
        revoke_token(user=request.user, id=token)
        return Response(status=204)
