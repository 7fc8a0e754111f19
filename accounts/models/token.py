"""Personal access tokens: what scripts sign in with."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from accounts.models.user import User
from wire.ids import uuid7
from wire.statements import Given, Statement, columns_of, instance_of


class Scope(models.TextChoices):
    READ = "read"
    WRITE = "write"


class TokenQuerySet(models.QuerySet["Token"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)


class Token(models.Model):
    """A secret of which only the SHA-256 is kept; the learner saw it once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="token_digest_unique")]
        indexes = [models.Index(fields=["user", "id"], name="token_of_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def live(cls, secret: str, *, today: date) -> Token | None:
        """The token with this secret, its user along, unless it has expired. One query."""
        row = _LIVE.first(digest=digest_of(secret), today=today)
        if row is None:
            return None
        width = len(columns_of(cls))
        token = instance_of(cls, row[:width])
        token.user = instance_of(User, row[width:])
        return token


def digest_of(secret: str) -> str:
    """What is stored of a secret: it has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


_LIVE = Statement(
    lambda: Token.objects.filter(
        digest=Given("digest", models.CharField()),
        expires_on__gte=Given("today", models.DateField()),
    ).values_list(*columns_of(Token), *columns_of(User, "user__"))
)
