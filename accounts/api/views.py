"""The learner's own profile and the tokens of her scripts."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import answers
from accounts.api.base import LearnerView
from accounts.api.serializers import (
    ProfileWanted,
    TokenWanted,
    changes_of,
    profile_body,
    tag_of,
    tag_of_tokens,
    token_body,
)
from accounts.models import Token
from accounts.services import change_profile, issue_token, revoke_token
from wire.conditions import check_if_match, conditional
from wire.cursors import PageQuery
from wire.parsing import parse
from wire.views import problems


class MeView(LearnerView):
    """The learner's own profile."""

    with_etag = frozenset({"GET", "PATCH"})

    @extend_schema(responses=answers.ProfileAnswer)
    def get(self, request: Request) -> Response:
        """Who I am."""
        return conditional(request, tag_of(self.learner), lambda: profile_body(self.learner))

    @problems("handle_taken", "precondition_failed")
    @extend_schema(request=ProfileWanted, responses=answers.ProfileAnswer)
    def patch(self, request: Request) -> Response:
        """Change who I am. What is left out stays; `handle` null gives the handle back."""
        user = change_profile(
            user=self.learner,
            changes=changes_of(parse(ProfileWanted, request, partial=True)),
            guard=lambda before: check_if_match(request, tag_of(before)),
            at=timezone.now(),
        )
        return Response(profile_body(user), headers={"ETag": tag_of(user)})


class TokensView(LearnerView):
    """My tokens, without their secrets, in the order of their ids."""

    sessions_only = True
    query_serializer = PageQuery
    with_etag = frozenset({"GET"})

    @extend_schema(responses=answers.TokenPage)
    def get(self, request: Request) -> Response:
        page = self.page(Token.objects.of(self.learner), order=("id",))
        return conditional(
            request,
            tag_of_tokens(self.learner, page),
            lambda: page.told(map(token_body, page.rows)),
        )


class TokenView(LearnerView):
    """One of my tokens."""

    sessions_only = True
    recent_sign_in = frozenset({"PUT"})

    @extend_schema(request=TokenWanted, responses=answers.IssuedTokenAnswer)
    def put(self, request: Request, token: UUID) -> Response:
        """Make a token, or change what it may. Only the answer that made it has its secret.

        Without `expires_on` a new token lives a year, and an old one keeps its day.
        """
        wanted = parse(TokenWanted, request)
        issued = issue_token(user=self.learner, id=token, at=timezone.now(), **wanted)
        if issued.secret is None:
            return Response(token_body(issued.token))
        body = token_body(issued.token) | {"token": issued.secret}
        return Response(body, headers={"Cache-Control": "no-store"})

    @extend_schema(responses={204: None})
    def delete(self, _request: Request, token: UUID) -> Response:
        """Revoke a token."""
        revoke_token(user=self.learner, id=token)
        return Response(status=204)
